// Cuts a path at its slashes: where each segment begins and ends, and nothing else. Bytes are hashed only
// where a tree asks for some.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "http/scan.hpp"
#include "route/words.hpp"
#include "sluice/pattern.hpp"

namespace sluice::route {

/// Most segments that any pattern counts, and one more.
inline constexpr std::size_t kMaxSegments = kMaxPatternBytes / 2 + 1;

/// A path that begins with a slash, cut. Only what was counted is initialised.
struct Split {
  Words words;
  std::size_t bytes;
  std::size_t count = 0;                 ///< segments, `limit + 1` where there are more than `limit`
  std::uint32_t at[kMaxSegments + 64u];  ///< slash before segment i; behind the last, its end

  /// Cuts at most `limit` segments, 1 to kMaxSegments - 1. `slashes`: those of the first 64 bytes.
  Split(std::string_view path, std::size_t limit, std::uint64_t slashes) noexcept
      : words(path), bytes(path.size()) {
    std::uint64_t mask = slashes;  // its first bit is the first slash
    for (std::size_t block = 0;;) {
      for (; mask != 0; mask &= mask - 1)
        at[count++] = static_cast<std::uint32_t>(block + static_cast<std::size_t>(std::countr_zero(mask)));
      if (count > limit) {
        count = limit + 1;
        return;
      }
      if ((block += 64) >= bytes) break;
      mask = http::slashes_at(path, block);
    }
    at[count] = static_cast<std::uint32_t>(bytes);
  }
  Split(std::string_view path, std::size_t limit) noexcept : Split(path, limit, http::slashes_at(path, 0)) {}

  std::size_t size(std::size_t i) const noexcept { return at[i + 1] - at[i] - 1u; }

  /// Hash of a segment.
  std::uint64_t hash(std::size_t i) const noexcept { return words.hash(at[i] + 1u, size(i)); }
};

}  // namespace sluice::route
