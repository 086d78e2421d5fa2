// The value of a header as it goes into a canonical line: copied, and in the same loads searched for what
// would break the line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "base/copy.hpp"
#include "http/block.hpp"

namespace sluice::sign {

template <class T>
inline T word_at(const char* at) noexcept {
  T word;
  std::memcpy(&word, at, sizeof word);
  return word;
}

inline http::Block block_of(std::uint64_t first, std::uint64_t second) noexcept {
  using Halves = std::uint64_t __attribute__((vector_size(16)));
  return reinterpret_cast<http::Block>(Halves{first, second});
}

/// FF where there is a control character but a tab.
inline http::Block controls_in(http::Block bytes) noexcept {
  return (http::at_most(bytes, 0x1f) & ~http::equal(bytes, '\t')) | http::equal(bytes, 0x7f);
}

/// A text of 1 to 16 bytes as a block; some bytes stand in it twice, none is read outside.
inline http::Block block_of_short(std::string_view text) noexcept {
  const char* const from = text.data();
  const std::size_t size = text.size();
  if (size >= 8) return block_of(word_at<std::uint64_t>(from), word_at<std::uint64_t>(from + size - 8));
  if (size >= 4) {
    const std::uint64_t last = word_at<std::uint32_t>(from + size - 4);
    const std::uint64_t all = word_at<std::uint32_t>(from) | last << 32;
    return block_of(all, all);
  }
  const auto byte = [&](std::size_t at) { return std::uint64_t{static_cast<unsigned char>(from[at])}; };
  const std::uint64_t all = byte(0) | byte(size / 2) << 8 | byte(size - 1) << 16;
  const std::uint64_t thrice = all | all << 24 | all << 48;
  return block_of(thrice, thrice);
}

/// Notes in `found` whether there is a control character but a tab.
inline void note_controls(std::string_view value, http::Block& found) noexcept {
  if (value.empty()) return;
  if (value.size() < http::kBlockBytes) {
    found |= controls_in(block_of_short(value));
    return;
  }
  const std::size_t last = value.size() - http::kBlockBytes;
  for (std::size_t at = 0; at < last; at += http::kBlockBytes)
    found |= controls_in(http::block_at(value.data() + at));
  found |= controls_in(http::block_at(value.data() + last));
}

/// Copies a value, notes controls, and gives the place behind it.
inline char* copy_value(char* to, std::string_view value, http::Block& found) noexcept {
  if (value.size() < http::kBlockBytes) {
    note_controls(value, found);
    return copy_bytes(to, value);
  }
  const std::size_t last = value.size() - http::kBlockBytes;
  const auto copy_block = [&](std::size_t at) {
    const http::Block block = http::block_at(value.data() + at);
    std::memcpy(to + at, &block, sizeof block);
    return controls_in(block);
  };
  http::Block controls = copy_block(0) | copy_block(last);
  for (std::size_t at = http::kBlockBytes; at < last; at += http::kBlockBytes) controls |= copy_block(at);
  found |= controls;
  return to + value.size();
}

}  // namespace sluice::sign
