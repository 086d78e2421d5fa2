// One look at the first 64 bytes of a target or path: where its slashes and dots are, and what is unusual in
// it. A usual text without suspect slashes is its own reading in every path mode, and its slashes cut it.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/ascii.hpp"
#include "http/block.hpp"

namespace sluice::http {

/// Bit n: byte n is such a byte.
struct Scan {
  static constexpr std::size_t kBytes = 64;
  std::uint64_t slashes = 0;
  std::uint64_t dots = 0;
  std::uint64_t odd = 0;  ///< any byte but slashes and the commonest of pchar

  /// A '/' before another one or before a dot: perhaps an empty or a dot segment.
  bool has_suspect() const noexcept { return (slashes & (slashes | dots) >> 1) != 0; }
};

/// Letters, '_' and all from '&' to ';': most of pchar, and the slash. Source: RFC 3986 3.3.
inline Block is_usual(Block b) noexcept {
  return between(b | filled(0x20), 'a', 'z') | between(b, '&', ';') | equal(b, '_');
}

/// Of a text of 1 to 64 bytes.
inline Scan scan(std::string_view text) noexcept {
  Scan all;
  const auto take = [&all](Block bytes, std::size_t at) {
    all.slashes |= bits_of(equal(bytes, '/')) << at;
    all.dots |= bits_of(equal(bytes, '.')) << at;
    all.odd |= (bits_of(is_usual(bytes)) ^ 0xffff) << at;
  };
  if (text.size() < kBlockBytes) {
    take(short_block(text.data(), text.size()), 0);
    all.odd &= (std::uint64_t{1} << text.size()) - 1;
    return all;
  }
  const std::size_t last = text.size() - kBlockBytes;
  for (std::size_t at = 0; at < last; at += kBlockBytes) take(block_at(text.data() + at), at);
  take(block_at(text.data() + last), last);  // overlaps: the same bits once more
  return all;
}

/// Bit n: that byte at `at + n`, for n below 64; `at` is a multiple of 64, below the size.
inline std::uint64_t bits_at(std::string_view text, std::size_t at, char byte) noexcept {
  const auto bits = [byte](Block b) { return bits_of(equal(b, static_cast<unsigned char>(byte))); };
  if (text.size() < kBlockBytes) return bits(short_block(text.data(), text.size()));
  std::uint64_t mask = 0;
  std::size_t i = 0;
  for (; i < 64 && at + i + kBlockBytes <= text.size(); i += kBlockBytes)
    mask |= bits(block_at(text.data() + at + i)) << i;
  if (i == 64 || at + i >= text.size()) return mask;
  const std::size_t last = text.size() - kBlockBytes;  // overlaps; what lies before `at` falls out
  const std::uint64_t rest = bits(block_at(text.data() + last));
  return mask | (last >= at ? rest << (last - at) : rest >> (at - last));
}

inline std::uint64_t slashes_at(std::string_view text, std::size_t at) noexcept {
  return bits_at(text, at, '/');
}

/// Bytes that no target may hold: controls, the space, '#'.
inline bool has_illegal_byte(std::string_view target) noexcept {
  return is_any_byte(
      target, [](Block b) { return at_most(b, ' ') | equal(b, 0x7f) | equal(b, '#'); },
      [](char c) { return ascii::is_control(c) || c == ' ' || c == '#'; });
}

/// The path of a target, and where its slashes are.
struct PlainPath {
  std::string_view path;
  std::uint64_t slashes;
};

/// The path of at most 64 bytes that split_target and then read_path give in every mode, unchanged; nothing
/// where it takes those two to tell.
inline std::optional<PlainPath> plain_path(std::string_view target) noexcept {
  if (target.empty() || target[0] != '/') return std::nullopt;
  Scan seen = scan(target.substr(0, Scan::kBytes));
  std::size_t end = target.size();
  if (seen.odd != 0) {
    end = static_cast<std::size_t>(std::countr_zero(seen.odd));
    if (target[end] != '?' || has_illegal_byte(target.substr(end + 1))) return std::nullopt;
    const std::uint64_t before = (std::uint64_t{1} << end) - 1;
    seen.slashes &= before;
    seen.dots &= before;
  }
  if (end > Scan::kBytes || seen.has_suspect()) return std::nullopt;
  return PlainPath{target.substr(0, end), seen.slashes};
}

}  // namespace sluice::http
