#include "route/leaf.hpp"

#include <algorithm>
#include <bit>
#include <new>

namespace sluice::route {
namespace {

constexpr unsigned kMaxLevels = 40;
constexpr unsigned kMaxBits = 16;

std::uint32_t depth_of(const Draft& draft) noexcept { return draft.shape == Shape::Exact ? draft.length : 0; }

/// Segments of a path that a pattern looks at.
std::uint16_t segments_of(const Draft& draft) noexcept {
  return static_cast<std::uint16_t>(std::max(1, draft.length + (draft.shape == Shape::Tail)));
}

/// Levels look at different bits, so that what one could not tell apart the next one can.
unsigned shift_of(unsigned level) noexcept { return level * 11 % 47; }

std::size_t bucket(std::uint64_t hash, unsigned shift, unsigned bits) noexcept {
  return (hash >> shift) & ((std::uint64_t{1} << bits) - 1);
}

}  // namespace

/// `drafts`: one pattern, its methods in order.
void LeafWriter::write_entry(std::span<const Draft> drafts) {
  const Draft& first = drafts[0];
  const std::string_view text = drafts_.text(first);
  const auto places = drafts_.places(first);
  Entry head{0,
             static_cast<std::uint8_t>(drafts.size()),
             first.shape,
             first.variables,
             first.length,
             first.text_bytes};
  for (const Draft& draft : drafts) head.methods |= bit(draft.method);
  const std::size_t place = tables_.entries.size();
  if (place >> 30 != 0) throw std::bad_alloc();
  tables_.entries.resize(place + words_of(head));
  char* to = reinterpret_cast<char*>(tables_.entries.data() + place);
  const auto put = [&to](const void* from, std::size_t size) {
    if (size != 0) std::memcpy(to, from, size);
    to += size;
  };
  put(&head, sizeof head);
  for (const Draft& draft : drafts) {
    const EntryApi api{draft.spec, draft.names};
    put(&api, sizeof api);
  }
  put(places.data(), places.size());
  put(text.data(), text.size());
  patterns_.push_back({&first, static_cast<std::uint32_t>(place)});
}

/// 0 where the pattern takes any segment, or has none there.
std::uint64_t LeafWriter::hash_at(const Pattern& pattern, std::size_t position) const noexcept {
  return position < pattern.draft->length ? drafts_.hashes(*pattern.draft)[position] : 0;
}

LeafWriter::Question LeafWriter::ask(const Patterns& patterns, std::size_t position) {
  const unsigned bits =
      std::min<unsigned>(kMaxBits, static_cast<unsigned>(std::bit_width(patterns.size())) + 2);
  counts_.assign(std::size_t{1} << bits, 0);
  Question question{position};
  for (const Pattern* pattern : patterns) {
    const std::uint64_t hash = hash_at(*pattern, position);
    if (hash == 0)
      ++question.variables;
    else if (counts_[bucket(hash, 0, bits)]++ == 0)
      ++question.literals;
  }
  question.cost = question.variables * question.variables;
  for (const std::uint64_t count : counts_) question.cost += count * (count + question.variables);
  return question;
}

LeafWriter::Question LeafWriter::best_question(const Patterns& patterns) {
  std::size_t positions = 0;
  for (const Pattern* pattern : patterns)
    positions = std::max<std::size_t>(positions, pattern->draft->length);
  Question best{.cost = UINT64_MAX};
  for (std::size_t i = 0; i < positions; ++i)
    if (const Question question = ask(patterns, i); question.literals != 0 && question.cost < best.cost)
      best = question;
  return best;
}

Branch LeafWriter::list(const Patterns& patterns) {
  const std::size_t place = tables_.nodes.size();
  tables_.nodes.push_back(patterns.size());
  for (const Pattern* pattern : patterns) tables_.nodes.push_back(pattern->place);
  return Branch::of(Branch::List, place);
}

/// A list where asking would not pay: no question tells the patterns apart, or variables would have to be
/// copied into more children than the budget has left.
Branch LeafWriter::branch(const Patterns& patterns, unsigned level) {
  if (patterns.empty()) return {};
  if (patterns.size() == 1) return Branch::of(Branch::Single, patterns[0]->place);
  const Question question = best_question(patterns);
  const std::size_t copies = question.variables * (question.literals + 1);
  const bool pays = question.cost < patterns.size() * patterns.size();
  if (!pays || level == kMaxLevels || copies > budget_) return list(patterns);
  budget_ -= copies;
  return node(patterns, question, level);
}

/// A child that has all that its parent had would ask the same question again.
Branch LeafWriter::below(const Patterns& patterns, std::size_t above, unsigned level) {
  return patterns.size() == above && above > 1 ? list(patterns) : branch(patterns, level + 1);
}

Branch LeafWriter::node(const Patterns& patterns, const Question& question, unsigned level) {
  const unsigned bits =
      std::min<unsigned>(kMaxBits, static_cast<unsigned>(std::bit_width(2 * question.literals - 1)));
  const unsigned shift = shift_of(level);
  const std::size_t place = tables_.nodes.size();
  tables_.nodes.resize(place + 1 + (std::size_t{1} << bits));
  Patterns any;
  std::vector<Patterns> children(std::size_t{1} << bits);
  for (const Pattern* pattern : patterns) {
    const std::uint64_t hash = hash_at(*pattern, question.position);
    if (hash == 0)
      any.push_back(pattern);
    else
      children[bucket(hash, shift, bits)].push_back(pattern);
  }
  const Branch other = branch(any, level + 1);
  tables_.nodes[place] = other.word;
  for (std::size_t i = 0; i < children.size(); ++i) {
    Patterns both = any;
    both.insert(both.end(), children[i].begin(), children[i].end());
    std::ranges::sort(both, {}, [](const Pattern* pattern) { return pattern->place; });
    tables_.nodes[place + 1 + i] =
        children[i].empty() ? other.word : below(both, patterns.size(), level).word;
  }
  return Branch::node(place, question.position, shift, bits);
}

Leaf LeafWriter::write(std::span<const Draft> sorted) {
  if (tables_.entries.empty()) tables_.entries.push_back(0);
  Leaf leaf;
  leaf.entries = static_cast<std::uint32_t>(tables_.entries.size());
  patterns_.clear();
  for (std::size_t i = 0, end = 0; i < sorted.size(); i = end) {
    while (end < sorted.size() && drafts_.is_same_pattern(sorted[i], sorted[end])) ++end;
    write_entry(sorted.subspan(i, end - i));
    leaf.max_depth = std::max(leaf.max_depth, static_cast<std::uint16_t>(depth_of(sorted[i])));
    leaf.segments = std::max(leaf.segments, segments_of(sorted[i]));
  }
  std::vector<Patterns> depths(leaf.max_depth + 1u);
  for (const Pattern& pattern : patterns_) depths[depth_of(*pattern.draft)].push_back(&pattern);
  if (!depths[0].empty()) leaf.first_open = depths[0][0]->place;
  budget_ = 64 + 8 * patterns_.size();
  leaf.trees = static_cast<std::uint32_t>(tables_.trees.size());
  tables_.trees.resize(leaf.trees + depths.size());
  for (std::size_t depth = 0; depth < depths.size(); ++depth)
    tables_.trees[leaf.trees + depth] = branch(depths[depth], 0);
  return leaf;
}

}  // namespace sluice::route
