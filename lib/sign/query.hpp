// The canonical query: pairs decoded, sorted, encoded, each with its `=`. A query that already is in that
// form is found in one pass and copied. Otherwise the pairs' offsets are sorted in a fixed array, and names
// and values are decoded as they are compared, so that nothing is ever stored decoded.
#pragma once

#include <cstddef>
#include <string_view>

#include "sign/sink.hpp"
#include "sluice/canonical.hpp"
#include "sluice/reason.hpp"

namespace sluice::sign {

inline constexpr std::size_t kMaxPairs = 16384;

struct QueryResult {
  Reason fault = Reason::None;  // SignedQueryIllegal: a bad escape, or more than kMaxPairs
  bool orders_differ = false;   // the two orders would give two texts
  bool too_many = false;
};

/// Writes the canonical form of a raw query.
/// Source: the signing guide, "canonical query string": by name and then by value; a raw `+` is a space.
QueryResult write_query(std::string_view raw, QueryOrder order, Sink& sink) noexcept;

}  // namespace sluice::sign
