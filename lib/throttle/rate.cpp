// A limit becomes whole numbers: the choice of the tick, and of the units that divide both a tick and a call.
//
// For L calls in P nanoseconds, a tick of T and g = gcd(L x T, P): a tick refills a = L x T / g units and a
// call costs c = P / g of them. The word must reach far enough: burst x c <= 2^62, so that no sum leaves 64
// bits, and 2^63 units >= 130 years, so that "before" and "after" are told apart. The finest tick that does
// is taken.
//
// One always exists. With P = n whole seconds (minutes, hours, days; n < 2^31) take T = one of them: g is a
// multiple of T, so c <= n < 2^31 and burst x c < 2^62; and a <= L < 2^31, so 2^63 units are at least
// 2^63 x T / 2^31 >= 2^32 seconds, 136 years. A window has 33 bits or more for its ticks, 2^32 of them to
// either side, and the same choice fits.
#include <algorithm>
#include <array>
#include <bit>

#include "throttle/clock.hpp"

namespace sluice::throttle {
namespace {

constexpr std::uint64_t kSecond = 1'000'000'000;
constexpr std::uint64_t kMost = 2147483647;
constexpr Wide kReachNs = Wide{130} * 365 * 86400 * kSecond;

// 1 ns, then every even divisor of a second of the form {1, 2, 4, 8, 5} x 10^k, then the units of periods.
constexpr auto kTicks = std::to_array<std::uint64_t>({1,
                                                      2,
                                                      4,
                                                      8,
                                                      10,
                                                      20,
                                                      40,
                                                      50,
                                                      80,
                                                      100,
                                                      200,
                                                      400,
                                                      500,
                                                      800,
                                                      1'000,
                                                      2'000,
                                                      4'000,
                                                      5'000,
                                                      8'000,
                                                      10'000,
                                                      20'000,
                                                      40'000,
                                                      50'000,
                                                      80'000,
                                                      100'000,
                                                      200'000,
                                                      400'000,
                                                      500'000,
                                                      800'000,
                                                      1'000'000,
                                                      2'000'000,
                                                      4'000'000,
                                                      5'000'000,
                                                      8'000'000,
                                                      10'000'000,
                                                      20'000'000,
                                                      40'000'000,
                                                      50'000'000,
                                                      100'000'000,
                                                      200'000'000,
                                                      500'000'000,
                                                      kSecond,
                                                      60 * kSecond,
                                                      3600 * kSecond,
                                                      86400 * kSecond});

// Whole seconds, minutes, hours or days, of which no more than 2^31 - 1 are needed; rounded up where they
// must be.
std::uint64_t countable(std::chrono::seconds per) noexcept {
  if (per.count() <= 0) return 1;
  const auto seconds = static_cast<std::uint64_t>(per.count());
  for (const std::uint64_t unit : {1, 60, 3600}) {
    const std::uint64_t count = seconds / unit + (seconds % unit != 0 ? 1 : 0);
    if (count <= kMost) return count * unit;
  }
  constexpr std::uint64_t day = 86400;
  return std::min(seconds / day + (seconds % day != 0 ? 1 : 0), kMost) * day;
}

Wide gcd(Wide a, Wide b) noexcept {
  while (b != 0) {
    const Wide rest = a > UINT64_MAX || b > UINT64_MAX
                          ? a % b
                          : static_cast<std::uint64_t>(a) % static_cast<std::uint64_t>(b);
    a = b;
    b = rest;
  }
  return a;
}

std::uint32_t span_of(Wide seconds) noexcept {
  return static_cast<std::uint32_t>(std::min<Wide>(seconds, Wide{1} << 30));
}

}  // namespace

Rate::Rate(const Limit& limit) noexcept
    : limit_(static_cast<std::uint32_t>(std::min<std::uint64_t>(limit.limit, kMost))),
      utc_offset_(limit.utc_offset_seconds),
      algorithm_(limit.algorithm) {
  if (limit_ == 0) return;
  const std::uint64_t seconds = countable(limit.per);
  if (algorithm_ == Algorithm::TokenBucket) {
    const std::uint64_t burst = limit.burst == 0 ? limit_ : limit.burst;
    fit_bucket(seconds, static_cast<std::uint32_t>(std::min(burst, kMost)));
  } else {
    fit_window(seconds);
  }
}

void Rate::fit_bucket(std::uint64_t seconds, std::uint32_t burst) noexcept {
  const Wide period = Wide{seconds} * kSecond;
  for (const std::uint64_t tick : kTicks) {
    const Wide refill = Wide{limit_} * tick;
    const Wide common = gcd(refill, period);
    const Wide per_tick = refill / common;
    const Wide per_call = period / common;
    if (per_call > (Wide{1} << 62) / burst || per_tick > (Wide{tick} << 63) / kReachNs) continue;
    set_tick(tick);
    units_per_tick_ = static_cast<std::uint64_t>(per_tick);
    units_per_call_ = static_cast<std::uint64_t>(per_call);
    units_full_ = burst * units_per_call_;
    call_magic_ =
        units_per_call_ == 1 ? UINT64_MAX : static_cast<std::uint64_t>((Wide{1} << 64) / units_per_call_);
    break;
  }
  span_seconds_ = span_of((Wide{seconds} * burst + limit_ - 1) / limit_);
}

void Rate::fit_window(std::uint64_t seconds) noexcept {
  constexpr std::uint64_t day = 86400;
  count_bits_ = static_cast<std::uint8_t>(std::bit_width(limit_));
  const std::uint64_t reach = std::uint64_t{1} << (63 - count_bits_);
  if (algorithm_ == Algorithm::CalendarDay) {
    set_tick(day * kSecond);
    units_per_call_ = 1;
    span_seconds_ = day;
    return;
  }
  const Wide period = Wide{seconds} * kSecond;
  for (const std::uint64_t tick : kTicks) {
    const Wide ticks = (period + tick - 1) / tick;
    if (ticks > reach / 2 || Wide{reach} * tick < kReachNs) continue;
    set_tick(tick);
    units_per_call_ = static_cast<std::uint64_t>(ticks);
    break;
  }
  span_seconds_ = span_of(seconds);
}

void Rate::set_tick(std::uint64_t tick_ns) noexcept {
  tick_ns_ = tick_ns;
  tick_before_ = static_cast<std::uint8_t>(std::countr_zero(tick_ns));
  const std::uint64_t odd = tick_ns >> tick_before_;
  if (odd == 1) return;
  const int shift = std::max(64, 64 - tick_before_ + static_cast<int>(std::bit_width(odd)));
  tick_magic_ = static_cast<std::uint64_t>((Wide{1} << shift) / odd + 1);
  tick_after_ = static_cast<std::uint8_t>(shift - 64);
}

std::uint32_t Rate::burst() const noexcept {
  if (algorithm_ != Algorithm::TokenBucket) return limit_;
  return static_cast<std::uint32_t>(units_full_ / units_per_call_);
}

std::chrono::nanoseconds Rate::tick() const noexcept {
  return std::chrono::nanoseconds(static_cast<std::int64_t>(tick_ns_));
}

}  // namespace sluice::throttle
