// One request's way down a tree (see tables.hpp).
#include "route/split.hpp"
#include "route/tables.hpp"

namespace sluice::route {
namespace {

/// Compares the literal runs of the path, between its variables, with an entry's text.
bool is_text(const Entry& entry, const Split& split) noexcept {
  const std::string_view text = text_of(entry);
  std::size_t from = 0;
  const char* expected = text.data();
  const char* const end = expected + text.size();
  const auto run = [&](std::size_t to) noexcept {
    const std::size_t size = to - from;
    if (size > static_cast<std::size_t>(end - expected) || !split.words.equal(from, size, expected))
      return false;
    expected += size;
    return true;
  };
  for (const std::uint8_t place : places_of(entry)) {
    if (!run(split.at[place] + 1u)) return false;
    from = split.at[place + 1u];
  }
  return run(split.at[entry.length] + (entry.shape == Shape::Tail ? 1u : 0u)) && expected == end;
}

bool fits(const Entry& entry, const Split& split) noexcept {
  const bool has_more = entry.shape == Shape::Tail || entry.shape == Shape::PrefixSlash;
  if (split.count < entry.length + std::size_t{has_more}) return false;
  if (!is_text(entry, split)) return false;
  if (entry.shape == Shape::Tail && split.size(entry.length) == 0) return false;
  for (const std::uint8_t place : places_of(entry))
    if (split.size(place) == 0) return false;
  return true;
}

/// Follows the nodes.
Branch descend(const std::uint64_t* nodes, Branch branch, const Split& split) noexcept {
  while (branch.kind() == Branch::Node) {
    const std::uint64_t* node = nodes + branch.place();
    if (branch.position() >= split.count) {
      branch.word = *node;
    } else {
      const std::uint64_t hash = split.hash[branch.position()] >> branch.shift();
      branch.word = node[1 + (hash & ((std::uint64_t{1} << branch.bits()) - 1))];
    }
  }
  return branch;
}

/// What the end of the way is asked for.
struct Search {
  const Tables& tables;
  const Split& split;
  Methods wanted;
  Methods seen = 0;  ///< methods of what fits the path but not the method

  const Entry* take(std::uint32_t place) noexcept {
    const Entry& entry = tables.entry(place);
    if (!fits(entry, split)) return nullptr;
    if ((entry.methods & wanted) != 0) return &entry;
    seen |= entry.methods;
    return nullptr;
  }

  const Entry* in(Branch tree) noexcept {
    const std::uint64_t* nodes = tables.nodes.data();
    const Branch end = descend(nodes, tree, split);
    if (end.kind() == Branch::Single) return take(end.place());
    if (end.kind() == Branch::Nothing) return nullptr;
    const std::uint64_t* list = nodes + end.place();
    for (std::size_t i = 1; i <= list[0]; ++i)
      if (const Entry* entry = take(static_cast<std::uint32_t>(list[i]))) return entry;
    return nullptr;
  }
};

}  // namespace

/// Hands out what a match tells later.
void Match::take(const Tables& tables, const Entry& entry, const EntryApi& api, const Split& split) noexcept {
  reason = Reason::None;
  id = api.id;
  names_ = tables.text.data() + api.names;
  entry_ = &entry;
  const auto places = places_of(entry);
  const std::size_t known = std::min(places.size(), spans_.size());
  for (std::size_t i = 0; i < known; ++i)
    spans_[i] = {split.at[places[i]] + 1, static_cast<std::uint32_t>(split.size(places[i]))};
  rest_ = split.at[entry.length];
}

Match Tables::find(const Scope& scope, Method method, std::string_view path) const noexcept {
  Match match;
  match.scope = scope;
  match.path = path;
  match.reason = scope ? Reason::PathUnknown : scope.reason;
  if (scope.leaf == UINT32_MAX || path.empty() || path[0] != '/' || path.size() >= UINT32_MAX) return match;
  const Leaf& leaf = leaves[scope.leaf];
  const Split split(path, leaf.segments);
  Search search{*this, split, static_cast<Methods>(bit(method) | bit(Method::Any))};
  const Entry* best = split.count <= leaf.max_depth ? search.in(trees[leaf.trees + split.count]) : nullptr;
  if (leaf.first_open != UINT32_MAX && (best == nullptr || &entry(leaf.first_open) < best))
    if (const Entry* open = search.in(trees[leaf.trees]); open != nullptr && (best == nullptr || open < best))
      best = open;
  if (best != nullptr) {
    match.take(*this, *best, api_of(*best, method), split);
  } else if (search.seen != 0) {
    match.reason = Reason::MethodUnknown;
    match.allowed = search.seen;
  }
  return match;
}

Match Table::find(const Scope& scope, Method method, std::string_view path) const noexcept {
  return tables_->find(scope, method, path);
}

}  // namespace sluice::route
