// Reads one path pattern into fixed room, so that a hundred thousand of them cost no allocation. The public
// `read_pattern` copies a Reading into a Pattern.
//
//     "/a%62/{id}/x"  ->  pieces  Literal "ab"   Parameter "id"   Literal "x"
//                         text    "/ab//x"   the pattern without its variables: what must stand in a path
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "sluice/pattern.hpp"

namespace sluice::route {

/// A segment, as a slice of Reading::text (Literal) or of the pattern as written (Parameter, Tail).
struct Piece {
  SegmentKind kind;
  std::uint16_t at;
  std::uint16_t size;
};

struct Reading {
  std::uint16_t count = 0;  ///< pieces, without the empty one of a final slash
  std::uint16_t text_bytes = 0;
  bool ends_with_slash = false;
  std::array<Piece, kMaxPatternBytes / 2> pieces;
  std::array<char, kMaxPatternBytes> text;

  std::string_view literal(const Piece& piece) const noexcept { return {text.data() + piece.at, piece.size}; }
  std::string_view fixed() const noexcept { return {text.data(), text_bytes}; }
};

/// Fills `reading`, or tells the first fault.
std::optional<PatternError> read(std::string_view pattern, Mode mode, Reading& reading) noexcept;

}  // namespace sluice::route
