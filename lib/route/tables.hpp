// What a compiled table holds: one array of words, found by hash, verified by bytes.
//
//   hosts    | tag, place |           a hash table of 8 bytes a slot: small enough to stay near the processor
//                 |
//   arena    ... entries, nodes | HostRecord  name | Leaf  roots | entries, nodes | HostRecord ...
//
//   Leaf     the APIs of one group in one environment, each pattern in the tree of its depth:
//              roots[1..max_depth]   patterns that fit paths of exactly n segments
//              roots[0]              patterns with an open end: `{p+}` and prefixes
//
//   node     | question | other | child[0] ... child[2^bits - 1] |
//              a question: hash what stands in the segments from `first` to `last`, take some bits of it. The
//              child of that number goes on; `other` where the path has no such segments
//   entry    | Entry | places of variables, text: the pattern without its variables | ids | names |
//              a pattern and the APIs that serve it, one a method
//   list     | count | places of entries, best first |
//   sieve    a long list, read by bits (see sieve.hpp)
//
// A child holds every pattern that a path which leads there could fit: those with literals of that hash, and
// those with a variable in one of the segments, which therefore stand in several children. So nothing is ever
// looked up twice: a request goes down one way, and ends at nothing, one entry, or a list. Only there bytes
// are compared, with the whole pattern; nodes compare nothing, as a wrong turn ends at entries that do not
// fit. Entries lie in order of precedence, so of two the one that lies first answers.
//
// What a request costs: one scan of the path, one hash for the host, one for each node (nearly always one or
// two), one comparison. While everything fits the caches that is all. In a large table each of these is a
// load that misses, one behind the other: the host's record (the leaf and its roots lie right behind it), a
// child, the entry. Three misses are the floor of this structure, so entries are kept short, roots carry
// their question, and children are half words: bytes a route decide how many misses reach memory.
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

inline constexpr std::uint32_t kNowhere = UINT32_MAX;

/// A name that was put into Tables::text.
struct Slice {
  std::uint32_t at = 0;
  std::uint32_t size = 0;
};

struct HostSlot {
  std::uint32_t tag = 0;
  std::uint32_t place = 0;  ///< of a HostRecord; 0: free
};

/// A host and where it leads. Its name follows.
struct HostRecord {
  std::uint32_t group;
  std::uint32_t leaf;  ///< of RELEASE, or kNowhere
  std::uint8_t size;
  bool via_subdomain;
  Tls min_tls;
  std::uint8_t unused;
};

struct Stage {
  std::uint32_t environment;
  std::uint32_t leaf;
};

struct Group {
  Slice name;
  std::uint32_t release_leaf = kNowhere;
  std::uint32_t first_stage = 0;  ///< other environments: stages [first_stage, next group's first_stage)
};

/// Where a tree goes on: a kind and a place. Zero: nowhere, nothing fits.
struct Child {
  enum Kind : std::uint32_t { Single, Node, List, Sieve };
  static constexpr std::size_t kPlaces = std::size_t{1} << 30;
  std::uint32_t word = 0;

  static Child of(Kind kind, std::size_t place) noexcept {
    return {static_cast<std::uint32_t>(kind << 30 | place)};
  }
  Kind kind() const noexcept { return static_cast<Kind>(word >> 30); }
  std::uint32_t place() const noexcept { return word & (kPlaces - 1); }
};

/// What a node asks of a path.
struct Question {
  std::uint8_t first = 0;
  std::uint8_t last = 0;
  std::uint8_t turn = 0;
  std::uint8_t shift = 0;  ///< 64 less the bits that are taken

  std::size_t child(std::uint64_t hash) const noexcept { return std::rotl(hash, turn) >> shift; }
};

struct Root {
  Child child;
  Question question;  ///< of the node, so that it need not be fetched first
};

/// Its roots follow: max_depth + 1.
struct Leaf {
  std::uint32_t entries = 0;  ///< place of the first
  std::uint32_t end = 0;      ///< behind the last
  std::uint32_t first_open = kNowhere;
  std::uint16_t max_depth = 0;
  std::uint16_t segments = 1;  ///< most segments of a path that any pattern looks at
};

/// The fixed part of an entry.
struct Entry {
  Methods methods;
  Shape shape;
  std::uint8_t variables;  ///< without a tail
  bool yields;             ///< a pattern with an open end may come before it
  std::uint16_t length;    ///< segments: all of Exact, those before a Tail, those of a Prefix
  std::uint16_t text_bytes;
};
static_assert(sizeof(HostRecord) == 12 && sizeof(Root) == 8 && sizeof(Leaf) == 16 && sizeof(Entry) == 8);

