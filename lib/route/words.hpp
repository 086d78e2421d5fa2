// Text by words of eight bytes: loads that stay inside it, slashes as bits, hashes, equality. The seam to
// vector instructions: slashes are found sixteen bytes at a time where
// there is SSE2, else eight.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace sluice::route {

/// Eight bytes as a number, the first byte lowest.
inline std::uint64_t load8(const char* from) noexcept {
  std::uint64_t word;
  std::memcpy(&word, from, 8);
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
  return word;
}

/// kFirst[n]: the low n bytes of a word.
inline constexpr std::array<std::uint64_t, 9> kFirst = {0,
                                                        0xff,
                                                        0xffff,
                                                        0xff'ffff,
                                                        0xffff'ffff,
                                                        0xff'ffff'ffff,
                                                        0xffff'ffff'ffff,
                                                        0xff'ffff'ffff'ffff,
                                                        0xffff'ffff'ffff'ffff};

/// Bit n of eight: byte n is a slash. Exact: no carry leaves its byte.
inline std::uint64_t slashes_of_8(const char* from) noexcept {
  constexpr std::uint64_t low7 = 0x7f7f'7f7f'7f7f'7f7f;
  const std::uint64_t differs = load8(from) ^ 0x2f2f'2f2f'2f2f'2f2f;
  const std::uint64_t equal = ~(((differs & low7) + low7) | differs | low7);
  return (equal >> 7) * 0x0102'0408'1020'4080 >> 56;
}

/// The same of sixteen.
inline std::uint64_t slashes_of_16(const char* from) noexcept {
#if defined(__SSE2__)
  __m128i bytes;
  std::memcpy(&bytes, from, sizeof bytes);
  return static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('/'))));
#else
  return slashes_of_8(from) | slashes_of_8(from + 8) << 8;
#endif
}

/// A text that is at least eight bytes long: a shorter one is copied and followed by zeros.
class Words {
 public:
  explicit Words(std::string_view text) noexcept : from_(text.data()), size_(text.size()) {
    if (size_ >= 8) return;
    for (std::size_t i = 0; i < 8; ++i) short_[i] = i < size_ ? text[i] : '\0';
    from_ = short_;
    size_ = 8;
  }
  Words(const Words&) = delete;
  Words& operator=(const Words&) = delete;

  /// Any eight bytes that lie in the text.
  std::uint64_t whole(std::size_t at) const noexcept { return load8(from_ + at); }

  /// The last eight bytes before `end`, or the last `size` where that is less; zeros above. No branch: the
  /// eight bytes before `end` (or the first eight of the text) hold them all.
  std::uint64_t last(std::size_t end, std::size_t size) const noexcept {
    const std::size_t bytes = std::min<std::size_t>(size, 8);
    const std::size_t at = std::max<std::size_t>(end, 8) - 8;
    return load8(from_ + at) >> (8 * (end - bytes - at) & 63) & kFirst[bytes];
  }

  /// Bit n: a slash at `at + n`, for n below 64; `at` is a multiple of 64.
  std::uint64_t slashes(std::size_t at) const noexcept {
    if (size_ < 16) return slashes_of_8(from_) | slashes_of_8(from_ + size_ - 8) << (size_ - 8);
    std::uint64_t mask = 0;
    std::size_t i = 0;
    for (; i < 64 && at + i + 16 <= size_; i += 16) mask |= slashes_of_16(from_ + at + i) << i;
    if (i == 64 || at + i >= size_) return mask;
    const std::size_t end = size_ - 16;  // the last sixteen overlap; what lies before `at` falls out
    const std::uint64_t bits = slashes_of_16(from_ + end);
    return mask | (end >= at ? bits << (end - at) : bits >> (at - end));
  }

  /// The same bytes as `other`, which may be read up to eight bytes behind its end.
  bool equal(std::size_t at, std::size_t size, const char* other) const noexcept {
    if (size < 8) return last(at + size, size) == (load8(other) & kFirst[size]);
    std::uint64_t differ = whole(at + size - 8) ^ load8(other + size - 8);
    for (std::size_t i = 0; i + 8 < size; i += 8) differ |= whole(at + i) ^ load8(other + i);
    return differ == 0;
  }

  /// A hash of `size` bytes, best in its high bits: one multiplication, and one more for every eight bytes
  /// past sixteen. Whatever it confuses, bytes are compared later.
  std::uint64_t hash(std::size_t at, std::size_t size) const noexcept {
    constexpr std::uint64_t odd = 0x9e37'79b9'7f4a'7c15;
    const std::size_t end = at + size;
    const bool is_long = size > 8;
    const std::uint64_t first = whole(is_long ? at : std::max<std::size_t>(end, 8) - 8);
    std::uint64_t word = last(end, size) ^ std::rotl(first & (0 - std::uint64_t{is_long}), 23) ^ size << 56;
    for (std::size_t i = 8; i + 8 < size; i += 8) word = std::rotl(word * odd ^ whole(at + i), 29);
    word *= odd;
    return (word ^ word >> 32) * odd;
  }

 private:
  const char* from_;
  std::size_t size_;
  char short_[8];
};

}  // namespace sluice::route
