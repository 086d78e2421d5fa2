// What a State knows of one member. Members are found by identity in a table of 64 sets of 8 slots:
//
//     identity -> set (low bits) -> the slot that holds it, or a free one, or one that says nothing
//     word: calls in flight (32) | unhealthy (1) | consecutive passes (8) | consecutive failures (8)
//
// A word of 0 is what every unknown member has (healthy, idle), so a slot that holds it may be given to
// another member at any time. Where all eight of a set say something, a further member counts as healthy and
// is not tracked: such a table follows more than 200 members of which hundreds are down.
#pragma once

#include <atomic>
#include <cstdint>

#include "sluice/channel.hpp"

namespace sluice::channel {

/// The word of a slot, taken apart.
struct Standing {
  std::uint32_t in_flight = 0;
  bool is_down = false;
  std::uint8_t passes = 0;
  std::uint8_t failures = 0;

  static constexpr Standing of(std::uint64_t word) noexcept {
    return {static_cast<std::uint32_t>(word), (word >> 32 & 1) != 0, static_cast<std::uint8_t>(word >> 40),
            static_cast<std::uint8_t>(word >> 48)};
  }
  constexpr std::uint64_t word() const noexcept {
    return std::uint64_t{in_flight} | std::uint64_t{is_down} << 32 | std::uint64_t{passes} << 40 |
           std::uint64_t{failures} << 48;
  }
};

/// Access to the slots of a state.   Threads: any.
class Ledger {
 public:
  static Standing standing(const State& state, std::uint64_t identity) noexcept;

  /// One more call in flight, or one fewer (never below none).
  static void count(State& state, std::uint64_t identity, int change) noexcept;

  /// A success or a failure; may turn the member's health.
  static void judge(State& state, std::uint64_t identity, const HealthSpec& health, bool succeeded) noexcept;

  static std::uint64_t next_turn(State& state) noexcept;
  /// Of retries, and of what else is chosen beside the sequence.
  static std::uint64_t next_odd_turn(State& state) noexcept;

  /// False only while every member is healthy.
  static bool is_any_down(const State& state) noexcept;

 private:
  static const State::Slot* find(const State& state, std::uint64_t identity) noexcept;
  static State::Slot* claim(State& state, std::uint64_t identity) noexcept;
};

}  // namespace sluice::channel
