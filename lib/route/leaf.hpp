// Writes the APIs of one group in one environment into the tables: entries, then a tree for each depth.
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
  /// Throws bad_alloc, also past 2^30 words of entries.
  Leaf write(std::span<const Draft> sorted);

 private:
  /// A pattern and where it was written.
  struct Pattern {
    const Draft* draft;
    std::uint32_t place;
  };
  using Patterns = std::vector<const Pattern*>;  // in order of precedence

  /// What a node that asks for one position would do.
  struct Question {
    std::size_t position = 0;
    std::size_t literals = 0;   ///< different ones, about
    std::size_t variables = 0;  ///< patterns that any child would have
    std::uint64_t cost = 0;     ///< sum over patterns of the patterns that their own child has
  };

  void write_entry(std::span<const Draft> drafts);
  Branch branch(const Patterns& patterns, unsigned level);
  Branch below(const Patterns& patterns, std::size_t above, unsigned level);
  Branch list(const Patterns& patterns);
  Branch node(const Patterns& patterns, const Question& question, unsigned level);
  Question ask(const Patterns& patterns, std::size_t position);
  Question best_question(const Patterns& patterns);
  std::uint64_t hash_at(const Pattern& pattern, std::size_t position) const noexcept;

  Tables& tables_;
  const Drafts& drafts_;
  std::vector<Pattern> patterns_;
  std::vector<std::uint32_t> counts_;
  std::size_t budget_ = 0;  ///< patterns that may still be put into children
};

}  // namespace sluice::route
