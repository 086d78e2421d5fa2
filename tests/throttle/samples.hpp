// Limits and times for the random tests of this folder.
#pragma once

#include <cstdint>
#include <random>

#include "sluice/throttle.hpp"

namespace samples {

inline constexpr std::uint64_t kSecond = 1'000'000'000;
inline constexpr std::uint32_t kMost = 2147483647;

inline sluice::Now at(std::uint64_t steady_ns) {
  return {static_cast<std::int64_t>(steady_ns / kSecond), static_cast<std::uint32_t>(steady_ns % kSecond),
          steady_ns};
}

using Random = std::mt19937_64;

inline std::uint64_t below(Random& random, std::uint64_t bound) { return random() % bound; }

// 1 to 2^31 - 1, every magnitude as likely as any other; now and then a round number or the greatest.
inline std::uint32_t magnitude(Random& random) {
  if (below(random, 16) == 0) return kMost - static_cast<std::uint32_t>(below(random, 3));
  const std::uint64_t bits = 1 + below(random, 31);
  const std::uint64_t value = 1 + below(random, (std::uint64_t{1} << bits) - 1);
  return static_cast<std::uint32_t>(value);
}

inline sluice::throttle::Limit limit(Random& random) {
  constexpr std::int64_t units[] = {1, 60, 3600, 86400};
  sluice::throttle::Limit limit;
  limit.limit = magnitude(random);
  limit.per = std::chrono::seconds(units[below(random, 4)] * magnitude(random));
  if (below(random, 3) == 0) limit.burst = magnitude(random);
  return limit;
}

// A step in time that matters under `limit`: nothing, a part of a token's time, some tokens' time, a period,
// more.
inline std::uint64_t step(Random& random, const sluice::throttle::Limit& limit) {
  const double token = static_cast<double>(limit.per.count()) * 1e9 / limit.limit;
  const double scale[] = {0, 0.1, 1, 3, static_cast<double>(limit.limit)};
  const double part = static_cast<double>(below(random, 2000)) / 1000;
  const double ns = token * scale[below(random, 5)] * part;
  return ns > 1e18 ? std::uint64_t{1'000'000'000'000'000'000} : static_cast<std::uint64_t>(ns);
}

}  // namespace samples
