// The door to simdjson: text to a tree. What the library does not do is added here: a place for every error,
// a byte order mark that is skipped, and the rules of `Builder` (duplicate keys, depth, NUL, noncharacters).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "json/tree.hpp"
#include "sluice/result.hpp"

namespace sluice::json {

/// Why a text is no document, and where: by line and column (both from 1, the column in bytes) where the
/// syntax is wrong, by pointer where a rule about content is broken.
struct Fault {
  std::string_view what;  ///< constant: "duplicate key"
  std::size_t line = 0;   ///< 0: see `pointer`
  std::size_t column = 0;
  std::string pointer{};  ///< RFC 6901
};

/// Reads exactly one document. UTF-8 only; integers exact within 64 bits or not integers.
/// Cost: one pass of simdjson and one over its tape; stack use does not grow with the text.   Threads: any.
Result<Tree, Fault> read(std::string_view text);

}  // namespace sluice::json
