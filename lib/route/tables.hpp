// What a compiled table holds: flat arrays, found by hash, verified by bytes.
//
//   host  --hash-->  HostSlot  ->  Group  ->  Leaf (the APIs of one group in one environment)
//
//   Leaf  ->  tree[1..max_depth]   patterns that fit paths of exactly n segments
//             tree[0]              patterns with an open end: `{p+}` and prefixes
//
//   tree: a decision tree over hashes of segments
//     node     | position, shift, bits | other | child[0] ... child[2^bits - 1] |
//     the child of a path is child[hash(segment at position) >> shift, low bits]; `other` if it has no such
//     segment
//
//   entry: a pattern and the APIs that serve it, 8-aligned
//     | Entry | (id, names) for each method | places of variables | text: the pattern without its variables |
//
// A child holds every pattern that a path which leads there could fit: those with a literal of that hash, and
// those with a variable in that place, which therefore stand in several children. So nothing is ever looked
// up twice: a request goes down one way, and ends at nothing, one entry, or a short list, best first. Only
// there bytes are compared, with the whole pattern; nodes compare nothing, as a wrong turn ends at entries
// that do not fit. Entries lie in order of precedence, so of two the one that lies first answers.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "route/words.hpp"
#include "sluice/route.hpp"

namespace sluice::route {

enum class Shape : std::uint8_t { Exact, Tail, Prefix, PrefixSlash };

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

/// Where a tree, or a branch of one, goes on.
///
///     bits 63 .. 56   55 .. 48   47 .. 40   39 .. 32   31 .. 0
///          position   shift      bits       kind       place in Tables::nodes, or of an entry
struct Branch {
  enum Kind : std::uint8_t { Nothing, Node, Single, List };
  std::uint64_t word = 0;

  static Branch of(Kind kind, std::size_t place) noexcept { return {place | std::uint64_t{kind} << 32}; }
  static Branch node(std::size_t place, std::size_t position, unsigned shift, unsigned bits) noexcept {
    return {of(Node, place).word | std::uint64_t{bits} << 40 | std::uint64_t{shift} << 48 |
            std::uint64_t{position} << 56};
  }
  Kind kind() const noexcept { return static_cast<Kind>(word >> 32 & 0xff); }
  std::uint32_t place() const noexcept { return static_cast<std::uint32_t>(word); }
  unsigned bits() const noexcept { return word >> 40 & 0xff; }
  unsigned shift() const noexcept { return word >> 48 & 0xff; }
  std::size_t position() const noexcept { return word >> 56; }
};

struct Leaf {
  std::uint32_t entries = 0;              ///< place of the first
  std::uint32_t trees = 0;                ///< tree[0] in Tables::trees
  std::uint32_t first_open = UINT32_MAX;  ///< place of the first entry with an open end
  std::uint16_t max_depth = 0;            ///< of the last tree
  std::uint16_t segments = 1;             ///< most segments of a path that any pattern looks at
};

/// The fixed part of an entry.
struct Entry {
  Methods methods;
  std::uint8_t apis;  ///< one for each method
  Shape shape;
  std::uint8_t variables;  ///< without a tail
  std::uint16_t length;    ///< segments: all of Exact, those before a Tail, those of a Prefix
  std::uint16_t text_bytes;
};
struct EntryApi {
  std::uint32_t id;
  std::uint32_t names;  ///< place in Tables::text: size and bytes of each
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
  std::vector<Branch> trees;
  std::vector<std::uint64_t> nodes;  ///< of branches; and lists: count, places of entries
  std::vector<std::uint64_t>
      entries;       ///< from place 1; one word behind the last, so that texts are read by words
  std::string text;  ///< eight bytes longer than what is used
  std::uint32_t nameless = UINT32_MAX;  ///< the nameless group, if there is one
  std::uint32_t fallback = UINT32_MAX;  ///< DEFAULT group, reached by address
  std::uint32_t apis = 0;
  bool has_hosts = false;  ///< something but the nameless group

  std::string_view view(Slice slice) const noexcept { return {text.data() + slice.at, slice.size}; }
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
  return {reinterpret_cast<const EntryApi*>(&entry + 1), entry.apis};
}

/// The segments that are variables, counted from 0.
inline std::span<const std::uint8_t> places_of(const Entry& entry) noexcept {
  const auto apis = apis_of(entry);
  return {reinterpret_cast<const std::uint8_t*>(apis.data() + apis.size()), entry.variables};
}

inline std::string_view text_of(const Entry& entry) noexcept {
  const auto places = places_of(entry);
  return {reinterpret_cast<const char*>(places.data() + places.size()), entry.text_bytes};
}

/// Size of an entry in words.
inline std::size_t words_of(const Entry& entry) noexcept {
  return 1u + entry.apis + (entry.variables + entry.text_bytes + 7u) / 8;
}

inline constexpr Methods bit(Method method) noexcept {
  return static_cast<Methods>(1u << static_cast<unsigned>(method));
}

/// The API of `method`, which the entry has itself or by ANY.
inline const EntryApi& api_of(const Entry& entry, Method method) noexcept {
  const Method served = (entry.methods & bit(method)) != 0 ? method : Method::Any;
  std::size_t place = 0;
  for (unsigned before = entry.methods & (bit(served) - 1u); before != 0; before &= before - 1) ++place;
  return apis_of(entry)[place];
}

}  // namespace sluice::route
