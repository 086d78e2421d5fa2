#include "sluice/throttle.hpp"

#include <utility>

#include "convert.hpp"
#include "sluice/ledger.hpp"

using namespace sluice;
using namespace sluice::capi;

struct sluice_ledger : Handle<0x736c7569'6c656467> {
  explicit sluice_ledger(throttle::Ledger from) : ledger(std::move(from)) {}
  mutable throttle::Ledger ledger;  // counting is what a ledger is for; its functions are for any thread
};

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

void sluice_ledger_free(sluice_ledger* ledger) {
  if (is_handle(ledger)) delete ledger;
}
