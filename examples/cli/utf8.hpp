// UTF-8 as RFC 3629 has it: no overlong form, no surrogate, nothing above U+10FFFF.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cli::utf8 {

/// How many bytes the sequence at the start of `text` takes; 0 where it is none.
constexpr std::size_t sequence_size(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (text.empty()) return 0;
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t size = lead >= 0xc2 && lead < 0xe0   ? 2
                           : (lead & 0xf0) == 0xe0       ? 3
                           : lead >= 0xf0 && lead < 0xf5 ? 4
                                                         : 0;
  if (size == 0 || text.size() < size) return 0;
  for (std::size_t i = 1; i < size; ++i)
    if ((byte(i) & 0xc0) != 0x80) return 0;
  const unsigned char second = byte(1);
  const bool is_out_of_range = (lead == 0xe0 && second < 0xa0) || (lead == 0xed && second >= 0xa0) ||
                               (lead == 0xf0 && second < 0x90) || (lead == 0xf4 && second >= 0x90);
  return is_out_of_range ? 0 : size;
}

/// How many bytes at the start of `text` are good.
constexpr std::size_t good_prefix(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t size = sequence_size(text.substr(at, 4));
    if (size == 0) break;
    at += size;
  }
  return at;
}

/// `text` with every byte that belongs to no sequence replaced by U+FFFD.
std::string repaired(std::string_view text);

}  // namespace cli::utf8
