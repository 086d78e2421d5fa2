// A backend's path: literal text with `{name}` in between.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace sluice::backend {

/// A literal stretch, or the name inside `{}`.
struct Piece {
  std::string_view text;
  bool is_name = false;
};

/// Walks the pieces of a legal template in order.
class Pieces {
 public:
  explicit Pieces(std::string_view path) noexcept : rest_(path) {}
  std::optional<Piece> next() noexcept;

 private:
  std::string_view rest_;
};

/// Starts with '/', holds nothing but what may stand in a path, closes every brace, and has no dot segment.
bool is_path_template(std::string_view path) noexcept;

/// True where a segment is `.` or `..`, also when written with `%2e`.
bool has_dot_segment(std::string_view path) noexcept;

}  // namespace sluice::backend
