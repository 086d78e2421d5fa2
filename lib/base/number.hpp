// Checked decimal reading and plain decimal writing. No locale, no sign unless asked, nothing but digits.
#pragma once

#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

#include "base/ascii.hpp"

namespace sluice::number {

/// One or more digits and nothing else, within `max`. Leading zeros are read as digits.
constexpr std::optional<std::uint64_t> decimal(
    std::string_view text, std::uint64_t max = std::numeric_limits<std::uint64_t>::max()) noexcept {
  if (text.empty()) return std::nullopt;
  std::uint64_t value = 0;
  for (char c : text) {
    if (!ascii::is_digit(c)) return std::nullopt;
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (value > (max - digit) / 10 && (value > max / 10 || value * 10 > max - digit)) return std::nullopt;
    value = value * 10 + digit;
  }
  return value <= max ? std::optional(value) : std::nullopt;
}

/// As above, with an optional '-' in front.
constexpr std::optional<std::int64_t> signed_decimal(std::string_view text) noexcept {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  const std::uint64_t max =
      static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) + (negative ? 1 : 0);
  const auto magnitude = decimal(text, max);
  if (!magnitude) return std::nullopt;
  return negative ? static_cast<std::int64_t>(0 - *magnitude) : static_cast<std::int64_t>(*magnitude);
}

/// The digits of `value`, held by this small object.
class Digits {
 public:
  explicit Digits(std::uint64_t value) noexcept
      : size_(static_cast<std::size_t>(std::to_chars(text_, text_ + sizeof text_, value).ptr - text_)) {}
  std::string_view view() const noexcept { return {text_, size_}; }

 private:
  char text_[20];
  std::size_t size_;
};

}  // namespace sluice::number
