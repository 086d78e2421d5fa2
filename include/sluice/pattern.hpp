/// Path patterns of APIs: what may stand in one, and what it means.
///
///     auto p = route::read_pattern("/orders/{id}/items", route::Mode::Normal);
///     if (!p) complain(route::text(p.error().kind), p.error().offset);
///
/// | segment   | matches                                                                     |
/// | --------- | --------------------------------------------------------------------------- |
/// | literal   | the same bytes; its own percent escapes are decoded once, so `/%61` is `/a` |
/// | `{name}`  | one whole segment that is not empty                                         |
/// | `{name+}` | one or more segments to the end, the first not empty; last, Mode::Normal    |
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/error.hpp"
#include "sluice/result.hpp"

namespace sluice::route {

/// How much of a path a pattern has to cover.
enum class Mode : std::uint8_t {
  Normal,  ///< all of it, the trailing slash included
  Prefix,  ///< its first segments: `/a` covers `/a`, `/a/` and `/a/b`, not `/ab`; `/a/` does not cover `/a`
};

enum class SegmentKind : std::uint8_t { Literal, Parameter, Tail };

/// One piece of a pattern between slashes.
struct Segment {
  SegmentKind kind = SegmentKind::Literal;
  std::string text;  ///< a literal's decoded bytes, or the variable's name
};

/// A pattern that was read. `/` alone has no segments and ends with a slash.
struct Pattern {
  std::vector<Segment> segments;
  Mode mode = Mode::Normal;
  bool ends_with_slash = false;  ///< this final slash is no segment
};

/// Why a text is no pattern.
enum class PatternFault : std::uint8_t {
  NotAbsolute = 1,  ///< it does not begin with a slash
  TooLong,          ///< over 512 bytes
  IllegalByte,      ///< none of letters, digits, `/`, `%`, `*` and the other path characters of RFC 3986
  BadEscape,        ///< '%' without two hex digits
  ForbiddenEscape,  ///< `%2F`, `%5C` or `%00`
  DotSegment,       ///< `.` or `..`, also when written with escapes
  EmptySegment,     ///< `//`
  PartialVariable,  ///< a brace that is not the first or last byte of its segment: `/abc{id}`
  NameIllegal,      ///< not 1 to 32 letters, digits, '-', '_', '.' that begin with a letter
  NameReserved,     ///< `x-stage`, or a name that begins with `x-apig-` or `x-sdk-`, in any case
  NameRepeated,     ///< the same variable twice
  TailNotLast,      ///< something stands behind `{name+}`
  TailInPrefix,     ///< `{name+}` in a pattern of Mode::Prefix
  OutOfMemory,
};

struct PatternError {
  PatternFault kind;
  std::size_t offset = 0;  ///< of the first byte that is wrong
};

/// Longest pattern, in bytes as written.
inline constexpr std::size_t kMaxPatternBytes = 512;

/// Reads a pattern.   Lifetime: the result owns its text.   Cost: one pass.   Threads: any.
/// Errors: the first fault from the left.
/// Source: the published gateway's user guide, request path and match mode of an API.
Result<Pattern, PatternError> read_pattern(std::string_view text, Mode mode) noexcept;

/// A sentence fragment for messages: "a variable must be a whole segment".
std::string_view text(PatternFault fault) noexcept;

/// The row of the published table that the fault belongs to: 2026 for a repeated name, 2012 for a reserved
/// one, else 2011.
error::Row row(PatternFault fault) noexcept;

}  // namespace sluice::route
