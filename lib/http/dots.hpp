// Removes the dot segments of a path as RFC 3986 5.2.4 does, from the right and 64 bytes at a time: a `..`
// takes away the next segment that still stands, so nothing is put down and picked up again.
//
//     /a/b/../c/./d     from the right:  d stays, `.` goes, c stays, `..` waits, b goes, a stays
//
// A block is seen as bits: where its slashes and dots are, so where its dot segments begin, so which bytes
// go. Segments are counted one by one only while a `..` waits. What stays moves to the right end of the text,
// in as few pieces as it was cut into. A final dot segment leaves its slash.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "http/scan.hpp"

namespace sluice::http {

class DotRemover {
 public:
  /// `text` begins with a slash.
  DotRemover(char* text, std::size_t size) noexcept
      : text_(text), size_(size), piece_begin_(size), piece_end_(size), to_(size) {}

  /// What is left, at the right end of the text.
  std::string_view run() noexcept {
    Bits right;  // the block that was read last
    std::uint64_t kept = 0;
    for (std::size_t block = (size_ - 1) / Scan::kBytes * Scan::kBytes;; block -= Scan::kBytes) {
      const Bits bits = read(block, right);
      if (right.is_read) keep(block + Scan::kBytes, kept & ~bits.spill);
      kept = bits.kept;
      right = bits;
      if (block == 0) break;
    }
    keep(0, kept);
    move_piece();
    return {text_ + to_, size_ - to_};
  }
  /// A `..` found nothing to take away.   After run().
  bool climbs() const noexcept { return pending_ != 0; }
  /// Two slashes stood side by side.   After run().
  bool has_empty_segment() const noexcept { return has_empty_; }

 private:
  /// A block; bit n is its byte n.
  struct Bits {
    std::uint64_t slashes = 0, dots = 0;
    std::uint64_t ends = 0;   ///< slashes, and the end of the text, which ends a segment as they do
    std::uint64_t kept = 0;   ///< bytes that stay
    std::uint64_t spill = 0;  ///< bytes of the block to the right that go after all
    bool is_read = false;
  };

  Bits read(std::size_t block, const Bits& right) noexcept {
    const std::size_t bytes = std::min(size_ - block, Scan::kBytes);
    const std::uint64_t valid = bytes == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bytes) - 1;
    Bits bits;
    bits.is_read = true;
    bits.slashes = bits_at({text_, size_}, block, '/');
    bits.dots = bits_at({text_, size_}, block, '.');
    bits.ends = bits.slashes | (bytes == 64 ? 0 : std::uint64_t{1} << bytes);
    const std::uint64_t right_ends = right.is_read ? right.ends : std::uint64_t{bytes == 64};
    const std::uint64_t first = bits.dots >> 1 | right.dots << 63, second = bits.dots >> 2 | right.dots << 62;
    const std::uint64_t ones = bits.slashes & first & (bits.ends >> 2 | right_ends << 62);
    const std::uint64_t twos = bits.slashes & first & second & (bits.ends >> 3 | right_ends << 61);
    has_empty_ |= (bits.slashes & (bits.slashes >> 1 | right.slashes << 63)) != 0;
    std::uint64_t gone = ones | ones << 1 | twos | twos << 1 | twos << 2;
    bits.spill = ones >> 63 | twos >> 63 | twos >> 62;
    gone |= taken(bits.slashes & ~ones, twos, bits.slashes);
    bits.kept = ~gone & valid;
    if (!has_last_ && bits.slashes != 0) {
      has_last_ = true;
      bits.kept |= (std::uint64_t{1} << (std::bit_width(bits.slashes) - 1)) & (ones | twos);
    }
    return bits;
  }

  /// Counts the `..` of a block and the segments that they take away; the bytes of these. Bits are reversed,
  /// so that the rightmost slash is the lowest one.
  std::uint64_t taken(std::uint64_t left, std::uint64_t twos, std::uint64_t slashes) noexcept {
    if (pending_ == 0 && twos == 0) return 0;
    left = reversed(left);
    twos = reversed(twos);
    std::uint64_t gone = 0, behind = 1;  // the segment's last byte
    std::size_t pending = pending_;
    for (;;) {
      const std::uint64_t next = pending != 0 ? left : left & twos;
      if (next == 0) break;
      const std::uint64_t here = next & (0 - next);
      left &= 0 - (here << 1);
      if ((twos & here) != 0) {
        ++pending;
      } else {
        gone |= (here << 1) - behind;
        --pending;
      }
      behind = here << 1;
    }
    pending_ = pending;
    gone = reversed(gone);
    // What stands before the first slash belongs to a segment that begins further left, and shares its fate.
    if (pending != 0) gone |= slashes == 0 ? ~std::uint64_t{0} : (slashes & (0 - slashes)) - 1;
    return gone;
  }

  static std::uint64_t reversed(std::uint64_t bits) noexcept {
    const auto swap = [&bits](unsigned by, std::uint64_t low) {
      bits = (bits >> by & low) | (bits & low) << by;
    };
    bits = __builtin_bswap64(bits);
    swap(4, 0x0f0f'0f0f'0f0f'0f0f);
    swap(2, 0x3333'3333'3333'3333);
    swap(1, 0x5555'5555'5555'5555);
    return bits;
  }

  void keep(std::size_t block, std::uint64_t kept) noexcept {
    while (kept != 0) {
      const auto top = static_cast<unsigned>(std::bit_width(kept));
      const auto run = static_cast<unsigned>(std::countl_one(kept << (64 - top)));
      if (block + top != piece_begin_) {
        move_piece();
        piece_end_ = block + top;
      }
      piece_begin_ = block + top - run;
      if (top == run) return;
      kept &= (std::uint64_t{1} << (top - run)) - 1;
    }
  }

  void move_piece() noexcept {
    const std::size_t bytes = piece_end_ - piece_begin_;
    to_ -= bytes;
    if (to_ == piece_begin_) return;
    if (bytes > kBlockBytes)
      std::memmove(text_ + to_, text_ + piece_begin_, bytes);
    else
      for (std::size_t i = bytes; i-- != 0;) text_[to_ + i] = text_[piece_begin_ + i];
  }

  char* text_;
  std::size_t size_;
  std::size_t piece_begin_, piece_end_;  // what stays, and was not moved yet
  std::size_t to_;                       // begin of what was moved
  std::size_t pending_ = 0;              // `..` that have yet to take a segment away
  bool has_last_ = false;                // the last slash of the text was read
  bool has_empty_ = false;
};

}  // namespace sluice::http
