// Percent-escapes (RFC 3986 2.1): reading one.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "base/ascii.hpp"

namespace sluice::http {

/// ascii::hex_value of each byte.
inline constexpr auto kHexValues = [] {
  std::array<signed char, 256> values{};
  for (std::size_t c = 0; c < values.size(); ++c)
    values[c] = static_cast<signed char>(ascii::hex_value(static_cast<char>(c)));
  return values;
}();

/// The byte of the escape whose '%' stands at `at`; negative where two hex digits do not follow.
constexpr int escape_at(std::string_view text, std::size_t at) noexcept {
  if (text.size() - at < 3) return -1;
  const int high = kHexValues[static_cast<unsigned char>(text[at + 1])];
  const int low = kHexValues[static_cast<unsigned char>(text[at + 2])];
  return (high | low) < 0 ? -1 : high * 16 + low;
}

}  // namespace sluice::http
