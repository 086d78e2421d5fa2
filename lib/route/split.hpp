// Cuts a path at its slashes: where each segment begins and ends, and nothing else. Segments are hashed only
// where a tree asks for one.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "route/words.hpp"
#include "sluice/pattern.hpp"

namespace sluice::route {

/// Most segments that any pattern counts, and one more.
inline constexpr std::size_t kMaxSegments = kMaxPatternBytes / 2 + 1;

/// A path that begins with a slash, cut. Only what was counted is initialised.
struct Split {
  Words words;
  std::uint64_t slashes;               ///< of the first 64 bytes
  std::size_t count = 0;               ///< segments, `limit + 1` where there are more than `limit`
  std::uint32_t at[kMaxSegments + 1];  ///< slash before segment i; behind the last, its end
  std::uint64_t hash[kMaxSegments];    ///< of the segments that were cut

  /// Cuts at most `limit` segments, 1 to kMaxSegments - 1.
  Split(std::string_view path, std::size_t limit) noexcept : words(path), slashes(words.slashes(0)) {
    cut(path.size(), limit);
    for (std::size_t i = 0, n = std::min(count, limit); i < n; ++i)
      hash[i] = size(i) > kMaxPatternBytes ? 0 : words.hash(at[i] + 1u, size(i));  // longer than any literal
  }

  std::size_t size(std::size_t i) const noexcept { return at[i + 1] - at[i] - 1u; }

 private:
  void cut(std::size_t end, std::size_t limit) noexcept {
    std::uint64_t mask = slashes;  // its first bit is the first slash
    for (std::size_t block = 0;;) {
      for (; mask != 0; mask &= mask - 1) {
        at[count] = static_cast<std::uint32_t>(block) + static_cast<std::uint32_t>(std::countr_zero(mask));
        if (++count > limit) return;
      }
      if ((block += 64) >= end) break;
      mask = words.slashes(block);
    }
    at[count] = static_cast<std::uint32_t>(end);
  }
};

}  // namespace sluice::route
