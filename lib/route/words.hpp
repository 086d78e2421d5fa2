// Text by words of eight bytes and blocks of sixteen: loads that stay inside it, hashes, equality.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "base/word.hpp"
#include "http/block.hpp"

namespace sluice::route {

/// A text that is at least eight bytes long: a shorter one is copied and followed by zeros.
class Words {
 public:
  explicit Words(std::string_view text) noexcept : from_(text.data()) {
    if (text.size() >= 8) return;
    const std::uint64_t all = word::of(text.data(), text.size());
    for (std::size_t i = 0; i < 8; ++i) short_[i] = static_cast<char>(all >> (8 * i));
    from_ = short_;
  }
  Words(const Words&) = delete;
  Words& operator=(const Words&) = delete;

  /// Any eight bytes that lie in the text.
  std::uint64_t whole(std::size_t at) const noexcept { return word::load8(from_ + at); }

  /// The last eight bytes before `end`, or the last `size` where that is less; zeros above. No branch: the
  /// eight bytes before `end` (or the first eight of the text) hold them all.
  std::uint64_t last(std::size_t end, std::size_t size) const noexcept {
    const std::size_t bytes = std::min<std::size_t>(size, 8);
    const std::size_t at = std::max<std::size_t>(end, 8) - 8;
    return word::load8(from_ + at) >> (8 * (end - bytes - at) & 63) & word::kFirst[bytes];
  }

  /// The same bytes as `other`, which may be read up to eight bytes behind its end.
  bool equal(std::size_t at, std::size_t size, const char* other) const noexcept {
    constexpr std::size_t step = http::kBlockBytes;
    const char* mine = from_ + at;
    if (size < 8) return last(at + size, size) == (word::load8(other) & word::kFirst[size]);
    if (size < step)
      return ((word::load8(mine) ^ word::load8(other)) |
              (word::load8(mine + size - 8) ^ word::load8(other + size - 8))) == 0;
    http::Block differ = http::block_at(mine + size - step) ^ http::block_at(other + size - step);
    for (std::size_t i = 0; i + step < size; i += step)
      differ |= http::block_at(mine + i) ^ http::block_at(other + i);
    return !http::is_any(differ);
  }

  /// A glance at `size` bytes: a hash of the first eight, the last eight and the size, best in its high bits.
  /// What it confuses is told apart by another range, or by comparison.
  std::uint64_t glance(std::size_t at, std::size_t size) const noexcept {
    const std::uint64_t first = whole(size > 8 ? at : 0) & (0 - std::uint64_t{size > 8});
    return mixed(last(at + size, size) ^ std::rotl(first, 23) ^ size << 56);
  }

  /// A hash of all `size` bytes, best in its high bits: one multiplication, and one more for every eight
  /// bytes past sixteen.
  std::uint64_t hash(std::size_t at, std::size_t size) const noexcept {
    std::uint64_t word = last(at + size, size) ^ size << 56;
    for (std::size_t i = 0; i + 8 < size; i += 8) word = std::rotl(word * kOdd ^ whole(at + i), 29);
    return mixed(word);
  }

 private:
  static constexpr std::uint64_t kOdd = 0x9e37'79b9'7f4a'7c15;
  static std::uint64_t mixed(std::uint64_t word) noexcept {
    word *= kOdd;
    return (word ^ word >> 32) * kOdd;
  }

  const char* from_;
  char short_[8];
};

}  // namespace sluice::route
