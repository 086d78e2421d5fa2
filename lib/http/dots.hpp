// The dot segments of a path, as RFC 3986 5.2.4 removes them.
#pragma once

#include <cstddef>
#include <string_view>

namespace sluice::http {

/// A path without dot segments, and what was found on the way.
struct Dotless {
  std::string_view path;           ///< at the front of the text that was given
  bool climbs = false;             ///< a `..` found nothing to take away
  bool has_empty_segment = false;  ///< two slashes stood side by side
};

/// Removes the dot segments in place; a final one leaves its slash. `text` begins with a slash.
/// `has_escaped`: "%2e" is a dot too, in a segment of dots.
Dotless remove_dots(char* text, std::size_t size, bool has_escaped) noexcept;

}  // namespace sluice::http
