// Copying short texts, whose length is known only when it is done: a few loads and stores that overlap, where
// a call of memcpy would cost more than the bytes. Nothing is read or written outside of the texts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace sluice {

/// Copies one word of type T at each end.
template <class T>
inline void copy_ends(char* to, const char* from, std::size_t size) noexcept {
  T first, last;
  std::memcpy(&first, from, sizeof first);
  std::memcpy(&last, from + size - sizeof last, sizeof last);
  std::memcpy(to, &first, sizeof first);
  std::memcpy(to + size - sizeof last, &last, sizeof last);
}

/// Copies `text` and gives the place behind it.
inline char* copy_bytes(char* to, std::string_view text) noexcept {
  struct Sixteen {
    std::uint64_t halves[2];
  };
  const char* const from = text.data();
  const std::size_t size = text.size();
  if (size > 64) {
    std::memcpy(to, from, size);
  } else if (size >= 16) {
    for (std::size_t at = 16; at + 16 < size; at += 16) std::memcpy(to + at, from + at, 16);
    copy_ends<Sixteen>(to, from, size);
  } else if (size >= 8) {
    copy_ends<std::uint64_t>(to, from, size);
  } else if (size >= 4) {
    copy_ends<std::uint32_t>(to, from, size);
  } else if (size > 0) {
    to[0] = from[0];
    to[size / 2] = from[size / 2];
    to[size - 1] = from[size - 1];
  }
  return to + size;
}

inline unsigned char* copy_bytes(unsigned char* to, std::string_view text) noexcept {
  return reinterpret_cast<unsigned char*>(copy_bytes(reinterpret_cast<char*>(to), text));
}

}  // namespace sluice
