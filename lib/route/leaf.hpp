// Writes the APIs of one group in one environment into the tables: entries, a tree for each depth, the leaf.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "route/draft.hpp"
#include "route/sieve.hpp"
#include "route/tables.hpp"

namespace sluice::route {

/// Reused from leaf to leaf, so that its lists are allocated once.
class LeafWriter {
 public:
  LeafWriter(Tables& tables, const Drafts& drafts) noexcept : tables_(tables), drafts_(drafts) {}

  /// Writes entries and trees. `sorted` by Drafts::precedes, no two APIs identical; entries hold the numbers
  /// of specs as ids. Throws bad_alloc, also where the arena is full.
  void write(std::span<const Draft> sorted);
  /// Writes the leaf itself, behind whatever should lie right before it. Its place.
  std::uint32_t finish();

 private:
  using Patterns = std::vector<const Placed*>;  // in order of precedence

  /// What a node that asks for a range of segments would do.
  struct Plan {
    std::size_t first = 0, last = 0;
    std::size_t literals = 0;   ///< different ones, about
    std::size_t variables = 0;  ///< patterns that any child would have
    std::uint64_t cost = 0;     ///< sum over patterns of the patterns that their own child has
  };

  void write_entry(std::span<const Draft> drafts);
  void mark_yielding(std::size_t first_open);
  Child branch(const Patterns& patterns, unsigned level);
  Child list(const Patterns& patterns);
  Child node(const Patterns& patterns, const Plan& plan, unsigned level);
  Child fill(Patterns own, const Patterns& any, std::size_t above, unsigned level);
  Plan plan_of(const Patterns& patterns, std::size_t first, std::size_t last);
  Plan best_plan(const Patterns& patterns);
  Question question_of(const Plan& plan, unsigned level);

  Tables& tables_;
  const Drafts& drafts_;
  Leaf leaf_;
  std::vector<Root> roots_;
  std::vector<Placed> patterns_;
  std::vector<std::uint64_t> hashes_;  // of the patterns that plan_of or node looks at
  std::vector<std::uint32_t> counts_;
  std::size_t budget_ = 0;  ///< patterns that may still be put into children
};

}  // namespace sluice::route
