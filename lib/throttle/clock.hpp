// Time in ticks of a rate, and the wide arithmetic that goes with it.
#pragma once

#include <chrono>
#include <cstdint>

#include "sluice/throttle.hpp"

namespace sluice::throttle {

__extension__ typedef unsigned __int128 Wide;

constexpr std::uint64_t high_half(std::uint64_t a, std::uint64_t b) noexcept {
  return static_cast<std::uint64_t>((Wide{a} * b) >> 64);
}

/// A wait as the public type: at most 2^63 - 1 ns.
constexpr std::chrono::nanoseconds wait_of(Wide ns) noexcept {
  return std::chrono::nanoseconds(ns > INT64_MAX ? INT64_MAX : static_cast<std::int64_t>(ns));
}

/// A moment as a rate sees it: whole ticks, and the nanoseconds into the current one.
struct Moment {
  std::uint64_t tick;
  std::uint64_t past_ns;
};

struct Clock {
  /// floor(ns / tick). Exact for every 64-bit value: with the factors of two shifted out first, n has
  /// N = 64 - before bits, and magic = floor(2^S / d) + 1 with 2^S >= 2^N * d keeps the error below one part.
  static std::uint64_t tick(const Rate& rate, std::uint64_t ns) noexcept {
    const std::uint64_t even = ns >> rate.tick_before_;
    return rate.tick_magic_ == 0 ? even : high_half(even, rate.tick_magic_) >> rate.tick_after_;
  }

  static std::uint64_t past(const Rate& rate, std::uint64_t ns, std::uint64_t tick) noexcept {
    return ns - tick * rate.tick_ns_;
  }

  static Moment steady(const Rate& rate, const Now& now) noexcept {
    const std::uint64_t ns = steady_of(now);
    const std::uint64_t whole = tick(rate, ns);
    return {whole, past(rate, ns, whole)};
  }

  /// The local day by the wall clock. Days before 1970 count down; the window takes them modulo its bits.
  static Moment day(const Rate& rate, const Now& now) noexcept {
    constexpr std::int64_t day = 86400;
    const auto floored = [](std::int64_t seconds) { return seconds / day - (seconds % day < 0 ? 1 : 0); };
    const std::int64_t utc_day = floored(now.seconds);
    // Not by a product: before the first second of all time no whole day begins.
    const std::int64_t rest = now.seconds % day;
    const std::int64_t local = (rest < 0 ? rest + day : rest) + rate.utc_offset_;
    const std::int64_t second = local - floored(local) * day;
    return {static_cast<std::uint64_t>(utc_day + floored(local)),
            static_cast<std::uint64_t>(second) * 1'000'000'000 + now.nanoseconds % 1'000'000'000};
  }
};

}  // namespace sluice::throttle
