// A long list of patterns that no question tells apart, read by bits: bit n of a row is the list's pattern n.
//
//   | patterns, width, positions, next | entries | a row for each method | where each position begins |
//   position: | slots - 1 | other | empty | absent | slots: tag and row ... |
//
// A position's rows hold the patterns that take what a path has there: a literal that is in the slots,
// another segment, an empty one, or none at all. The patterns that are in all of a path's rows are those that
// fit, best first. So a path costs a row a segment, at one bit a pattern, whatever the patterns were made
// for: a set built so that a matcher tries one pattern after the other gains nothing.
#pragma once

#include <cstdint>
#include <span>

#include "route/draft.hpp"
#include "route/fit.hpp"

namespace sluice::route {

/// Most patterns of one sieve; more stand in the next one.
inline constexpr std::size_t kMaxSieve = 1024;

/// The fixed part of a sieve; places count from here.
struct Sieve {
  std::uint32_t patterns;
  std::uint32_t width;  ///< words of a row, a multiple of four
  std::uint32_t positions;
  Child next;
};

/// The best entry of the sieve, and of those behind it, that answers.
const Entry* sift(Search& search, std::uint32_t place) noexcept;

/// A pattern and where its entry was written.
struct Placed {
  const Draft* draft;
  std::uint32_t place;
};

/// Writes a sieve of patterns in order of precedence.
Child write_sieve(Tables& tables, const Drafts& drafts, std::span<const Placed* const> patterns);

}  // namespace sluice::route
