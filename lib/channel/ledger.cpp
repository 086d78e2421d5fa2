// Slots of a State: found, claimed and changed without a lock. Two members that race for one slot, or a call
// that ends after its slot went to another member, cost a count that is off by one, never more.
#include "channel/ledger.hpp"

#include <algorithm>

namespace sluice::channel {
namespace {

constexpr std::size_t kWays = 8;
constexpr std::size_t kSets = State::kSlots / kWays;
static_assert((kSets & (kSets - 1)) == 0);

constexpr std::size_t set_of(std::uint64_t identity) noexcept { return (identity & (kSets - 1)) * kWays; }

// Only results that speak against the present state are counted; one for it ends the series.
Standing judged(Standing before, const HealthSpec& health, bool succeeded) noexcept {
  Standing after{.in_flight = before.in_flight, .is_down = before.is_down};
  if (succeeded != before.is_down) return after;
  const int series = (succeeded ? before.passes : before.failures) + 1;
  const int needed = succeeded ? health.passes_to_rise : health.failures_to_fall;
  if (series >= needed)
    after.is_down = !before.is_down;
  else
    (succeeded ? after.passes : after.failures) = static_cast<std::uint8_t>(series);
  return after;
}

}  // namespace

const State::Slot* Ledger::find(const State& state, std::uint64_t identity) noexcept {
  for (std::size_t i = set_of(identity), end = i + kWays; i < end; ++i)
    if (state.slots_[i].identity.load(std::memory_order_relaxed) == identity) return &state.slots_[i];
  return nullptr;
}

// A slot that nobody holds before one whose holder is forgotten.
State::Slot* Ledger::claim(State& state, std::uint64_t identity) noexcept {
  if (const State::Slot* known = find(state, identity)) return const_cast<State::Slot*>(known);
  for (const bool may_forget : {false, true})
    for (std::size_t i = set_of(identity), end = i + kWays; i < end; ++i) {
      State::Slot& slot = state.slots_[i];
      std::uint64_t holder = slot.identity.load(std::memory_order_relaxed);
      if (holder != 0 && (!may_forget || slot.word.load(std::memory_order_relaxed) != 0)) continue;
      if (slot.identity.compare_exchange_strong(holder, identity, std::memory_order_relaxed)) return &slot;
      if (holder == identity) return &slot;  // another call of this member was faster
    }
  return nullptr;
}

Standing Ledger::standing(const State& state, std::uint64_t identity) noexcept {
  const State::Slot* slot = find(state, identity);
  return slot == nullptr ? Standing{} : Standing::of(slot->word.load(std::memory_order_relaxed));
}

void Ledger::count(State& state, std::uint64_t identity, int change) noexcept {
  State::Slot* slot = change > 0 ? claim(state, identity) : const_cast<State::Slot*>(find(state, identity));
  if (slot == nullptr) return;
  std::uint64_t word = slot->word.load(std::memory_order_relaxed);
  Standing after;
  do {
    after = Standing::of(word);
    if (change < 0 && after.in_flight == 0) return;
    after.in_flight += static_cast<std::uint32_t>(change);
  } while (!slot->word.compare_exchange_weak(word, after.word(), std::memory_order_relaxed));
}

void Ledger::judge(State& state, std::uint64_t identity, const HealthSpec& health, bool succeeded) noexcept {
  State::Slot* slot = succeeded ? const_cast<State::Slot*>(find(state, identity)) : claim(state, identity);
  if (slot == nullptr) return;  // a success of a member that nothing is known of changes nothing
  std::uint64_t word = slot->word.load(std::memory_order_relaxed);
  Standing before, after;
  do {
    before = Standing::of(word);
    after = judged(before, health, succeeded);
    if (after.word() == word) return;
  } while (!slot->word.compare_exchange_weak(word, after.word(), std::memory_order_relaxed));
  if (after.is_down && !before.is_down) state.down_.fetch_add(1, std::memory_order_relaxed);
  if (!after.is_down && before.is_down) state.down_.fetch_sub(1, std::memory_order_relaxed);
}

std::uint64_t Ledger::next_turn(State& state) noexcept {
  return state.cursor_.fetch_add(1, std::memory_order_relaxed);
}

std::uint64_t Ledger::next_odd_turn(State& state) noexcept {
  return state.odd_turns_.fetch_add(1, std::memory_order_relaxed);
}

bool Ledger::is_any_down(const State& state) noexcept {
  return state.down_.load(std::memory_order_relaxed) != 0;
}

}  // namespace sluice::channel
