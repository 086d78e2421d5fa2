#include "sluice/throttle.hpp"

#include <utility>

#include "rate.hpp"

using namespace sluice;
using namespace sluice::capi;

namespace {

bool read_limit(const sluice_limit* from, throttle::Limit& to) noexcept {
  sluice_limit known;
  sluice_limit_init(&known);
  if (!read_sized(from, known) || known.algorithm > SLUICE_CALENDAR_DAY) return false;
  constexpr std::uint32_t most = 2147483647;
  if (known.limit == 0 || known.limit > most || known.burst > most || known.per_seconds < 1) return false;
  if (known.per_seconds > std::int64_t{most} * 86400) return false;
  to = {.limit = known.limit,
        .per = std::chrono::seconds(known.per_seconds),
        .burst = known.burst,
        .algorithm = static_cast<throttle::Algorithm>(known.algorithm),
        .utc_offset_seconds = known.utc_offset_seconds};
  return true;
}

sluice_taken write(const throttle::Take& take) noexcept {
  return {take.admitted ? 1 : 0, static_cast<std::uint32_t>(take.remain), take.next,
          take.retry_after.count()};
}

// The arguments that most functions here share.
bool read(const sluice_rate* rate, const sluice_now* now, Now& at) noexcept {
  return is_rate(rate) && read_now(now, at);
}

}  // namespace

void sluice_limit_init(sluice_limit* limit) {
  if (limit == nullptr) return;
  *limit = {};
  limit->size = sizeof *limit;
  limit->per_seconds = 1;
}

sluice_status sluice_take(sluice_taken* taken, uint64_t word, const sluice_limit* limit,
                          const sluice_now* now) {
  throttle::Limit known;
  Now at;
  if (taken == nullptr || !read_limit(limit, known) || !read_now(now, at)) return SLUICE_INVALID;
  *taken = write(throttle::take(word, known, at));
  return SLUICE_OK;
}

sluice_status sluice_rate_compile(sluice_rate* rate, const sluice_limit* limit) {
  throttle::Limit known;
  if (rate == nullptr || !read_limit(limit, known)) return SLUICE_INVALID;
  write_rate(rate, throttle::Rate(known));
  return SLUICE_OK;
}

sluice_status sluice_word_take(sluice_taken* taken, uint64_t word, const sluice_rate* rate,
                               const sluice_now* now) {
  Now at;
  if (taken == nullptr || !read(rate, now, at)) return SLUICE_INVALID;
  *taken = write(throttle::take(word, rate_of(rate), at));
  return SLUICE_OK;
}

sluice_status sluice_word_look(sluice_taken* taken, uint64_t word, const sluice_rate* rate,
                               const sluice_now* now) {
  Now at;
  if (taken == nullptr || !read(rate, now, at)) return SLUICE_INVALID;
  *taken = write(throttle::look(word, rate_of(rate), at));
  return SLUICE_OK;
}

sluice_status sluice_word_take_up_to(sluice_taken* taken, uint32_t* calls, uint64_t word,
                                     const sluice_rate* rate, const sluice_now* now, uint32_t want) {
  Now at;
  if (taken == nullptr || calls == nullptr || !read(rate, now, at)) return SLUICE_INVALID;
  const throttle::Grant grant = throttle::take_up_to(word, rate_of(rate), at, want);
  const throttle::Take left = throttle::look(grant.next, rate_of(rate), at);
  *calls = grant.calls;
  *taken = {grant.calls != 0 ? 1 : 0, left.remain, grant.next, grant.retry_after.count()};
  return SLUICE_OK;
}

sluice_status sluice_word_give_back(uint64_t* next, uint64_t word, const sluice_rate* rate,
                                    const sluice_now* now, uint64_t after, uint32_t calls) {
  Now at;
  if (next == nullptr || !read(rate, now, at)) return SLUICE_INVALID;
  *next = throttle::give_back(word, rate_of(rate), at, after, calls);
  return SLUICE_OK;
}

sluice_status sluice_word_rescale(uint64_t* next, uint64_t word, const sluice_rate* from,
                                  const sluice_rate* to, const sluice_now* now) {
  Now at;
  if (next == nullptr || !is_rate(from) || !read(to, now, at)) return SLUICE_INVALID;
  *next = throttle::rescale(word, rate_of(from), rate_of(to), at);
  return SLUICE_OK;
}

sluice_status sluice_cell_take(sluice_taken* taken, sluice_cell* cell, const sluice_rate* rate,
                               const sluice_now* now) {
  Now at;
  if (taken == nullptr || !is_cell(cell) || !read(rate, now, at)) return SLUICE_INVALID;
  *taken = write(cell_of(cell)->take(rate_of(rate), at));
  return SLUICE_OK;
}

