// Names of header fields by words of eight bytes: compared without case, ordered, and found in `a;b;c`.
// Nothing is read outside of a text.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "base/ascii.hpp"
#include "http/block.hpp"
#include "sign/line.hpp"

namespace sluice::sign {

/// The first of the bytes in the highest place, so that numbers compare as texts do.
inline std::uint64_t in_text_order(std::uint64_t bytes) noexcept {
  return std::endian::native == std::endian::little ? __builtin_bswap64(bytes) : bytes;
}

/// The first `size` bytes, 1 to 8, and zeros behind them; the first byte is the highest.
inline std::uint64_t leading(const char* from, std::size_t size) noexcept {
  if (size >= 8) return in_text_order(ascii::load_eight(from));
  std::uint64_t bytes = 0;
  if (size >= 4) {
    std::uint32_t first, last;
    std::memcpy(&first, from, sizeof first);
    std::memcpy(&last, from + size - sizeof last, sizeof last);
    const std::uint64_t high = in_text_order(first), low = in_text_order(last);
    const std::uint64_t shift = std::endian::native == std::endian::little ? 0 : 32;
    bytes = (high << shift) | (low << shift) >> 8 * (size - 4);
    return bytes;
  }
  for (std::size_t i = 0; i < size; ++i)
    bytes |= std::uint64_t{static_cast<unsigned char>(from[i])} << (56 - 8 * i);
  return bytes;
}

/// The first sixteen bytes of a name, the first one highest, and zeros behind a shorter one. Names with two
/// keys are in the order of their keys.
__extension__ typedef unsigned __int128 NameKey;

/// Of a name in lower case.
inline NameKey key_of_lower(std::string_view name) noexcept {
  if (name.empty()) return 0;
  if (name.size() <= 8) return NameKey{leading(name.data(), name.size())} << 64;
  const std::size_t bytes = std::min<std::size_t>(name.size(), 16) - 8;
  const std::uint64_t last = in_text_order(ascii::load_eight(name.data() + bytes));
  return NameKey{in_text_order(ascii::load_eight(name.data()))} << 64 | last << 8 * (8 - bytes);
}

inline http::Block lower_block(http::Block bytes) noexcept {
  return bytes | (http::between(bytes, 'A', 'Z') & http::filled(0x20));
}

/// Of a name in any case.
inline NameKey key_of(std::string_view name) noexcept {
  using Halves = std::uint64_t __attribute__((vector_size(16)));
  const NameKey key = key_of_lower(name);
  const http::Block bytes =
      lower_block(block_of(static_cast<std::uint64_t>(key >> 64), static_cast<std::uint64_t>(key)));
  const Halves halves = reinterpret_cast<Halves>(bytes);
  return NameKey{halves[0]} << 64 | halves[1];
}

/// Less than, equal or greater than 0 by lower-case letters.
inline int compare_names(std::string_view a, std::string_view b) noexcept {
  const std::size_t common = std::min(a.size(), b.size());
  for (std::size_t at = 0; at < common; ++at)
    if (const int difference = ascii::lower(a[at]) - ascii::lower(b[at]); difference != 0) return difference;
  return a.size() < b.size() ? -1 : a.size() > b.size() ? 1 : 0;
}

/// Whether `text`, in any case, is `name`, which is in lower case.
inline bool is_name(std::string_view text, std::string_view name) noexcept {
  const std::size_t size = name.size();
  if (text.size() != size) return false;
  const char *const a = text.data(), *const b = name.data();
  const auto differ = [](http::Block left, http::Block right) { return lower_block(left) ^ right; };
  if (size >= http::kBlockBytes) {
    const std::size_t last = size - http::kBlockBytes;
    http::Block different = differ(http::block_at(a + last), http::block_at(b + last));
    for (std::size_t at = 0; at < last; at += http::kBlockBytes)
      different |= differ(http::block_at(a + at), http::block_at(b + at));
    return !http::is_any(different != http::Block{});
  }
  if (size >= 8) {
    const auto ends = [&](const char* of) {
      return block_of(ascii::load_eight(of), ascii::load_eight(of + size - 8));
    };
    return !http::is_any(lower_block(ends(a)) != ends(b));
  }
  return size == 0 || ascii::lower_eight(leading(a, size)) == leading(b, size);
}

/// Where the first `a` or `b` stands at or behind `at`; the end of the text if there is none.
inline std::size_t find_either(std::string_view text, std::size_t at, char a, char b) noexcept {
  const auto found_at = [&](std::size_t place) {
    const http::Block block = http::block_at(text.data() + place);
    return http::bits_of(http::equal(block, static_cast<unsigned char>(a)) |
                         http::equal(block, static_cast<unsigned char>(b)));
  };
  for (; at + http::kBlockBytes <= text.size(); at += http::kBlockBytes)
    if (const std::uint64_t bits = found_at(at); bits != 0)
      return at + static_cast<std::size_t>(std::countr_zero(bits));
  if (text.size() >= http::kBlockBytes) {
    const std::size_t place = text.size() - http::kBlockBytes;  // what lies before `at` is shifted out
    const std::uint64_t bits = found_at(place) >> (at - place);
    return bits != 0 ? at + static_cast<std::size_t>(std::countr_zero(bits)) : text.size();
  }
  while (at < text.size() && text[at] != a && text[at] != b) ++at;
  return at;
}

}  // namespace sluice::sign
