// The ledger's public side: keys, and one call on one key.
#include "sluice/ledger.hpp"

#include <algorithm>
#include <new>
#include <optional>

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

}  // namespace

Ledger::Ledger(std::unique_ptr<Table> table) noexcept : table_(std::move(table)) {}
Ledger::Ledger(Ledger&&) noexcept = default;
Ledger& Ledger::operator=(Ledger&&) noexcept = default;
Ledger::~Ledger() = default;

Result<Ledger, Ledger::Error> Ledger::make(const Settings& settings) noexcept {
  const std::size_t count =
      std::max<std::size_t>(1, (settings.bytes - std::min(settings.bytes, sizeof(Table))) / sizeof(Shelf));
  std::unique_ptr<Shelf[]> shelves(new (std::nothrow) Shelf[count]{});
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

// A place may pass to another key between any two steps. The tag is looked at after the word was read, so a
// word of another key is never worked on; and after the swap, for the case that the new key's word had the
// same bits.
bool Ledger::swap(const Place& place, Key key, std::uint64_t word, std::uint64_t next) noexcept {
  if (!place.word->compare_exchange_strong(word, next, std::memory_order_acq_rel)) return false;
  if (place.holds(key)) return true;
  place.word->compare_exchange_strong(next, word, std::memory_order_acq_rel);
  return false;
}

std::optional<Ledger::Taken> Ledger::take_at(const Place& place, Key key, const Rate& rate,
                                             const Now& now) noexcept {
  const std::uint64_t word = place.word->load(std::memory_order_acquire);
  if (word == kMoving || !place.holds(key)) return std::nullopt;
  Take taken = word::take(word, rate, now);
  if (taken.next == word) return Taken{taken, false};
  taken.next = storable(taken.next);
  Table::keep_until(place, second_of(now) + span_of(rate));
  if (!swap(place, key, word, taken.next)) return std::nullopt;
  return Taken{taken, false};
}

std::optional<Ledger::Taken> Ledger::take_first(Key key, const Rate& rate, const Now& now) noexcept {
  Take first = word::take(0, rate, now);
  if (!first.admitted) return Taken{first, false};
  first.next = storable(first.next);
  table_->note_span(span_of(rate));
  const Second second = second_of(now);
  const Entry entry = table_->enter(key, first.next, second, second + span_of(rate));
  if (entry == Entry::Present) return std::nullopt;
  if (entry == Entry::Full) table_->count_untracked();
  return Taken{first, entry == Entry::Full};
}

Ledger::Taken Ledger::take(Key key, const Rate& rate, const Now& now) noexcept {
  for (;;) {
    const Place place = table_->find(key);
    const auto taken = place ? take_at(place, key, rate, now) : take_first(key, rate, now);
    if (taken) return *taken;
  }
}

Ledger::Taken Ledger::look(Key key, const Rate& rate, const Now& now) const noexcept {
  for (;;) {
    const Place place = table_->find(key);
    if (!place) return {throttle::look(0, rate, now), false};
    const std::uint64_t word = place.word->load(std::memory_order_acquire);
    if (word != kMoving && place.holds(key)) return {throttle::look(word, rate, now), false};
  }
}

void Ledger::give_back(Key key, const Rate& rate, const Now& now, std::uint64_t after) noexcept {
  for (;;) {
    const Place place = table_->find(key);
    if (!place) return;
    const std::uint64_t word = place.word->load(std::memory_order_acquire);
    if (word == kMoving || !place.holds(key)) continue;
    const std::uint64_t next = storable(throttle::give_back(word, rate, now, after));
    if (next == word || swap(place, key, word, next)) return;
  }
}

std::size_t Ledger::bytes() const noexcept { return table_->bytes(); }

std::uint64_t Ledger::untracked() const noexcept { return table_->untracked(); }

}  // namespace sluice::throttle
