// The public face of pattern reading, and what its faults are called.
#include "sluice/pattern.hpp"

#include <array>
#include <new>

#include "route/reading.hpp"

namespace sluice::route {
namespace {

constexpr std::array<std::string_view, 15> kTexts = {
    "",
    "a path begins with a slash",
    "a path has at most 512 bytes",
    "a byte that no path may hold",
    "a '%' is followed by two hex digits",
    "an escaped slash, backslash or NUL",
    "a dot segment",
    "an empty segment",
    "a variable must be a whole segment",
    "a variable's name has 1 to 32 letters, digits, '-', '_' or '.' and begins with a letter",
    "a reserved name",
    "a variable that stands there twice",
    "nothing may follow {name+}",
    "{name+} in a prefix path",
    "out of memory",
};
static_assert(kTexts.size() == static_cast<std::size_t>(PatternFault::OutOfMemory) + 1);

Pattern pattern_of(std::string_view text, Mode mode, const Reading& reading) {
  Pattern pattern{{}, mode, reading.ends_with_slash};
  pattern.segments.reserve(reading.count);
  for (const Piece& piece : std::span(reading.pieces).first(reading.count)) {
    const bool is_literal = piece.kind == SegmentKind::Literal;
    pattern.segments.push_back(
        {piece.kind, std::string(is_literal ? reading.literal(piece) : text.substr(piece.at, piece.size))});
  }
  return pattern;
}

}  // namespace

Result<Pattern, PatternError> read_pattern(std::string_view text, Mode mode) noexcept try {
  Reading reading;
  if (const auto fault = read(text, mode, reading)) return *fault;
  return pattern_of(text, mode, reading);
} catch (const std::bad_alloc&) {
  return PatternError{PatternFault::OutOfMemory};
}

std::string_view text(PatternFault fault) noexcept {
  const auto n = static_cast<std::size_t>(fault);
  return n < kTexts.size() ? kTexts[n] : std::string_view{};
}

error::Row row(PatternFault fault) noexcept {
  if (fault == PatternFault::NameRepeated) return error::Row::RequestPathParametersDiffer;
  return fault == PatternFault::NameReserved ? error::Row::ForbiddenParameterValue
                                             : error::Row::InvalidParameterValue;
}

}  // namespace sluice::route
