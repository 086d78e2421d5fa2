// Base64 (RFC 4648 4), with padding and nothing else.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace sluice::base64 {

inline constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

consteval std::array<std::int8_t, 256> values() {
  std::array<std::int8_t, 256> table{};
  table.fill(-1);
  for (std::size_t i = 0; i < kDigits.size(); ++i)
    table[static_cast<unsigned char>(kDigits[i])] = static_cast<std::int8_t>(i);
  return table;
}
inline constexpr auto kValues = values();

constexpr std::size_t encoded_bytes(std::size_t bytes) noexcept { return (bytes + 2) / 3 * 4; }

/// Takes the bytes one by one, so that they may come in parts.
class Encoder {
 public:
  explicit constexpr Encoder(char* to) noexcept : to_(to) {}
  constexpr void put(std::string_view text) noexcept {
    for (const char c : text) {
      held_ = held_ << 8 | static_cast<unsigned char>(c);
      if (++count_ == 3) put_group(4);
    }
  }
  /// Ends the text and gives the place behind it.
  constexpr char* finish() noexcept {
    if (count_ == 0) return to_;
    const std::size_t digits = count_ + 1;
    held_ <<= 8 * (3 - count_);
    put_group(digits);
    for (std::size_t i = digits; i < 4; ++i) *to_++ = '=';
    return to_;
  }

 private:
  constexpr void put_group(std::size_t digits) noexcept {
    for (std::size_t i = 0; i < digits; ++i) *to_++ = kDigits[held_ >> (18 - 6 * i) & 63];
    held_ = 0;
    count_ = 0;
  }

  char* to_;
  std::uint32_t held_ = 0;
  std::size_t count_ = 0;
};

/// The bytes of `text` in `room`; nothing for text that an encoder would not have written, or without room.
constexpr std::optional<std::string_view> decode(std::string_view text, std::span<char> room) noexcept {
  if (text.size() % 4 != 0) return std::nullopt;
  std::size_t padding = 0;
  while (padding < 2 && text.ends_with('=')) {
    text.remove_suffix(1);
    ++padding;
  }
  if (text.size() * 3 / 4 > room.size()) return std::nullopt;
  std::uint32_t held = 0;
  unsigned bits = 0;
  std::size_t size = 0;
  for (const char c : text) {
    const int value = kValues[static_cast<unsigned char>(c)];
    if (value < 0) return std::nullopt;
    held = (held << 6 | static_cast<std::uint32_t>(value)) & 0xffffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    room[size++] = static_cast<char>(held >> bits & 0xff);
  }
  if ((held & ((1u << bits) - 1)) != 0) return std::nullopt;
  return std::string_view(room.data(), size);
}

}  // namespace sluice::base64