struct Tables {
  std::vector<HostSlot> hosts;       ///< a power of two, at most two thirds full
  std::vector<std::uint32_t> arena;  ///< from place 1; two words longer than what is used
  std::vector<Group> groups;         ///< one more than there are, for the last one's stages
  std::vector<Stage> stages;         ///< sorted by environment within a group
  std::vector<Slice> environments;
  std::vector<std::uint32_t> environments_by_name;
  std::vector<Slice> suffixes;
  std::string text;
  std::uint32_t nameless = kNowhere;  ///< the nameless group, if there is one
  std::uint32_t fallback = kNowhere;  ///< DEFAULT group, reached by address
  std::uint32_t apis = 0;
  bool has_hosts = false;  ///< something but the nameless group

  std::string_view view(Slice slice) const noexcept { return {text.data() + slice.at, slice.size}; }
  template <class T>
  const T& at(std::size_t place) const noexcept {
    return *reinterpret_cast<const T*>(arena.data() + place);
  }
  const Entry& entry(std::size_t place) const noexcept { return at<Entry>(place); }
  const Leaf& leaf(std::size_t place) const noexcept { return at<Leaf>(place); }
  std::size_t bytes() const noexcept;

  /// domains.cpp
  Scope scope_of(std::uint32_t group, std::string_view environment) const noexcept;
  Scope locate(const http::Host& host, std::string_view environment) const noexcept;
  Scope locate_group(std::string_view group, std::string_view environment) const noexcept;
  /// find.hpp. `slashes`: those of the path's first 64 bytes; the scope stands in the match already.
  void find(Match& match, Method method, std::string_view path, std::uint64_t slashes) const noexcept;
  static Table table(std::unique_ptr<const Tables> tables) noexcept { return Table(std::move(tables)); }
};

inline const Root* roots_of(const Leaf& leaf) noexcept { return reinterpret_cast<const Root*>(&leaf + 1); }

/// Bytes as whole words of the arena.
constexpr std::size_t words_for(std::size_t bytes) noexcept { return (bytes + 3) / 4; }

inline std::string_view name_of(const HostRecord& host) noexcept {
  return {reinterpret_cast<const char*>(&host + 1), host.size};
}

/// The segments that are variables, counted from 0.
inline std::span<const std::uint8_t> places_of(const Entry& entry) noexcept {
  return {reinterpret_cast<const std::uint8_t*>(&entry + 1), entry.variables};
}

inline std::string_view text_of(const Entry& entry) noexcept {
  return {reinterpret_cast<const char*>(&entry + 1) + entry.variables, entry.text_bytes};
}

inline std::size_t count_of(unsigned methods) noexcept {
  if ((methods & (methods - 1)) == 0) return methods != 0 ? 1 : 0;
  std::size_t count = 0;
  for (unsigned left = methods; left != 0; left &= left - 1) ++count;
  return count;
}

/// Ids of the entry's APIs in the order of their methods.
inline const std::uint32_t* ids_of(const Entry& entry) noexcept {
  return reinterpret_cast<const std::uint32_t*>(&entry + 1) +
         words_for(std::size_t{entry.variables} + entry.text_bytes);
}

inline bool has_names(const Entry& entry) noexcept {
  return entry.variables != 0 || entry.shape == Shape::Tail;
}

/// Size of an entry in words.
inline std::size_t words_of(const Entry& entry) noexcept {
  return words_for(sizeof entry) + words_for(std::size_t{entry.variables} + entry.text_bytes) +
         count_of(entry.methods) * (has_names(entry) ? 2 : 1);
}

inline constexpr Methods bit(Method method) noexcept {
  return static_cast<Methods>(1u << static_cast<unsigned>(method));
}

/// An API of an entry.
struct EntryApi {
  std::uint32_t id;
  std::uint32_t names;  ///< place in Tables::text: size and bytes of each; 0: none
};

/// The `n`th API of an entry.
inline EntryApi api_at(const Entry& entry, std::size_t n) noexcept {
  const std::uint32_t* ids = ids_of(entry);
  return {ids[n], has_names(entry) ? ids[n + count_of(entry.methods)] : 0};
}

/// The API of `method`, which the entry has itself or by ANY.
inline EntryApi api_of(const Entry& entry, Method method) noexcept {
  const Method served = (entry.methods & bit(method)) != 0 ? method : Method::Any;
  return api_at(entry, count_of(entry.methods & (unsigned{bit(served)} - 1u)));
}

}  // namespace sluice::route
