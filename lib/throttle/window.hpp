// The counted window on one word: where the window began, and how many calls it has seen.
//
//   63                      bits of the limit              0
//   [ tick at which it began, modulo | calls in the window ]
//
// A window begins with the first whole tick at or after its first call, so it never lasts less than the
// period, and one tick longer at most. Ticks are compared by their signed distance within their bits, which
// reach 130 years or more. A clock that has gone back before the beginning counts as no time passed: the
// window begins again where the clock is now, with its count. The calendar day is a window whose tick is the
// local day.
#pragma once

#include <algorithm>

#include "throttle/clock.hpp"

namespace sluice::throttle {

struct Window {
  static Take take(std::uint64_t word, const Rate& rate, const Now& now) noexcept {
    const State state = at(word, rate, now);
    if (state.count >= rate.limit_) return {false, pack(rate, state), 0, wait(rate, state)};
    return {true, pack(rate, state.with(state.count + 1)), rate.limit_ - state.count - 1, {}};
  }

  static Take look(std::uint64_t word, const Rate& rate, const Now& now) noexcept {
    const State state = at(word, rate, now);
    if (state.count >= rate.limit_) return {false, word, 0, wait(rate, state)};
    return {true, word, rate.limit_ - state.count, {}};
  }

  static Grant take_up_to(std::uint64_t word, const Rate& rate, const Now& now, std::uint32_t want) noexcept {
    const State state = at(word, rate, now);
    const std::uint32_t calls = std::min(want, rate.limit_ - std::min(state.count, rate.limit_));
    if (calls != 0) return {calls, pack(rate, state.with(state.count + calls)), {}};
    return {0, pack(rate, state), want == 0 ? wait_of(0) : wait(rate, state)};
  }

  static std::uint64_t give_back(std::uint64_t word, const Rate& rate, const Now& now, std::uint64_t after,
                                 std::uint32_t calls) noexcept {
    const State state = at(word, rate, now);
    const bool same_window = word >> rate.count_bits_ == after >> rate.count_bits_;
    if (!same_window) return word;
    return pack(rate, state.with(state.count - std::min(state.count, calls)));
  }

  static bool is_full(std::uint64_t word, const Rate& rate, const Now& now) noexcept {
    return at(word, rate, now).count == 0;
  }

  static std::uint32_t count(std::uint64_t word, const Rate& rate, const Now& now) noexcept {
    return at(word, rate, now).count;
  }

  /// Nanoseconds since the window began.
  static Wide age(std::uint64_t word, const Rate& rate, const Now& now) noexcept {
    const State state = at(word, rate, now);
    return state.elapsed < 0 ? 0 : Wide(state.elapsed) * rate.tick_ns_ + state.moment.past_ns;
  }

  /// A window that is `age` old and has seen `count` calls.
  static std::uint64_t of(std::uint64_t count, const Rate& rate, Wide age, const Now& now) noexcept {
    State state = at(0, rate, now);
    if (rate.algorithm_ == Algorithm::FixedWindow) {
      const Wide ticks = age / rate.tick_ns_;
      if (ticks >= rate.units_per_call_) return 0;
      state.begin -= static_cast<std::uint64_t>(ticks);
    }
    state.count = static_cast<std::uint32_t>(std::min<std::uint64_t>(count, rate.limit_));
    return pack(rate, state);
  }

 private:
  struct State {
    std::uint64_t begin;   // tick, not yet cut to its bits
    std::int64_t elapsed;  // ticks from begin to now; -1 while the beginning tick has not come
    std::uint32_t count;
    Moment moment;

    State with(std::uint32_t calls) const noexcept { return {begin, elapsed, calls, moment}; }
  };

  static State at(std::uint64_t word, const Rate& rate, const Now& now) noexcept {
    const bool calendar = rate.algorithm_ == Algorithm::CalendarDay;
    const Moment moment = calendar ? Clock::day(rate, now) : Clock::steady(rate, now);
    const std::int64_t early = calendar || moment.past_ns == 0 ? 0 : 1;
    const State fresh{moment.tick + static_cast<std::uint64_t>(early), -early, 0, moment};
    const auto count = static_cast<std::uint32_t>(word & ((std::uint64_t{1} << rate.count_bits_) - 1));
    if (count == 0) return fresh;
    const std::int64_t elapsed = distance(word, rate, moment.tick);
    if (elapsed >= static_cast<std::int64_t>(rate.units_per_call_)) return fresh;
    if (elapsed < -early) return fresh.with(count);
    return {moment.tick - static_cast<std::uint64_t>(elapsed), elapsed, count, moment};
  }

  static std::int64_t distance(std::uint64_t word, const Rate& rate, std::uint64_t tick) noexcept {
    const std::uint64_t begin = word >> rate.count_bits_;
    return static_cast<std::int64_t>((tick - begin) << rate.count_bits_) >> rate.count_bits_;
  }

  static std::uint64_t pack(const Rate& rate, const State& state) noexcept {
    return state.count == 0 ? 0 : (state.begin << rate.count_bits_) | state.count;
  }

  static std::chrono::nanoseconds wait(const Rate& rate, const State& state) noexcept {
    if (rate.limit_ == 0) return std::chrono::nanoseconds::max();
    const auto ticks =
        static_cast<std::uint64_t>(static_cast<std::int64_t>(rate.units_per_call_) - state.elapsed);
    return wait_of(Wide{ticks} * rate.tick_ns_ - state.moment.past_ns);
  }
};

}  // namespace sluice::throttle
