// Bytes as hex digits and back. Writing takes the same time whatever the bytes are: a derived key is one of
// the things that are written.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/ascii.hpp"

namespace sluice::hex {

/// The lower-case digit of 0 to 15: 'a' is 39 further than the byte after '9'.
constexpr char digit(unsigned value) noexcept {
  return static_cast<char>('0' + value + (((9 - value) >> 8) & 39));
}

inline void write(std::span<const std::uint8_t> bytes, char* to) noexcept {
  for (const unsigned byte : bytes) {
    *to++ = digit(byte >> 4);
    *to++ = digit(byte & 15);
  }
}

consteval std::array<std::int8_t, 256> values() {
  std::array<std::int8_t, 256> table{};
  for (std::size_t c = 0; c < table.size(); ++c)
    table[c] = static_cast<std::int8_t>(ascii::hex_value(static_cast<char>(c)));
  return table;
}
inline constexpr auto kValues = values();

/// Exactly `2 * N` digits in either case; false for anything else.
template <std::size_t N>
constexpr bool read(std::string_view text, std::array<std::uint8_t, N>& bytes) noexcept {
  if (text.size() != 2 * N) return false;
  int illegal = 0;  // negative as soon as one digit is
  for (std::size_t i = 0; i < N; ++i) {
    const int high = kValues[static_cast<unsigned char>(text[2 * i])];
    const int low = kValues[static_cast<unsigned char>(text[2 * i + 1])];
    illegal |= high | low;
    bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return illegal >= 0;
}

}  // namespace sluice::hex
