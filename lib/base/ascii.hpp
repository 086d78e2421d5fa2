// Character classes of HTTP as constexpr tables, ASCII case folding and case-blind equality. No locale
// anywhere.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

namespace sluice::ascii {

using Class = std::array<bool, 256>;

/// The bytes of `members`, plus letters and digits where asked.
consteval Class class_of(std::string_view members, bool letters = false, bool digits = false) {
  Class table{};
  for (char c : members) table[static_cast<unsigned char>(c)] = true;
  if (letters)
    for (int c = 'a'; c <= 'z'; ++c)
      table[static_cast<std::size_t>(c)] = table[static_cast<std::size_t>(c - 32)] = true;
  if (digits)
    for (int c = '0'; c <= '9'; ++c) table[static_cast<std::size_t>(c)] = true;
  return table;
}

inline constexpr Class kToken = class_of("!#$%&'*+-.^_`|~", true, true);    // RFC 9110 5.6.2
inline constexpr Class kUnreserved = class_of("-._~", true, true);          // RFC 3986 2.3
inline constexpr Class kPchar = class_of("-._~!$&'()*+,;=:@", true, true);  // RFC 3986 3.3, without '%'

constexpr bool is_in(const Class& set, char c) noexcept { return set[static_cast<unsigned char>(c)]; }
constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool is_blank(char c) noexcept { return c == ' ' || c == '\t'; }
constexpr bool is_control(char c) noexcept { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }
constexpr char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

/// 0 to 15, or -1 where `c` is no hex digit.
constexpr int hex_value(char c) noexcept {
  if (is_digit(c)) return c - '0';
  const char l = lower(c);
  return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

/// Eight bytes with their capital letters made small, whatever the other bytes are.
constexpr std::uint64_t lower_eight(std::uint64_t bytes) noexcept {
  constexpr std::uint64_t ones = 0x0101010101010101, low_bits = 0x7f * ones, high_bits = 0x80 * ones;
  const std::uint64_t seven = bytes & low_bits;
  const std::uint64_t from_a = seven + (0x80 - 'A') * ones, behind_z = seven + (0x7f - 'Z') * ones;
  return bytes | ((from_a & ~behind_z & ~bytes & high_bits) >> 2);
}

inline std::uint64_t load_eight(const char* at) noexcept {
  std::uint64_t bytes;
  std::memcpy(&bytes, at, sizeof bytes);
  return bytes;
}

constexpr bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size()) return false;
  constexpr std::size_t step = sizeof(std::uint64_t);
  if (!std::is_constant_evaluated() && a.size() >= step) {
    // The last step overlaps the one before it.
    const std::size_t last = a.size() - step;
    for (std::size_t i = 0;; i = i + step < last ? i + step : last) {
      if (lower_eight(load_eight(a.data() + i)) != lower_eight(load_eight(b.data() + i))) return false;
      if (i == last) return true;
    }
  }
  for (std::size_t i = 0; i < a.size(); ++i)
    if (lower(a[i]) != lower(b[i])) return false;
  return true;
}

constexpr bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) noexcept {
  return text.size() >= prefix.size() && equals_ignoring_case(text.substr(0, prefix.size()), prefix);
}

/// `text` without spaces and tabs at both ends.
constexpr std::string_view trim(std::string_view text) noexcept {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace sluice::ascii
