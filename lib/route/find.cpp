// The walk over shapes (see tables.hpp).
#include <algorithm>

#include "route/split.hpp"
#include "route/tables.hpp"

namespace sluice::route {
namespace {

/// True where `shape` fits the number of segments, and no variable would be empty.
bool fits(const Tables& tables, const Shape& shape, const Split& split) noexcept {
  const std::size_t least =
      shape.length + (shape.kind == ShapeKind::Tail || shape.kind == ShapeKind::PrefixSlash);
  if (split.count < least) return false;
  if (shape.kind == ShapeKind::Tail && split.is_empty(shape.length)) return false;
  for (const std::uint8_t place : tables.places_of(shape))
    if (split.is_empty(place)) return false;
  return true;
}

std::uint64_t hash_of(const Tables& tables, const Shape& shape, const Split& split) noexcept {
  std::uint64_t hash = split.hash[shape.length];
  for (const std::uint8_t place : tables.places_of(shape)) hash ^= split.hash[place] ^ split.hash[place + 1u];
  return hash ^ salt_of(shape);
}

bool equal(const char* a, const char* b, std::size_t size) noexcept { return std::memcmp(a, b, size) == 0; }

/// Compares the literal runs of the path, between its variables, with the entry's text.
bool is_text(const Tables& tables, const Shape& shape, const Split& split, std::string_view path,
             std::string_view text) noexcept {
  const std::size_t end = split.at[shape.length] + (shape.kind == ShapeKind::Tail ? 1u : 0u);
  std::size_t from = 0, taken = 0;
  const auto run = [&](std::size_t to) noexcept {
    const std::size_t size = to - from;
    if (size > text.size() - taken || !equal(path.data() + from, text.data() + taken, size)) return false;
    taken += size;
    return true;
  };
  for (const std::uint8_t place : tables.places_of(shape)) {
    if (!run(split.at[place] + 1)) return false;
    from = split.at[place + 1u];
  }
  return run(end) && taken == text.size();
}

/// One request's walk.
struct Walk {
  const Tables& tables;
  const Leaf& leaf;
  std::string_view path;
  Split split;
  Methods wanted;
  Methods seen = 0;  ///< methods of what fits the path but not the method

  Walk(const Tables& t, const Leaf& l, std::string_view p, Method method) noexcept
      : tables(t),
        leaf(l),
        path(p),
        split(p, l.segments),
        wanted(static_cast<Methods>(bit(method) | bit(Method::Any))) {}

  /// The entry of `shape` that the path fits, or null.
  const Entry* look_up(const Depth& depth, std::uint32_t number) const noexcept {
    const Shape& shape = tables.shapes[number];
    const std::uint64_t hash = hash_of(tables, shape, split);
    const std::uint32_t* slots = tables.slots.data() + depth.slots;
    const std::uint32_t print = static_cast<std::uint32_t>(hash >> 32) >> leaf.entry_bits << leaf.entry_bits;
    const std::uint32_t entry_mask = (1u << leaf.entry_bits) - 1;
    for (auto at = static_cast<std::uint32_t>(hash) & depth.slot_mask; slots[at] != 0;
         at = (at + 1) & depth.slot_mask) {
      if ((slots[at] & ~entry_mask) != print) continue;
      const Entry& entry = tables.entry(leaf.entries + (slots[at] & entry_mask));
      if (entry.shape == number && is_text(tables, shape, split, path, text_of(entry))) return &entry;
    }
    return nullptr;
  }

  /// The same, where the methods fit as well.
  const Entry* serve(const Depth& depth, std::uint32_t number) noexcept {
    if (!fits(tables, tables.shapes[number], split)) return nullptr;
    const Entry* entry = look_up(depth, number);
    if (entry == nullptr) return nullptr;
    if ((entry->methods & wanted) != 0) return entry;
    seen |= entry->methods;
    return nullptr;
  }

  /// Shapes of the path's own depth and tails, merged by rank; then prefixes.
  const Entry* walk() noexcept {
    const Depth* depths = tables.depths.data() + leaf.depths;
    const Depth& open = depths[0];
    std::uint32_t tail = open.shapes;
    const std::uint32_t prefixes = tail + leaf.tail_count;
    if (split.count <= leaf.max_depth) {
      const Depth& depth = depths[split.count];
      for (std::uint32_t i = depth.shapes; i < depth.shapes + depth.shape_count; ++i) {
        for (; tail < prefixes && tables.shapes[tail].rank < tables.shapes[i].rank; ++tail)
          if (const Entry* entry = serve(open, tail)) return entry;
        if (const Entry* entry = serve(depth, i)) return entry;
      }
    }
    for (; tail < open.shapes + open.shape_count; ++tail)
      if (const Entry* entry = serve(open, tail)) return entry;
    return nullptr;
  }
};

}  // namespace

Match Tables::find(const Scope& scope, Method method, std::string_view path) const noexcept {
  Match match;
  match.scope = scope;
  match.path = path;
  match.reason = scope ? Reason::PathUnknown : scope.reason;
  if (scope.leaf == UINT32_MAX || path.empty() || path[0] != '/' || path.size() >= UINT32_MAX) return match;
  Walk walk(*this, leaves[scope.leaf], path, method);
  if (const Entry* entry = walk.walk()) {
    const EntryApi& api = api_of(*entry, method);
    match.reason = Reason::None;
    match.id = api.id;
    match.names_ = api.names;
    match.shape_ = entry->shape;
    match.slashes_ = walk.split.slashes;
  } else if (walk.seen != 0) {
    match.reason = Reason::MethodUnknown;
    match.allowed = walk.seen;
  }
  return match;
}

}  // namespace sluice::route
