// What a compiled table holds: flat arrays, found by hash, verified by bytes.
//
//   host  --hash-->  HostSlot  ->  Group  ->  Leaf (the APIs of one group in one environment)
//
//   Leaf  ->  Depth[1..max_depth]   patterns that fit paths of exactly n segments
//             Depth[0]              patterns with an open end: `{p+}`, then prefixes
//
//   Depth ->  Shape[], best first   a shape is a pattern without its literals: which segments are variables
//             slots                 open addressing: hash of the literal segments -> Entry
//
//   Entry: 8 bytes and more, 8-aligned
//     shape | methods | text bytes | (id, names) for each method | text: the pattern without its variables
//
// To match, each shape of the path's depth asks the slots once: the hash of the path's segments at the
// shape's literal places, a fingerprint, then the entry's text. The first shape whose entry has the method
// wins, because shapes are in order of precedence, and one shape with one text is one pattern. Nothing
// depends on an earlier step but the order, so the loads overlap; and there are as many steps as shapes,
// however the path was chosen.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/route.hpp"

namespace sluice::route {

enum class ShapeKind : std::uint8_t { Exact, Tail, Prefix, PrefixSlash };

/// Which segments are variables, and what follows them.
struct Shape {
  std::uint32_t rank = 0;  ///< place in the order of precedence within its leaf
  std::uint16_t length =
      0;  ///< segments that are counted: all of Exact, those before a Tail, those of a Prefix
  ShapeKind kind = ShapeKind::Exact;
  std::uint8_t variables = 0;  ///< without the tail
  std::uint32_t places = 0;    ///< where their segment numbers stand in Tables::places
};

/// A name that was put into Tables::text.
struct Slice {
  std::uint32_t at = 0;
  std::uint32_t size = 0;
};

struct HostSlot {
  static constexpr std::uint32_t kFree = UINT32_MAX;
  std::uint32_t tag = 0;
  std::uint32_t group = kFree;
  std::uint32_t text = 0;  ///< place in Tables::text
  std::uint8_t size = 0;
  bool via_subdomain = false;
  Tls min_tls = Tls::Unknown;
};

struct Stage {
  std::uint32_t environment;
  std::uint32_t leaf;
};

struct Group {
  Slice name;
  std::uint32_t release_leaf = UINT32_MAX;
  std::uint32_t first_stage = 0;  ///< other environments: stages [first_stage, next group's first_stage)
};

struct Depth {
  std::uint32_t slots = 0;   ///< first slot
  std::uint32_t shapes = 0;  ///< first shape
  std::uint32_t shape_count = 0;
  std::uint32_t slot_mask = 0;  ///< slots - 1; with no shapes, slot 0 stands for all
};

struct Leaf {
  std::uint32_t depths = 0;     ///< Depth[0]
  std::uint32_t entries = 0;    ///< base of the entries, in 8 bytes
  std::uint16_t max_depth = 0;  ///< last Depth
  std::uint16_t segments = 1;   ///< most segments of a path that any pattern looks at
  std::uint8_t entry_bits = 0;  ///< low bits of a slot: entry, counted from the base; the rest: fingerprint
  Methods methods = 0;
  std::uint32_t tail_count = 0;  ///< of Depth[0]'s shapes; the others are prefixes
};

/// The fixed part of an entry; `apis[popcount(methods)]` and the text follow.
struct Entry {
  std::uint32_t shape;
  Methods methods;
  std::uint8_t unused;
  std::uint16_t text_bytes;
};
struct EntryApi {
  std::uint32_t id;
  std::uint32_t names;  ///< place in Tables::text: count, then size and bytes of each
};
static_assert(sizeof(Entry) == 8 && sizeof(EntryApi) == 8);

struct Tables {
  std::vector<HostSlot> hosts;  ///< a power of two, at most two thirds full
  std::vector<Group> groups;    ///< one more than there are, for the last one's stages
  std::vector<Stage> stages;    ///< sorted by environment within a group
  std::vector<Slice> environments;
  std::vector<std::uint32_t> environments_by_name;
  std::vector<Slice> suffixes;
  std::vector<Leaf> leaves;
  std::vector<Depth> depths;
  std::vector<Shape> shapes;
  std::vector<std::uint8_t> places;
  std::vector<std::uint32_t> slots;  ///< 0: free
  std::vector<std::uint64_t> entries;
  std::string text;
  std::uint32_t nameless = UINT32_MAX;  ///< the nameless group, if there is one
  std::uint32_t fallback = UINT32_MAX;  ///< DEFAULT group, reached by address
  std::uint32_t apis = 0;
  bool has_hosts = false;  ///< something but the nameless group

  std::string_view view(Slice slice) const noexcept { return {text.data() + slice.at, slice.size}; }
  std::span<const std::uint8_t> places_of(const Shape& shape) const noexcept {
    return {places.data() + shape.places, shape.variables};
  }
  const Entry& entry(std::size_t place) const noexcept {
    return *reinterpret_cast<const Entry*>(entries.data() + place);
  }
  std::size_t bytes() const noexcept;

  /// domains.cpp
  Scope scope_of(std::uint32_t group, std::string_view environment) const noexcept;
  Scope locate(const http::Host& host, std::string_view environment) const noexcept;
  Scope locate_group(std::string_view group, std::string_view environment) const noexcept;
  /// find.cpp
  Match find(const Scope& scope, Method method, std::string_view path) const noexcept;
  static Table table(std::unique_ptr<const Tables> tables) noexcept { return Table(std::move(tables)); }
};

inline std::span<const EntryApi> apis_of(const Entry& entry) noexcept {
  return {reinterpret_cast<const EntryApi*>(&entry + 1),
          static_cast<std::size_t>(std::popcount(static_cast<unsigned>(entry.methods)))};
}

inline std::string_view text_of(const Entry& entry) noexcept {
  const auto apis = apis_of(entry);
  return {reinterpret_cast<const char*>(apis.data() + apis.size()), entry.text_bytes};
}

inline constexpr Methods bit(Method method) noexcept {
  return static_cast<Methods>(1u << static_cast<unsigned>(method));
}

/// The API of `method`, which the entry has itself or by ANY.
inline const EntryApi& api_of(const Entry& entry, Method method) noexcept {
  const Method served = (entry.methods & bit(method)) != 0 ? method : Method::Any;
  const auto before = static_cast<unsigned>(entry.methods) & (bit(served) - 1u);
  return apis_of(entry)[static_cast<std::size_t>(std::popcount(before))];
}

/// Tells the open-ended shapes of one hash apart; an exact shape needs none.
inline std::uint64_t salt_of(const Shape& shape) noexcept {
  if (shape.kind == ShapeKind::Exact) return 0;
  return (4u * shape.length + static_cast<unsigned>(shape.kind)) * std::uint64_t{0xa076'1d64'78bd'642f};
}

/// The hash of a whole name: hosts and groups.
std::uint64_t name_hash(std::string_view name) noexcept;

}  // namespace sluice::route
