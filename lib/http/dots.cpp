// Removes dot segments from the left, 64 bytes at a time.
//
//     /a/b/../c/./d     what stands between dot segments moves left in one piece each; a `..` takes back the
//                       segment before it, which was moved already or is the end of the piece at hand
//
// A block is seen as bits: where its slashes and dots are, so where dot segments begin. So a path costs
// little for each byte, and as little again for each dot segment.
#include "http/dots.hpp"

#include <bit>
#include <cstdint>
#include <cstring>

#include "http/scan.hpp"

namespace sluice::http {
namespace {

/// A block; bit n is its byte n.
struct Marks {
  std::uint64_t slashes = 0, dots = 0;
  std::uint64_t ends = 0;  ///< slashes, and the end of the text, which ends a segment as they do
  std::uint64_t percents = 0, twos = 0, es = 0;
};

template <bool kEscaped>
Marks marks_of(std::string_view text, std::size_t block) noexcept {
  if (block > text.size()) return {};
  if (block == text.size()) return {.ends = 1};
  Marks marks;
  if (text.size() - block < Scan::kBytes) {
    marks.slashes = bits_at(text, block, '/');
    marks.dots = bits_at(text, block, '.');
    marks.ends = marks.slashes | std::uint64_t{1} << (text.size() - block);
    if (!kEscaped) return marks;
    marks.percents = bits_at(text, block, '%');
    marks.twos = bits_at(text, block, '2');
    marks.es = bits_at(text, block, 'e') | bits_at(text, block, 'E');
    return marks;
  }
  for (std::size_t i = 0; i < Scan::kBytes; i += kBlockBytes) {
    const Block bytes = block_at(text.data() + block + i);
    marks.slashes |= bits_of(equal(bytes, '/')) << i;
    marks.dots |= bits_of(equal(bytes, '.')) << i;
    if (!kEscaped) continue;
    marks.percents |= bits_of(equal(bytes, '%')) << i;
    marks.twos |= bits_of(equal(bytes, '2')) << i;
    marks.es |= bits_of(equal(bytes | filled(0x20), 'e')) << i;
  }
  marks.ends = marks.slashes;
  return marks;
}

/// Where dot segments begin in a block.
struct DotSegments {
  std::uint64_t ones = 0;  ///< `.`
  std::uint64_t all = 0;   ///< and `..`
};

template <bool kEscaped>
DotSegments segments_in(const Marks& here, const Marks& next) noexcept {
  // Bit n: what stands `by` bytes behind byte n.
  const auto of = [&](std::uint64_t Marks::*bits, int by) {
    return here.*bits >> by | next.*bits << (64 - by);
  };
  const auto ends = [&](int by) { return of(&Marks::ends, by); };
  const auto dot = [&](int by) { return of(&Marks::dots, by); };
  std::uint64_t ones = dot(1) & ends(2), twos = dot(1) & dot(2) & ends(3);
  if constexpr (kEscaped) {
    const auto escaped = [&](int by) {
      return of(&Marks::percents, by) & of(&Marks::twos, by + 1) & of(&Marks::es, by + 2);
    };
    ones |= escaped(1) & ends(4);
    twos |= dot(1) & escaped(2) & ends(5);
    twos |= escaped(1) & ((dot(4) & ends(5)) | (escaped(4) & ends(7)));
  }
  return {ones & here.slashes, (ones | twos) & here.slashes};
}

/// Behind one dot, plain or escaped.
std::size_t behind_dot(const char* text, std::size_t at) noexcept { return at + (text[at] == '.' ? 1 : 3); }

/// Moves text[from, end) to `to`, which lies left of it; a short piece with whatever follows it, where that
/// was read before.
inline void move(char* text, std::size_t size, std::size_t to, std::size_t from, std::size_t end) noexcept {
  const std::size_t bytes = end - from;
  if (bytes <= kBlockBytes && end - to >= kBlockBytes && size - from >= kBlockBytes) {
    const Block piece = block_at(text + from);
    std::memcpy(text + to, &piece, kBlockBytes);
  } else if (to != from) {
    std::memmove(text + to, text + from, bytes);
  }
}

/// The last of the block's slashes before its byte `at`; `at` where there is none.
unsigned slash_before(std::uint64_t slashes, unsigned at) noexcept {
  const std::uint64_t left = slashes & ((std::uint64_t{1} << at) - 1);
  return left == 0 ? at : static_cast<unsigned>(std::bit_width(left)) - 1;
}

template <bool kEscaped>
Dotless remove(char* const text, const std::size_t size) noexcept {
  std::size_t from = 0, out = 0;  // text[0, out) stands as it will; text[from, ...) comes next
  std::uint64_t empty = 0;
  bool climbs = false;
  Marks next = marks_of<kEscaped>({text, size}, 0);
  for (std::size_t block = 0; block < size; block += Scan::kBytes) {
    // What moves lies left of the block, so this one and the next still stand as they were.
    const Marks here = next;
    next = marks_of<kEscaped>({text, size}, block + Scan::kBytes);
    empty |= here.slashes & (here.slashes >> 1 | next.slashes << 63);
    const DotSegments dots = segments_in<kEscaped>(here, next);
    for (std::uint64_t all = dots.all; all != 0;) {
      const auto at = static_cast<unsigned>(std::countr_zero(all));
      const std::size_t slash = block + at;
      all &= all - 1;
      const bool is_parent = (dots.ones >> at & 1) == 0;
      // What the piece keeps; a `..` takes its last segment, if that begins in this block.
      std::size_t stays = slash;
      if (from != slash) {
        if (is_parent) {
          const unsigned before = slash_before(here.slashes, at);
          if (before != at && block + before >= from) stays = block + before;
        }
        if (from != stays) {
          move(text, size, out, from, stays);
          out += stays - from;
        }
      }
      from = kEscaped ? behind_dot(text, slash + 1) : slash + 2;
      if (!is_parent) {
        // As many as follow one another go at once.
        const std::uint64_t run = kEscaped ? 0 : dots.ones >> at & 0x5555'5555'5555'5555;
        if ((run & 4) == 0) continue;
        const auto pairs = static_cast<unsigned>(std::countr_one(run | run << 1)) / 2;
        from = slash + 2 * pairs;
        all &= ~std::uint64_t{1} << (at + 2 * (pairs - 1));
        continue;
      }
      from = kEscaped ? behind_dot(text, from) : from + 1;
      if (stays != slash) continue;
      if (out == 0)
        climbs = true;
      else
        while (text[--out] != '/') {
        }
    }
  }
  const bool ends_in_dots = from == size;
  move(text, size, out, from, size);
  out += size - from;
  if (ends_in_dots) text[out++] = '/';
  return {{text, out}, climbs, empty != 0};
}

}  // namespace

Dotless remove_dots(char* text, std::size_t size, bool has_escaped) noexcept {
  return has_escaped ? remove<true>(text, size) : remove<false>(text, size);
}

}  // namespace sluice::http
