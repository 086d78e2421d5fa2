// The one door to xxHash: XXH3, seeded. Where callers choose the keys the seed is the host's secret.
#pragma once

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <cstdint>
#include <string_view>

namespace sluice::hash {

struct Hash128 {
  std::uint64_t low;
  std::uint64_t high;
  friend constexpr bool operator==(Hash128, Hash128) noexcept = default;
};

inline std::uint64_t of(std::string_view text, std::uint64_t seed) noexcept {
  return XXH3_64bits_withSeed(text.data(), text.size(), seed);
}

inline Hash128 wide(std::string_view text, std::uint64_t seed) noexcept {
  const XXH128_hash_t h = XXH3_128bits_withSeed(text.data(), text.size(), seed);
  return {h.low64, h.high64};
}

}  // namespace sluice::hash
