// Sixteen bytes at a time, in the vector notation that both compilers offer on every processor. A test of a
// byte gives FF where it holds and 00 where not, so tests combine with '|' and '&' and a whole text is judged
// without a branch. The seam to vector instructions: tests become bits by SSE2 where there is such a thing.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "base/word.hpp"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace sluice::http {

using Block = unsigned char __attribute__((vector_size(16)));

inline constexpr std::size_t kBlockBytes = sizeof(Block);

inline Block block_at(const char* bytes) noexcept {
  Block block;
  std::memcpy(&block, bytes, sizeof block);
  return block;
}

inline Block filled(unsigned char byte) noexcept { return Block{} + byte; }
inline Block equal(Block bytes, unsigned char byte) noexcept {
  return reinterpret_cast<Block>(bytes == filled(byte));
}
inline Block at_most(Block bytes, unsigned char byte) noexcept {
  return reinterpret_cast<Block>(bytes <= filled(byte));
}
inline Block between(Block bytes, unsigned char low, unsigned char high) noexcept {
  return at_most(bytes - filled(low), static_cast<unsigned char>(high - low));
}

/// True where any bit is set: of tests, and of words that are no tests, as a difference of texts.
inline bool is_any(Block bits) noexcept {
  std::uint64_t halves[2];
  std::memcpy(halves, &bits, sizeof halves);
  return (halves[0] | halves[1]) != 0;
}

/// Bit n: test n holds.
inline std::uint64_t bits_of(Block tests) noexcept {
#if defined(__SSE2__)
  return static_cast<unsigned>(_mm_movemask_epi8(reinterpret_cast<__m128i>(tests)));
#else
  char bytes[kBlockBytes];
  std::memcpy(bytes, &tests, sizeof bytes);
  const auto gathered = [](std::uint64_t half) {
    return (half >> 7 & 0x0101'0101'0101'0101) * 0x0102'0408'1020'4080 >> 56;
  };
  return gathered(word::load8(bytes)) | gathered(word::load8(bytes + 8)) << 8;
#endif
}

/// A text of at most fifteen bytes, zeros behind it. Reads nothing but the text.
inline Block short_block(const char* bytes, std::size_t size) noexcept {
  std::uint64_t halves[2] = {word::of(bytes, size < 8 ? size : 8),
                             size > 8 ? word::load8(bytes + size - 8) >> (8 * (16 - size)) : 0};
  if constexpr (std::endian::native == std::endian::big)
    for (std::uint64_t& half : halves) half = __builtin_bswap64(half);
  Block block;
  std::memcpy(&block, halves, sizeof block);
  return block;
}

/// True where `block_test` (of sixteen bytes) or, in texts shorter than that, `byte_test` finds a byte.
template <class BlockTest, class ByteTest>
bool is_any_byte(std::string_view text, BlockTest block_test, ByteTest byte_test) noexcept {
  if (text.size() < kBlockBytes) {
    for (char c : text)
      if (byte_test(c)) return true;
    return false;
  }
  Block found{};
  for (std::size_t i = 0; i + kBlockBytes <= text.size(); i += kBlockBytes)
    found |= block_test(block_at(text.data() + i));
  found |= block_test(block_at(text.data() + text.size() - kBlockBytes));
  return is_any(found);
}

}  // namespace sluice::http
