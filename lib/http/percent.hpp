// Percent-escapes (RFC 3986 2.1): reading one.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/ascii.hpp"

namespace sluice::http {

/// The byte of the escape whose '%' stands at `at`; negative where two hex digits do not follow.
constexpr int escape_at(std::string_view text, std::size_t at) noexcept {
  if (text.size() - at < 3) return -1;
  const int high = ascii::hex_value(text[at + 1]);
  const int low = ascii::hex_value(text[at + 2]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

}  // namespace sluice::http
