// Comparisons whose time depends on lengths only, and a choice without a branch.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace sluice::crypto {

/// 1 if the bytes are equal, 0 if not. Reads all of them; nothing branches on what they are.
inline std::uint32_t is_equal(const void* a, const void* b, std::size_t size) noexcept {
  const auto *left = static_cast<const unsigned char*>(a), *right = static_cast<const unsigned char*>(b);
  std::uint64_t difference = 0;
  std::size_t i = 0;
  for (; i + sizeof difference <= size; i += sizeof difference) {
    std::uint64_t one, other;
    std::memcpy(&one, left + i, sizeof one);
    std::memcpy(&other, right + i, sizeof other);
    difference |= one ^ other;
    asm("" : "+r"(difference));  // hides what is known so far, so that the rest cannot be left out
  }
  for (; i < size; ++i) {
    difference |= static_cast<std::uint64_t>(left[i] ^ right[i]);
    asm("" : "+r"(difference));
  }
  return static_cast<std::uint32_t>(((difference | (0 - difference)) >> 63) ^ 1);
}

/// `yes` for 1, `no` for 0.
inline std::uint32_t choose(std::uint32_t condition, std::uint32_t yes, std::uint32_t no) noexcept {
  std::uint32_t mask = 0 - condition;
  asm("" : "+r"(mask));  // hides that it is all ones or none, from which a branch could be made
  return (yes & mask) | (no & ~mask);
}

}  // namespace sluice::crypto
