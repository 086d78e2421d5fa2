// The token bucket on one word (GCRA): the word is the moment at which the bucket will be full again, in
// units.
//
//            now                        word               now + full
//   -----------|-------------------------|--------------------|---------> units
//              '------- debt: used ------'                    '
//              |<--------------- full = burst x cost -------->|
//
// A call costs `units_per_call`, a tick of the clock brings the word `units_per_tick` nearer, and both are
// whole numbers: with L calls in P nanoseconds and a tick of T, cost : refill = P : L x T, in lowest terms.
// So nothing is rounded. Units are counted modulo 2^64 and compared by their signed distance, which reaches
// 130 years or more to either side (rate.cpp proves that such a tick always exists).
//
// A word at or behind `now` means a full bucket. One further ahead than `full` can only come from a clock
// that has gone back since: it is taken as an empty bucket, which never admits too much and heals as time
// passes.
#pragma once

#include <algorithm>

#include "throttle/clock.hpp"

namespace sluice::throttle {

struct Bucket {
  /// The moment of a call, for as many tries as its compare-and-swap takes.
  struct At {
    std::uint64_t ns;
    std::uint64_t units;
  };

  static At at(const Rate& rate, const Now& now) noexcept {
    const std::uint64_t ns = steady_of(now);
    return {ns, position(rate, ns)};
  }

  /// What is used after one more call; more than the bucket holds where it is refused.
  static std::uint64_t used_after(std::uint64_t word, const Rate& rate, const At& at) noexcept {
    return debt(word, rate, at.units) + rate.units_per_call_;
  }
  static bool holds(const Rate& rate, std::uint64_t used) noexcept { return used <= rate.units_full_; }
  static std::uint64_t word_after(const At& at, std::uint64_t used) noexcept {
    return word_of(at.units + used);
  }
  static std::uint32_t remain_after(const Rate& rate, std::uint64_t used) noexcept {
    return calls_in(rate, rate.units_full_ - used);
  }

  static Take take(std::uint64_t word, const Rate& rate, const Now& now) noexcept {
    const At moment = at(rate, now);
    const std::uint64_t used = used_after(word, rate, moment);
    if (holds(rate, used)) return {true, word_after(moment, used), remain_after(rate, used), {}};
    return {false, moment.units + used - rate.units_per_call_, 0, wait(rate, moment.ns, used)};
  }

  static Take look(std::uint64_t word, const Rate& rate, const Now& now) noexcept {
    const std::uint64_t ns = steady_of(now);
    const std::uint64_t used = debt(word, rate, position(rate, ns));
    const std::uint64_t after = used + rate.units_per_call_;
    if (after > rate.units_full_) return {false, word, 0, wait(rate, ns, after)};
    return {true, word, calls_in(rate, rate.units_full_ - used), {}};
  }

  static Grant take_up_to(std::uint64_t word, const Rate& rate, const Now& now, std::uint32_t want) noexcept {
    const std::uint64_t ns = steady_of(now);
    const std::uint64_t at = position(rate, ns);
    const std::uint64_t used = debt(word, rate, at);
    const std::uint32_t calls = std::min(want, calls_in(rate, rate.units_full_ - used));
    if (calls != 0) return {calls, word_of(at + used + calls * rate.units_per_call_), {}};
    return {0, at + used, want == 0 ? wait_of(0) : wait(rate, ns, used + rate.units_per_call_)};
  }

  // What is still owed of the take is at most the way from now to the word that it left behind.
  static std::uint64_t give_back(std::uint64_t word, const Rate& rate, const Now& now, std::uint64_t after,
                                 std::uint32_t calls) noexcept {
    const std::uint64_t at = position(rate, steady_of(now));
    const std::uint64_t used = debt(word, rate, at);
    const Wide cost = Wide{rate.units_per_call_} * calls;
    const std::uint64_t owed = debt(after, rate, at);
    const std::uint64_t back = cost < owed ? static_cast<std::uint64_t>(cost) : owed;
    return back >= used ? 0 : word_of(at + used - back);
  }

  static bool is_full(std::uint64_t word, const Rate& rate, const Now& now) noexcept {
    return debt(word, rate, position(rate, steady_of(now))) == 0;
  }

  /// What is used, in calls of `to`'s cost, rounded up.
  static std::uint64_t debt_as(std::uint64_t word, const Rate& from, std::uint64_t cost,
                               const Now& now) noexcept {
    const Wide used = Wide{debt(word, from, position(from, steady_of(now)))} * cost;
    const Wide scaled = (used + from.units_per_call_ - 1) / from.units_per_call_;
    return scaled > UINT64_MAX ? UINT64_MAX : static_cast<std::uint64_t>(scaled);
  }

  static std::uint64_t cost(const Rate& rate) noexcept { return rate.units_per_call_; }

  static std::uint64_t with_debt(std::uint64_t used, const Rate& rate, const Now& now) noexcept {
    if (used == 0) return 0;
    return word_of(position(rate, steady_of(now)) + std::min(used, rate.units_full_));
  }

 private:
  static std::uint64_t position(const Rate& rate, std::uint64_t ns) noexcept {
    return Clock::tick(rate, ns) * rate.units_per_tick_;
  }

  static std::uint64_t debt(std::uint64_t word, const Rate& rate, std::uint64_t at) noexcept {
    const auto ahead = static_cast<std::int64_t>(word - at);
    if (word == 0 || ahead <= 0) return 0;
    return std::min(static_cast<std::uint64_t>(ahead), rate.units_full_);
  }

  // 0 is kept for the full bucket; a unit more of debt is the safe side of a case that needs a wrapped clock.
  static std::uint64_t word_of(std::uint64_t units) noexcept { return units + (units == 0 ? 1 : 0); }

  // units / cost. For units below 2^62 the estimate is right or one too small.
  static std::uint32_t calls_in(const Rate& rate, std::uint64_t units) noexcept {
    const std::uint64_t guess = high_half(units, rate.call_magic_);
    const bool short_by_one = units - guess * rate.units_per_call_ >= rate.units_per_call_;
    return static_cast<std::uint32_t>(guess + (short_by_one ? 1 : 0));
  }

  static std::chrono::nanoseconds wait(const Rate& rate, std::uint64_t ns, std::uint64_t after) noexcept {
    if (rate.units_full_ == 0) return std::chrono::nanoseconds::max();
    const std::uint64_t missing = after - rate.units_full_;
    const std::uint64_t ticks = (missing + rate.units_per_tick_ - 1) / rate.units_per_tick_;
    return wait_of(Wide{ticks} * rate.tick_ns_ - Clock::past(rate, ns, Clock::tick(rate, ns)));
  }
};

}  // namespace sluice::throttle
