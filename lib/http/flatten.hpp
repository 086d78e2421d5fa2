// Overlapping ranges become disjoint pieces, each owned by the range that is listed first among those that
// hold it. A sweep from the lowest number up; the ranges that hold the current number wait in a heap, first
// listed on top.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace sluice {

/// The numbers from `first` to `last`, and the place of a range in the list that was compiled.
template <class Number>
struct Piece {
  Number first;
  Number last;
  std::uint32_t owner;
};

/// Adds a piece, joined to the one before it where they touch and have one owner. `before(n)` is n - 1.
template <class Number, class Before>
void append(std::vector<Piece<Number>>& pieces, const Piece<Number>& piece, Before before) {
  if (!pieces.empty() && pieces.back().owner == piece.owner && pieces.back().last == before(piece.first)) {
    pieces.back().last = piece.last;
  } else {
    pieces.push_back(piece);
  }
}

/// `before(n)` is n - 1 and `after(n)` is n + 1; neither is asked beyond the ends of the numbers.
/// Cost: O(n log n); at most 2n - 1 pieces.
template <class Number, class Before, class After>
std::vector<Piece<Number>> flatten(std::vector<Piece<Number>> ranges, Before before, After after) {
  std::ranges::sort(ranges, {}, &Piece<Number>::first);
  std::vector<Piece<Number>> pieces;
  pieces.reserve(ranges.size());
  std::vector<Piece<Number>> open;  // heap of the ranges that began and may not have ended
  std::size_t next = 0;
  Number at{};
  while (next < ranges.size() || !open.empty()) {
    if (open.empty()) at = ranges[next].first;
    for (; next < ranges.size() && ranges[next].first == at; ++next) {
      open.push_back(ranges[next]);
      std::ranges::push_heap(open, std::greater{}, &Piece<Number>::owner);
    }
    Number last = open.front().last;
    if (next < ranges.size() && ranges[next].first <= last) last = before(ranges[next].first);
    append(pieces, {at, last, open.front().owner}, before);
    // Ranges that ended are dropped when they come to the top.
    while (!open.empty() && open.front().last <= last) {
      std::ranges::pop_heap(open, std::greater{}, &Piece<Number>::owner);
      open.pop_back();
    }
    if (!open.empty()) at = after(last);
  }
  return pieces;
}

}  // namespace sluice
