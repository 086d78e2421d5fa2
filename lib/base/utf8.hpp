// Reads UTF-8 one code point at a time. Overlong forms, surrogates and everything over U+10FFFF are invalid;
// an invalid sequence is one step over its longest legal beginning (Unicode 3.9, "maximal subpart"), so that
// whoever replaces it by U+FFFD does as the others do.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sluice::utf8 {

/// One code point, or one piece that is none.
struct Step {
  char32_t code;       ///< U+FFFD where invalid
  std::uint8_t bytes;  ///< at least 1
  bool valid;
};

/// What stands at the beginning of `text`, which is not empty.
constexpr Step first(std::string_view text) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1, true};
  if (lead < 0xc2 || lead > 0xf4) return {U'\ufffd', 1, false};
  const std::size_t size = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  // The second byte's bounds refuse overlong forms, surrogates and what lies over U+10FFFF.
  unsigned char low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  unsigned char high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  char32_t code = lead & (0xffU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i, low = 0x80, high = 0xbf) {
    if (i == text.size() || byte(i) < low || byte(i) > high)
      return {U'\ufffd', static_cast<std::uint8_t>(i), false};
    code = code << 6 | (byte(i) & 0x3fU);
  }
  return {code, static_cast<std::uint8_t>(size), true};
}

/// Code points in `text`; an invalid piece counts as one.
constexpr std::size_t count(std::string_view text) noexcept {
  std::size_t points = 0;
  for (; !text.empty(); ++points) text.remove_prefix(first(text).bytes);
  return points;
}

/// U+FDD0 to U+FDEF and the last two code points of each plane.
constexpr bool is_noncharacter(char32_t code) noexcept {
  return (code >= 0xfdd0 && code <= 0xfdef) || (code & 0xfffe) == 0xfffe;
}

}  // namespace sluice::utf8
