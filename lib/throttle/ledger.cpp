// The ledger's public side: keys, and one call on one key.
#include "sluice/ledger.hpp"

#include <algorithm>
#include <new>

#include "base/hash.hpp"
#include "throttle/clock.hpp"
#include "throttle/table.hpp"
#include "throttle/word.hpp"

namespace sluice::throttle {
namespace {

constexpr std::uint64_t kOdd =
    0x9e3779b97f4a7c15;  // 2^64 / golden ratio: spreads scope numbers over the seed

// Room for the margin of a second that rounding and the current, half-gone second need.
Second span_of(const Rate& rate) noexcept { return static_cast<Second>(rate.span().count()) + 2; }

Second second_of(const Now& now) noexcept { return static_cast<Second>(steady_of(now) / 1'000'000'000); }

// No counter may look like a place that is being moved. One unit of a wrapped clock, to the safe side.
std::uint64_t storable(std::uint64_t word) noexcept { return word == kMoving ? 1 : word; }

bool holds(const Place& place, Key key) noexcept {
  return place.tag->load(std::memory_order_acquire) == tag_of(key);
}

// A place may pass to another key between any two steps. The tag is looked at after the word was read, so a
// word of another key is never worked on; and after the swap, for the case that the new key's word had the
// same bits.
bool swap_word(const Place& place, Key key, std::uint64_t word, std::uint64_t next) noexcept {
  if (!place.word->compare_exchange_strong(word, next, std::memory_order_acq_rel)) return false;
  if (holds(place, key)) return true;
  place.word->compare_exchange_strong(next, word, std::memory_order_acq_rel);
  return false;
}

// Whether the call is answered; otherwise the table has changed under it, and it starts again.
enum class Step : std::uint8_t { Done, Again };

Step take_at(const Place& place, Key key, const Rate& rate, const Now& now, Ledger::Taken& taken) noexcept {
  const std::uint64_t word = place.word->load(std::memory_order_acquire);
  if (word == kMoving || !holds(place, key)) return Step::Again;
  static_cast<Take&>(taken) = word::take(word, rate, now);
  if (taken.next == word) return Step::Done;
  taken.next = storable(taken.next);
  Table::keep_until(place, second_of(now) + span_of(rate));
  return swap_word(place, key, word, taken.next) ? Step::Done : Step::Again;
}

Step take_first(Table& table, Key key, const Rate& rate, const Now& now, Ledger::Taken& taken) noexcept {
  static_cast<Take&>(taken) = word::take(0, rate, now);
  if (!taken.admitted) return Step::Done;
  taken.next = storable(taken.next);
  table.note_span(span_of(rate));
  const Second second = second_of(now);
  const Entry entry = table.enter(key, taken.next, second, second + span_of(rate));
  if (entry == Entry::Present) return Step::Again;
  if (entry == Entry::Full) table.count_untracked();
  taken.untracked = entry == Entry::Full;
  return Step::Done;
}

}  // namespace

Ledger::Ledger(std::unique_ptr<Table> table) noexcept : table_(std::move(table)) {}
Ledger::Ledger(Ledger&&) noexcept = default;
Ledger& Ledger::operator=(Ledger&&) noexcept = default;
Ledger::~Ledger() = default;

Result<Ledger, Ledger::Error> Ledger::make(const Settings& settings) noexcept {
  const std::size_t count =
      std::max<std::size_t>(1, (settings.bytes - std::min(settings.bytes, sizeof(Table))) / sizeof(Shelf));
  Table::Shelves shelves = Table::shelves(count);
  if (!shelves) return Error::OutOfMemory;
  std::unique_ptr<Table> table(new (std::nothrow) Table(std::move(shelves), count, settings.seed));
  if (!table) return Error::OutOfMemory;
  return Ledger(std::move(table));
}

Key Ledger::key(std::uint64_t scope, std::string_view id) const noexcept {
  const auto wide = hash::wide(id, table_->seed() + scope * kOdd);
  return {wide.low, wide.high};
}

Key Ledger::key(std::uint64_t scope, const Address& address, unsigned prefix6) const noexcept {
  Address network = address;
  if (!address.is_v4()) {
    const auto keep = [](unsigned bits) {
      return bits == 0 ? 0 : bits >= 64 ? UINT64_MAX : ~(UINT64_MAX >> bits);
    };
    network.high &= keep(prefix6);
    network.low &= keep(prefix6 > 64 ? prefix6 - 64 : 0);
  }
  const std::uint64_t halves[2] = {network.high, network.low};
  return key(scope, std::string_view(reinterpret_cast<const char*>(halves), sizeof halves));
}

Ledger::Taken Ledger::take(Key key, const Rate& rate, const Now& now) noexcept {
  Taken taken;
  for (Step step = Step::Again; step == Step::Again;) {
    const Place place = table_->find(key);
    step = place ? take_at(place, key, rate, now, taken) : take_first(*table_, key, rate, now, taken);
  }
  return taken;
}

Ledger::Taken Ledger::look(Key key, const Rate& rate, const Now& now) const noexcept {
  for (;;) {
    const Place place = table_->find(key);
    if (!place) return {throttle::look(0, rate, now), false};
    const std::uint64_t word = place.word->load(std::memory_order_acquire);
    if (word != kMoving && holds(place, key)) return {throttle::look(word, rate, now), false};
  }
}

void Ledger::give_back(Key key, const Rate& rate, const Now& now, std::uint64_t after) noexcept {
  for (;;) {
    const Place place = table_->find(key);
    if (!place) return;
    const std::uint64_t word = place.word->load(std::memory_order_acquire);
    if (word == kMoving || !holds(place, key)) continue;
    const std::uint64_t next = storable(throttle::give_back(word, rate, now, after));
    if (next == word || swap_word(place, key, word, next)) return;
  }
}

std::size_t Ledger::bytes() const noexcept { return table_->bytes(); }

std::uint64_t Ledger::untracked() const noexcept { return table_->untracked(); }

}  // namespace sluice::throttle
