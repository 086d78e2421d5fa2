// Bytes as hex digits and back. Writing takes the same time whatever the bytes are: a derived key is one of
// the things that are written.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace sluice::hex {

/// Sixteen bytes at once, in the notation that both compilers offer on every processor. A comparison gives FF
/// where it holds.
using Lanes = unsigned char __attribute__((vector_size(16)));

inline Lanes lanes_at(const void* from) noexcept {
  Lanes lanes;
  std::memcpy(&lanes, from, sizeof lanes);
  return lanes;
}

/// The lower-case digits of 0 to 15: 'a' is 39 further than the byte after '9'.
inline Lanes digits(Lanes values) noexcept { return values + '0' + (Lanes(values > 9) & 39); }

/// `N` bytes, a multiple of 16, as `2 * N` digits.
template <std::size_t N>
void write(const std::array<std::uint8_t, N>& bytes, char* to) noexcept {
  static_assert(N % sizeof(Lanes) == 0);
  for (std::size_t i = 0; i < N; i += sizeof(Lanes), to += 2 * sizeof(Lanes)) {
    const Lanes both = lanes_at(bytes.data() + i);
    const Lanes high = digits(both >> 4), low = digits(both & 15);
    const Lanes first =
        __builtin_shufflevector(high, low, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const Lanes second =
        __builtin_shufflevector(high, low, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    std::memcpy(to, &first, sizeof first);
    std::memcpy(to + sizeof first, &second, sizeof second);
  }
}

/// Two numbers as 32 digits, the most significant first.
inline void write(std::uint64_t high, std::uint64_t low, char* to) noexcept {
  std::array<std::uint8_t, 16> bytes;
  std::size_t at = 0;
  for (std::uint64_t half : {high, low}) {
    if constexpr (std::endian::native == std::endian::little) half = __builtin_bswap64(half);
    std::memcpy(bytes.data() + at, &half, sizeof half);
    at += sizeof half;
  }
  write(bytes, to);
}

/// The values of sixteen digits in either case; where one is none, its lane of `illegal` becomes FF.
inline Lanes values(Lanes digits, Lanes& illegal) noexcept {
  const Lanes number = digits - '0', letter = (digits | 0x20) - 'a';
  const Lanes is_number = Lanes(number <= 9), is_letter = Lanes(letter <= 5);
  illegal |= ~(is_number | is_letter);
  return (number & is_number) | ((letter + 10) & is_letter);
}

/// Exactly `2 * N` digits in either case; false for anything else. `N` is a multiple of 16.
template <std::size_t N>
bool read(std::string_view text, std::array<std::uint8_t, N>& bytes) noexcept {
  static_assert(N % sizeof(Lanes) == 0);
  if (text.size() != 2 * N) return false;
  Lanes illegal{};
  for (std::size_t i = 0; i < N; i += sizeof(Lanes)) {
    const Lanes first = values(lanes_at(text.data() + 2 * i), illegal);
    const Lanes second = values(lanes_at(text.data() + 2 * i + sizeof(Lanes)), illegal);
    const Lanes high =
        __builtin_shufflevector(first, second, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
    const Lanes low =
        __builtin_shufflevector(first, second, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
    const Lanes both = high << 4 | low;
    std::memcpy(bytes.data() + i, &both, sizeof both);
  }
  std::uint64_t halves[2];
  std::memcpy(halves, &illegal, sizeof halves);
  return (halves[0] | halves[1]) == 0;
}

}  // namespace sluice::hex
