// One request's way: its host's record, then down a tree (see tables.hpp). In a header, so that the two who
// match are each compiled as one piece.
#pragma once

#include "route/fit.hpp"
#include "route/sieve.hpp"
#include "route/split.hpp"
#include "route/tables.hpp"

namespace sluice::route {

/// The record of a canonical host name.
inline const HostRecord* find_host(const Tables& tables, std::string_view name) noexcept {
  if (tables.hosts.empty() || name.empty()) return nullptr;
  const Words words(name);
  const std::uint64_t hash = words.hash(0, name.size());
  const std::size_t mask = tables.hosts.size() - 1;
  for (std::size_t n = hash & mask;; n = (n + 1) & mask) {
    const HostSlot slot = tables.hosts[n];
    if (slot.place == 0) return nullptr;
    if (slot.tag != hash >> 32) continue;
    const HostRecord& host = tables.at<HostRecord>(slot.place);
    if (host.size == name.size() && words.equal(0, name.size(), name_of(host).data())) return &host;
  }
}

/// Where a host leads in RELEASE.
inline void enter(const Tables& tables, const HostRecord& host, Scope& scope) noexcept {
  scope.reason = Reason::None;
  scope.via_subdomain = host.via_subdomain;
  scope.min_tls = host.min_tls;
  scope.group_number = host.group;
  scope.environment_number = 0;
  scope.leaf = host.leaf;
  scope.tables = &tables;
}

/// Follows the nodes.
inline Child descend(const Tables& tables, const Root& root, const Split& split) noexcept {
  Child child = root.child;
  for (const Question* question = &root.question; child.kind() == Child::Node;) {
    const std::uint32_t* const other = &tables.at<std::uint32_t>(child.place());
    child.word = *other;
    if (question->last < split.count) {
      const std::uint32_t from = split.at[question->first] + 1u, to = split.at[question->last + 1u];
      if (to - from <= kMaxPatternBytes)
        child.word = other[1 + question->child(split.words.glance(from, to - from))];
    }
    if (child.kind() == Child::Node) question = &tables.at<Question>(child.place() - 1);
  }
  return child;
}

/// What answers at the end of a tree.
inline const Entry* search_in(Search& search, const Root& root) noexcept {
  const Child end = descend(search.tables, root, search.split);
  if (end.word == 0) return nullptr;
  if (end.kind() == Child::Single) return search.take(end.place());
  if (end.kind() == Child::Sieve) return sift(search, end.place());
  const std::uint32_t* const list = &search.tables.at<std::uint32_t>(end.place());
  for (std::size_t i = 1; i <= list[0]; ++i)
    if (const Entry* entry = search.take(list[i])) return entry;
  return nullptr;
}

/// Hands out what a match tells later.
inline void Match::take(const Tables& tables, const Entry& entry, Method method,
                        const Split& split) noexcept {
  const EntryApi api = api_of(entry, method);
  reason = Reason::None;
  id = api.id;
  names_ = tables.text.data() + api.names;
  entry_ = &entry;
  rest_ = split.at[entry.length];
  std::size_t n = 0;
  for (const std::uint8_t place : places_of(entry)) {
    if (n == spans_.size()) break;
    spans_[n++] = {split.at[place] + 1, static_cast<std::uint32_t>(split.size(place))};
  }
  captures_ = entry.variables;
  if (entry.shape != Shape::Tail) return;
  if (n < spans_.size()) spans_[n] = {rest_ + 1, static_cast<std::uint32_t>(path.size() - rest_ - 1)};
  ++captures_;
}

inline void Tables::find(Match& match, Method method, std::string_view path,
                         std::uint64_t slashes) const noexcept {
  match.path = path;
  match.reason = match.scope ? Reason::PathUnknown : match.scope.reason;
  if (match.scope.leaf == kNowhere || path.empty() || path[0] != '/' || path.size() >= UINT32_MAX) return;
  const Leaf& leaf = this->leaf(match.scope.leaf);
  const Root* const roots = roots_of(leaf);
  const Split split(path, leaf.segments, slashes);
  Search search{*this, split, method};
  const Entry* best = split.count <= leaf.max_depth ? search_in(search, roots[split.count]) : nullptr;
  if (leaf.first_open != kNowhere && (best == nullptr || best->yields))
    if (const Entry* open = search_in(search, roots[0]); open != nullptr && (best == nullptr || open < best))
      best = open;
  if (best != nullptr) {
    match.take(*this, *best, method, split);
  } else if (search.seen != 0) {
    match.reason = Reason::MethodUnknown;
    match.allowed = search.seen;
  }
}

}  // namespace sluice::route
