// Cuts a path at its slashes and hashes each segment with its position. The hashes are combined by XOR, so
// the hash of "the literal segments of this shape" is one prefix value with a few segments taken out again:
//
//     path      / v1 / u / 7        at      0   3   5   7(end)
//     hash[i] = h0 ^ ... ^ h(i-1)   "v1", "u" literal, third a variable:  hash[3] ^ h2 = hash[2]
//
// Text is taken eight bytes at a time and never read past its end.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "sluice/pattern.hpp"

namespace sluice::route {

/// Any eight bytes of a text as a number, the first byte lowest.
class Words {
 public:
  explicit Words(std::string_view text) noexcept : from_(text.data()), size_(text.size()) {
    if (size_ >= 8) return;
    std::memset(short_, 0, sizeof short_);
    if (size_ != 0) std::memcpy(short_, text.data(), size_);
    from_ = short_;
    size_ = sizeof short_;
  }
  Words(const Words&) = delete;
  Words& operator=(const Words&) = delete;

  /// Eight bytes at `at`, zeros behind the end; `at` is at most the end.
  std::uint64_t load(std::size_t at) const noexcept {
    const std::size_t last = size_ - 8;
    return at <= last ? load8(from_ + at) : load8(from_ + last) >> (8 * (at - last) & 63);
  }

  /// The first `size` bytes of them (at most eight).
  std::uint64_t load(std::size_t at, std::size_t size) const noexcept {
    const std::uint64_t word = load(at);
    return size < 8 ? word & ((std::uint64_t{1} << (8 * size)) - 1) : word;
  }

  /// Bit n: a slash at `at + n`, for n below 64.
  std::uint64_t slashes(std::size_t at) const noexcept {
    std::uint64_t mask = 0;
    const std::size_t end = std::min(size_, at + 64);
    for (std::size_t i = at; i < end; i += 8) mask |= slash_bits(load(i)) << (i - at);
    return mask;
  }

 private:
  static std::uint64_t load8(const char* from) noexcept {
    std::uint64_t word;
    std::memcpy(&word, from, 8);
    if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
    return word;
  }

  /// Bit n of eight: byte n is a slash. Exact: no carry leaves its byte.
  static std::uint64_t slash_bits(std::uint64_t word) noexcept {
    constexpr std::uint64_t low7 = 0x7f7f'7f7f'7f7f'7f7f;
    const std::uint64_t differs = word ^ 0x2f2f'2f2f'2f2f'2f2f;
    const std::uint64_t equal = ~(((differs & low7) + low7) | differs | low7);
    return (equal >> 7) * 0x0102'0408'1020'4080 >> 56;
  }

  const char* from_;
  std::size_t size_;
  char short_[8];
};

inline std::uint64_t mix(std::uint64_t a, std::uint64_t b) noexcept {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

/// The hash of the segment at `at`, which is the `position`-th of its path.
inline std::uint64_t segment_hash(const Words& words, std::size_t at, std::size_t size,
                                  std::size_t position) noexcept {
  constexpr std::uint64_t a = 0x9e37'79b9'7f4a'7c15, b = 0xd6e8'feb8'6659'fd93;
  if (size > kMaxPatternBytes) return a * (position + 1);  // longer than any literal
  const std::uint64_t first = words.load(at, size);
  const std::uint64_t second = size > 8 ? words.load(at + 8, size - 8) : 0;
  std::uint64_t hash = mix(first ^ a ^ size, second ^ b * (position + 1));
  for (std::size_t i = 16; i < size; i += 8) hash = mix(hash ^ words.load(at + i, size - i), b);
  return hash;
}

/// Most segments that any pattern counts, and one more.
inline constexpr std::size_t kMaxSegments = kMaxPatternBytes / 2 + 1;

/// A path that begins with a slash, cut. Only what was counted is initialised.
struct Split {
  std::size_t count;                     ///< segments, `limit + 1` where there are more than `limit`
  std::uint64_t slashes;                 ///< of the first 64 bytes
  std::uint32_t at[kMaxSegments + 1];    ///< slash before segment i; behind the last, its end
  std::uint64_t hash[kMaxSegments + 1];  ///< XOR of the hashes of the segments before i

  /// Cuts at most `limit` segments, 1 to kMaxSegments - 1.
  Split(std::string_view path, std::size_t limit) noexcept {
    const Words words(path);
    at[0] = 0;
    hash[0] = 0;
    count = 0;
    slashes = words.slashes(0);
    std::uint64_t mask = slashes & ~std::uint64_t{1};
    for (std::size_t block = 0;;) {
      for (; mask != 0; mask &= mask - 1) {
        close(words, block + static_cast<std::size_t>(std::countr_zero(mask)));
        if (count == limit) {
          ++count;
          return;
        }
      }
      if ((block += 64) >= path.size()) break;
      mask = words.slashes(block);
    }
    close(words, path.size());
  }

  bool is_empty(std::size_t i) const noexcept { return at[i + 1] == at[i] + 1; }

 private:
  void close(const Words& words, std::size_t end) noexcept {
    const std::size_t start = at[count] + 1;
    hash[count + 1] = hash[count] ^ segment_hash(words, start, end - start, count);
    at[++count] = static_cast<std::uint32_t>(end);
  }
};

}  // namespace sluice::route
