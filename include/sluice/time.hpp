/// Time as an argument. sluice never reads a clock: whoever calls brings the time, in one value with two
/// clocks.
#pragma once

#include <chrono>
#include <cstdint>

namespace sluice {

/// The two clocks of one instant. Signatures and the calendar day read the wall clock, rate limits the steady
/// one. Any value of either is safe: nothing overflows, going back counts as no time passed.
struct Now {
  std::int64_t seconds = 0;       ///< wall clock: whole seconds since 1970-01-01T00:00:00Z
  std::uint32_t nanoseconds = 0;  ///< wall clock: 0 to 999999999 within that second
  std::uint64_t steady_ns = 0;  ///< steady clock, from any origin; 0: derived from the wall clock, saturating
};

/// The steady clock of `now` in nanoseconds: its own, or the wall clock held within 1 to 2^64 - 1.
constexpr std::uint64_t steady_of(const Now& now) noexcept {
  if (now.steady_ns != 0) return now.steady_ns;
  if (now.seconds < 0) return 1;
  constexpr std::uint64_t second = 1'000'000'000;
  const auto whole = static_cast<std::uint64_t>(now.seconds);
  if (whole >= (UINT64_MAX - second) / second) return UINT64_MAX;
  const std::uint64_t ns = whole * second + (now.nanoseconds < second ? now.nanoseconds : second - 1);
  return ns == 0 ? 1 : ns;
}

/// The same from a standard clock: `now_at(system_clock::now().time_since_epoch(), steady_clock::now()...)`.
constexpr Now now_at(std::chrono::nanoseconds wall, std::chrono::nanoseconds steady = {}) noexcept {
  const auto second = std::chrono::floor<std::chrono::seconds>(wall);
  return {second.count(), static_cast<std::uint32_t>((wall - second).count()),
          steady.count() > 0 ? static_cast<std::uint64_t>(steady.count()) : 0};
}

}  // namespace sluice
