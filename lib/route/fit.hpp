// Whether a path fits an entry, byte by byte: where every way down a tree ends.
#pragma once

#include <cstddef>
#include <string_view>

#include "route/split.hpp"
#include "route/tables.hpp"

namespace sluice::route {

/// Compares the literal runs of the path, between its variables, with an entry's text.
inline bool has_text(const Entry& entry, const Split& split) noexcept {
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
    if (split.size(place) == 0 || !run(split.at[place] + 1u)) return false;
    from = split.at[place + 1u];
  }
  return run(split.at[entry.length] + (entry.shape == Shape::Tail ? 1u : 0u)) && expected == end;
}

inline bool fits(const Entry& entry, const Split& split) noexcept {
  if (entry.shape == Shape::Exact && entry.variables == 0)
    return split.bytes == entry.text_bytes && split.words.equal(0, split.bytes, text_of(entry).data());
  const bool has_more = entry.shape == Shape::Tail || entry.shape == Shape::PrefixSlash;
  if (split.count < entry.length + std::size_t{has_more} || !has_text(entry, split)) return false;
  return entry.shape != Shape::Tail || split.size(entry.length) != 0;
}

/// What the end of a way down a tree is asked for.
struct Search {
  const Tables& tables;
  const Split& split;
  Method method;
  Methods seen = 0;  ///< methods of what fits the path but not the method

  /// The entry at `place`, if it answers.
  const Entry* take(std::uint32_t place) noexcept {
    const Entry& entry = tables.entry(place);
    if (!fits(entry, split)) return nullptr;
    if ((entry.methods & (bit(method) | bit(Method::Any))) != 0) return &entry;
    seen |= entry.methods;
    return nullptr;
  }
};

}  // namespace sluice::route
