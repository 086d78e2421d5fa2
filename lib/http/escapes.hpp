// Percent-escapes sixteen at a time: every byte of a block is taken for the '%' of an escape, and its two
// digits are read from the blocks that begin one and two bytes later.
#pragma once

#include "http/block.hpp"

namespace sluice::http {

/// A block's escapes. Reads two bytes behind the block.
struct Escapes {
  Block at;     ///< a '%' stands here
  Block legal;  ///< two hex digits follow
  Block value;  ///< the byte that these spell; anything where they do not
};

/// The values of sixteen hex digits, and which are some.
struct Digits {
  Block value;
  Block legal;
};

inline Digits digits_at(const char* bytes) noexcept {
  const Block block = block_at(bytes);
  const Block letter = between(block | filled(0x20), 'a', 'f');
  return {(block & filled(0x0f)) + (letter & filled(9)), letter | between(block, '0', '9')};
}

inline Escapes escapes_at(const char* bytes) noexcept {
  using Pairs = std::uint16_t __attribute__((vector_size(16)));
  const Digits high = digits_at(bytes + 1), low = digits_at(bytes + 2);
  // No value is over fifteen, so none is shifted into its neighbour.
  const Block shifted = reinterpret_cast<Block>(reinterpret_cast<Pairs>(high.value & filled(0x0f)) << 4);
  return {equal(block_at(bytes), '%'), high.legal & low.legal, shifted | low.value};
}

}  // namespace sluice::http
