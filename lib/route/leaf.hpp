// Writes the APIs of one group in one environment into the tables.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "route/draft.hpp"
#include "route/tables.hpp"

namespace sluice::route {

/// Reused from leaf to leaf, so that its lists are allocated once.
class LeafWriter {
 public:
  LeafWriter(Tables& tables, const Drafts& drafts) noexcept : tables_(tables), drafts_(drafts) {}

  /// `sorted` by Drafts::precedes, no two APIs identical. Entries hold the numbers of specs as ids.
  /// Throws bad_alloc, also for a leaf past 2 GiB.
  Leaf write(std::span<const Draft> sorted);

 private:
  struct NewShape {
    Shape shape;
    std::uint32_t depth = 0;   ///< 0: open end
    std::uint32_t number = 0;  ///< place in Tables::shapes
  };
  struct NewEntry {
    std::uint32_t shape = 0;  ///< place in shapes_
    std::uint32_t first = 0;  ///< drafts [first, first + count): one pattern, several methods
    std::uint32_t count = 0;
  };

  void collect(std::span<const Draft> sorted);
  void place_shapes(Leaf& leaf);
  std::uint32_t write_entry(const NewEntry& entry, std::span<const Draft> sorted);
  void write_slots(const Leaf& leaf, std::span<const Draft> sorted, std::span<const std::uint32_t> places);

  Tables& tables_;
  const Drafts& drafts_;
  std::vector<NewShape> shapes_;
  std::vector<NewEntry> entries_;
  std::vector<std::uint32_t> entry_places_;
};

}  // namespace sluice::route