sluice_status sluice_cell_look(sluice_taken* taken, const sluice_cell* cell, const sluice_rate* rate,
                               const sluice_now* now) {
  Now at;
  if (taken == nullptr || !is_cell(cell) || !read(rate, now, at)) return SLUICE_INVALID;
  *taken = write(reinterpret_cast<const throttle::Cell*>(cell)->look(rate_of(rate), at));
  return SLUICE_OK;
}

sluice_status sluice_cell_give_back(sluice_cell* cell, const sluice_rate* rate, const sluice_now* now,
                                    uint64_t after, uint32_t calls) {
  Now at;
  if (!is_cell(cell) || !read(rate, now, at)) return SLUICE_INVALID;
  cell_of(cell)->give_back(rate_of(rate), at, after, calls);
  return SLUICE_OK;
}

sluice_status sluice_ledger_create(sluice_ledger** ledger, size_t bytes, uint64_t seed) {
  if (ledger == nullptr || bytes > PTRDIFF_MAX) return SLUICE_INVALID;
  return guard([&] {
    auto made = throttle::Ledger::make({.bytes = bytes, .seed = seed});
    if (!made) return SLUICE_OUT_OF_MEMORY;
    *ledger = new sluice_ledger(std::move(*made));
    return SLUICE_OK;
  });
}

sluice_status sluice_ledger_take(sluice_taken* taken, const sluice_ledger* ledger, uint64_t scope,
                                 sluice_text key, const sluice_limit* limit, const sluice_now* now) {
  throttle::Limit known;
  Now at;
  if (taken == nullptr || !is_handle(ledger) || !is_text(key)) return SLUICE_INVALID;
  if (!read_limit(limit, known) || !read_now(now, at)) return SLUICE_INVALID;
  const throttle::Key place = ledger->ledger.key(scope, view(key));
  *taken = write(ledger->ledger.take(place, throttle::Rate(known), at));
  return SLUICE_OK;
}

sluice_status sluice_ledger_key(sluice_key* key, const sluice_ledger* ledger, uint64_t scope,
                                sluice_text id) {
  if (key == nullptr || !is_handle(ledger) || !is_text(id)) return SLUICE_INVALID;
  const throttle::Key made = ledger->ledger.key(scope, view(id));
  *key = {made.place, made.tag};
  return SLUICE_OK;
}

sluice_status sluice_ledger_key_address(sluice_key* key, const sluice_ledger* ledger, uint64_t scope,
                                        sluice_text address, uint32_t prefix6) {
  if (key == nullptr || !is_handle(ledger) || !is_text(address) || prefix6 > 128) return SLUICE_INVALID;
  const auto read = read_address(view(address));
  if (!read) return SLUICE_REFUSED;
  const throttle::Key made = ledger->ledger.key(scope, *read, prefix6);
  *key = {made.place, made.tag};
  return SLUICE_OK;
}

sluice_status sluice_ledger_take_key(sluice_taken* taken, int32_t* untracked, const sluice_ledger* ledger,
                                     const sluice_key* key, const sluice_rate* rate, const sluice_now* now) {
  Now at;
  if (taken == nullptr || !is_handle(ledger) || key == nullptr || !read(rate, now, at)) return SLUICE_INVALID;
  const throttle::Ledger::Taken took = ledger->ledger.take({key->place, key->tag}, rate_of(rate), at);
  *taken = write(took);
  tell(untracked, took.untracked ? 1 : 0);
  return SLUICE_OK;
}

sluice_status sluice_ledger_look_key(sluice_taken* taken, const sluice_ledger* ledger, const sluice_key* key,
                                     const sluice_rate* rate, const sluice_now* now) {
  Now at;
  if (taken == nullptr || !is_handle(ledger) || key == nullptr || !read(rate, now, at)) return SLUICE_INVALID;
  *taken = write(ledger->ledger.look({key->place, key->tag}, rate_of(rate), at));
  return SLUICE_OK;
}

sluice_status sluice_ledger_give_back_key(const sluice_ledger* ledger, const sluice_key* key,
                                          const sluice_rate* rate, const sluice_now* now, uint64_t after) {
  Now at;
  if (!is_handle(ledger) || key == nullptr || !read(rate, now, at)) return SLUICE_INVALID;
  ledger->ledger.give_back({key->place, key->tag}, rate_of(rate), at, after);
  return SLUICE_OK;
}

sluice_status sluice_ledger_untracked(uint64_t* calls, const sluice_ledger* ledger) {
  if (calls == nullptr || !is_handle(ledger)) return SLUICE_INVALID;
  *calls = ledger->ledger.untracked();
  return SLUICE_OK;
}

void sluice_ledger_free(sluice_ledger* ledger) {
  if (is_handle(ledger)) delete ledger;
}
