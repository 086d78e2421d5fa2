#include "route/leaf.hpp"

#include <algorithm>
#include <bit>
#include <new>

namespace sluice::route {
namespace {

constexpr unsigned kMaxLevels = 40;
constexpr unsigned kMaxBits = 16;
constexpr std::size_t kShortList = 4;  // a longer one is a sieve

std::uint32_t depth_of(const Draft& draft) noexcept { return draft.shape == Shape::Exact ? draft.length : 0; }

/// Segments of a path that a pattern looks at.
std::uint16_t segments_of(const Draft& draft) noexcept {
  return static_cast<std::uint16_t>(std::max(1, draft.length + (draft.shape == Shape::Tail)));
}

}  // namespace

/// `drafts`: one pattern, its methods in order.
void LeafWriter::write_entry(std::span<const Draft> drafts) {
  const Draft& first = drafts[0];
  Entry head{0, first.shape, first.variables, false, first.length, first.text_bytes};
  for (const Draft& draft : drafts) head.methods |= bit(draft.method);
  const std::size_t place = tables_.arena.size();
  if (place >= Child::kPlaces) throw std::bad_alloc();
  tables_.arena.resize(place + words_of(head));
  char* const start = reinterpret_cast<char*>(tables_.arena.data() + place);
  char* to = start;
  const auto put = [&to](const void* from, std::size_t size) {
    if (size != 0) std::memcpy(to, from, size);
    to += size;
  };
  put(&head, sizeof head);
  put(drafts_.places(first).data(), first.variables);
  put(drafts_.text(first).data(), first.text_bytes);
  to = start + 4 * words_for(static_cast<std::size_t>(to - start));
  for (const Draft& draft : drafts) put(&draft.spec, sizeof draft.spec);
  if (has_names(head))
    for (const Draft& draft : drafts) put(&draft.names, sizeof draft.names);
  patterns_.push_back({&first, static_cast<std::uint32_t>(place)});
}

/// Marks the exact entries that some path would rather give to a tail: it comes first, and no literals of the
/// two differ. (A prefix comes behind all of them.)
void LeafWriter::mark_yielding(std::size_t first_open) {
  constexpr std::size_t kMostPairs = 1 << 16;
  Patterns tails;
  for (const Placed& p : std::span(patterns_).subspan(first_open))
    if (p.draft->shape == Shape::Tail) tails.push_back(&p);
  const bool is_cheap = tails.size() * patterns_.size() <= kMostPairs;
  const auto meet = [&](const Draft& tail, const Draft& exact) {
    if (tail.length >= exact.length) return false;
    for (std::size_t i = 0; i < tail.length; ++i) {
      const std::uint64_t a = drafts_.glance(tail, i, i), b = drafts_.glance(exact, i, i);
      if (a != 0 && b != 0 && a != b) return false;
    }
    return true;
  };
  for (const Placed& p : patterns_) {
    if (p.draft->shape != Shape::Exact || p.draft->variables == 0) continue;
    const bool yields = std::ranges::any_of(tails, [&](const Placed* tail) {
      return tail->place < p.place && (!is_cheap || meet(*tail->draft, *p.draft));
    });
    Entry entry = tables_.entry(p.place);
    entry.yields = yields;
    std::memcpy(&tables_.arena[p.place], &entry, sizeof entry);
  }
}

/// Sorts the patterns by what they have in a range of segments: few may share a child, few may go into all.
LeafWriter::Plan LeafWriter::plan_of(const Patterns& patterns, std::size_t first, std::size_t last) {
  Plan plan{first, last};
  hashes_.clear();
  for (const Placed* p : patterns) {
    const std::uint64_t hash = drafts_.glance(*p->draft, first, last);
    if (hash == 0)
      ++plan.variables;
    else
      hashes_.push_back(hash);
  }
  std::ranges::sort(hashes_);
  plan.cost = plan.variables * plan.variables;
  for (std::size_t i = 0, end = 0; i < hashes_.size(); i = end, ++plan.literals) {
    while (end < hashes_.size() && hashes_[end] == hashes_[i]) ++end;
    plan.cost += (end - i) * (end - i + plan.variables);
  }
  return plan;
}

/// The best single segment, and its neighbours as long as they help.
LeafWriter::Plan LeafWriter::best_plan(const Patterns& patterns) {
  std::size_t positions = 0;
  for (const Placed* p : patterns) positions = std::max<std::size_t>(positions, p->draft->length);
  Plan best{.cost = UINT64_MAX};
  const auto improve = [&](std::size_t first, std::size_t last) {
    const Plan plan = plan_of(patterns, first, last);
    if (plan.literals == 0 || plan.cost >= best.cost) return false;
    best = plan;
    return true;
  };
  for (std::size_t i = 0; i < positions; ++i) improve(i, i);
  while (best.literals != 0 && ((best.last + 1 < positions && improve(best.first, best.last + 1)) ||
                                (best.first > 0 && improve(best.first - 1, best.last))))
    continue;
  return best;
}

Child LeafWriter::list(const Patterns& patterns) {
  if (patterns.size() > kShortList) return write_sieve(tables_, drafts_, patterns);
  const std::size_t place = tables_.arena.size();
  if (place >= Child::kPlaces) throw std::bad_alloc();
  tables_.arena.push_back(static_cast<std::uint32_t>(patterns.size()));
  for (const Placed* p : patterns) tables_.arena.push_back(p->place);
  return Child::of(Child::List, place);
}

/// A list where asking would not pay: no question tells the patterns apart, or variables would have to be
/// copied into more children than the budget has left.
Child LeafWriter::branch(const Patterns& patterns, unsigned level) {
  if (patterns.empty()) return {};
  if (patterns.size() == 1) return Child::of(Child::Single, patterns[0]->place);
  const Plan plan = best_plan(patterns);
  const std::size_t copies = plan.variables * (plan.literals + 1);
  const bool guards = plan.literals == 1 && plan.variables == 0;  // one literal that all have
  const bool pays = plan.cost < patterns.size() * patterns.size() || (guards && patterns.size() > kShortList);
  if (!pays || level == kMaxLevels || copies > budget_) return list(patterns);
  budget_ -= copies;
  return node(patterns, plan, level);
}

/// Bits of the hash that put the fewest different literals into one child. Levels begin with different ones,
/// so that what one could not tell apart the next one can. `hashes_`: the plan's literals, each once.
Question LeafWriter::question_of(const Plan& plan, unsigned level) {
  constexpr std::size_t kWorthTrying = 64;
  constexpr unsigned kTurns = 48;  // the lowest bits of a hash are poor
  const unsigned bits =
      std::min<unsigned>(kMaxBits, static_cast<unsigned>(std::bit_width(2 * hashes_.size() - 1)));
  Question best{static_cast<std::uint8_t>(plan.first), static_cast<std::uint8_t>(plan.last), 0,
                static_cast<std::uint8_t>(64 - bits)};
  std::size_t fewest = SIZE_MAX;
  for (unsigned n = 0; n < (hashes_.size() > kWorthTrying ? 1 : kTurns - bits) && fewest != 0; ++n) {
    Question question = best;
    question.turn = static_cast<std::uint8_t>((n + level * 11) % (kTurns - bits));
    counts_.assign(std::size_t{1} << bits, 0);
    std::size_t shared = 0;
    for (const std::uint64_t hash : hashes_) shared += counts_[question.child(hash)]++ != 0;
    if (shared < fewest) {
      fewest = shared;
      best = question;
    }
  }
  return best;
}

/// A child that has all that its parent had would ask the same question again.
Child LeafWriter::fill(Patterns own, const Patterns& any, std::size_t above, unsigned level) {
  own.insert(own.end(), any.begin(), any.end());
  std::ranges::sort(own, {}, [](const Placed* p) { return p->place; });
  return own.size() == above && above > 1 ? list(own) : branch(own, level + 1);
}

Child LeafWriter::node(const Patterns& patterns, const Plan& plan, unsigned level) {
  struct Filed {
    std::size_t child;
    const Placed* pattern;
  };
  Patterns any;
  std::vector<Filed> filed;
  hashes_.clear();
  for (const Placed* p : patterns)
    if (const auto hash = drafts_.glance(*p->draft, plan.first, plan.last); hash != 0)
      hashes_.push_back(hash);
  std::ranges::sort(hashes_);
  hashes_.erase(std::unique(hashes_.begin(), hashes_.end()), hashes_.end());
  const Question question = question_of(plan, level);
  const std::size_t children = std::size_t{1} << (64 - question.shift);
  for (const Placed* p : patterns) {
    if (const auto hash = drafts_.glance(*p->draft, plan.first, plan.last); hash != 0)
      filed.push_back({question.child(hash), p});
    else
      any.push_back(p);
  }
  std::ranges::stable_sort(filed, {}, &Filed::child);
  const std::size_t place = tables_.arena.size() + 1;  // of `other`, behind the question
  if (place >= Child::kPlaces) throw std::bad_alloc();
  tables_.arena.resize(place + 1 + children);
  std::memcpy(&tables_.arena[place - 1], &question, sizeof question);
  const Child other = branch(any, level + 1);
  std::fill(tables_.arena.begin() + static_cast<std::ptrdiff_t>(place),
            tables_.arena.begin() + static_cast<std::ptrdiff_t>(place + 1 + children), other.word);
  for (auto from = filed.begin(), to = from; from != filed.end(); from = to) {
    Patterns own;
    for (; to != filed.end() && to->child == from->child; ++to) own.push_back(to->pattern);
    const Child child = fill(std::move(own), any, patterns.size(), level);
    tables_.arena[place + 1 + from->child] = child.word;
  }
  return Child::of(Child::Node, place);
}

void LeafWriter::write(std::span<const Draft> sorted) {
  leaf_ = {};
  leaf_.entries = static_cast<std::uint32_t>(tables_.arena.size());
  patterns_.clear();
  for (std::size_t i = 0, end = 0; i < sorted.size(); i = end) {
    while (end < sorted.size() && drafts_.is_same_pattern(sorted[i], sorted[end])) ++end;
    write_entry(sorted.subspan(i, end - i));
    leaf_.max_depth = std::max(leaf_.max_depth, static_cast<std::uint16_t>(depth_of(sorted[i])));
    leaf_.segments = std::max(leaf_.segments, segments_of(sorted[i]));
  }
  leaf_.end = static_cast<std::uint32_t>(tables_.arena.size());
  std::vector<Patterns> depths(leaf_.max_depth + 1u);
  for (const Placed& p : patterns_) depths[depth_of(*p.draft)].push_back(&p);
  if (!depths[0].empty()) {
    leaf_.first_open = depths[0][0]->place;
    mark_yielding(static_cast<std::size_t>(depths[0][0] - patterns_.data()));
  }
  budget_ = 64 + 8 * patterns_.size();
  roots_.assign(depths.size(), {});
  for (std::size_t depth = 0; depth < depths.size(); ++depth) {
    Root& root = roots_[depth];
    root.child = branch(depths[depth], 0);
    if (root.child.kind() == Child::Node) root.question = tables_.at<Question>(root.child.place() - 1);
  }
}

std::uint32_t LeafWriter::finish() {
  const std::size_t place = tables_.arena.size();
  if (place >= Child::kPlaces) throw std::bad_alloc();
  tables_.arena.resize(place + words_for(sizeof leaf_ + roots_.size() * sizeof(Root)));
  std::memcpy(&tables_.arena[place], &leaf_, sizeof leaf_);
  std::memcpy(&tables_.arena[place + words_for(sizeof leaf_)], roots_.data(), roots_.size() * sizeof(Root));
  return static_cast<std::uint32_t>(place);
}

}  // namespace sluice::route
