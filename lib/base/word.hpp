// Eight bytes of text as one number, the first byte lowest on every processor.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace sluice::word {

template <class T>
inline T little(const char* from) noexcept {
  T value;
  std::memcpy(&value, from, sizeof value);
  if constexpr (std::endian::native == std::endian::big && sizeof value == 8)
    value = __builtin_bswap64(value);
  if constexpr (std::endian::native == std::endian::big && sizeof value == 4)
    value = __builtin_bswap32(value);
  if constexpr (std::endian::native == std::endian::big && sizeof value == 2)
    value = __builtin_bswap16(value);
  return value;
}

inline std::uint64_t load8(const char* from) noexcept { return little<std::uint64_t>(from); }

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

/// A text of at most eight bytes, zeros behind it. Reads nothing but the text.
inline std::uint64_t of(const char* from, std::size_t size) noexcept {
  if (size == 8) return load8(from);
  if (size >= 4)
    return little<std::uint32_t>(from) | std::uint64_t{little<std::uint32_t>(from + size - 4)}
                                             << (8 * (size - 4));
  if (size == 0) return 0;
  const auto byte = [from](std::size_t at) {
    return std::uint64_t{static_cast<unsigned char>(from[at])} << (8 * at);
  };
  return byte(0) | byte(size / 2) | byte(size - 1);
}

}  // namespace sluice::word
