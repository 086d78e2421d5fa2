// `\xHH` for bytes that may not stand in a field of a line, and back.
#pragma once

#include <string_view>

#include "base/ascii.hpp"
#include "base/writer.hpp"

namespace sluice::log {

/// Bytes that are escaped: controls, quote, backslash, 7F to FF; outside of quotes the blank as well.
consteval ascii::Class escaped_class(bool with_blank) {
  ascii::Class table{};
  for (std::size_t c = 0; c < table.size(); ++c)
    table[c] = c < 0x20 || c == 0x22 || c == 0x5c || c >= 0x7f || (with_blank && c == 0x20);
  return table;
}
inline constexpr ascii::Class kQuoted = escaped_class(false);
inline constexpr ascii::Class kUnquoted = escaped_class(true);

inline void put_escaped(Writer& out, std::string_view text, const ascii::Class& escaped) noexcept {
  constexpr char digits[] = "0123456789ABCDEF";
  for (char c : text) {
    if (!ascii::is_in(escaped, c)) {
      out.put(c);
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    const char code[] = {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
    out.put({code, sizeof code});
  }
}

}  // namespace sluice::log
