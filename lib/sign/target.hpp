// The parts of a request target, undecoded. Only the split: what is legal in them is decided where they are
// used.
#pragma once

#include <string_view>

namespace sluice::sign {

struct Target {
  std::string_view scheme;     // absolute form only
  std::string_view authority;  // absolute form only
  std::string_view path;
  std::string_view query;  // without `?`
};

/// Origin form (`/a?b`) or absolute form (`http://host/a?b`); anything else is all path.
constexpr Target split_target(std::string_view text) noexcept {
  Target target;
  const std::size_t colons = text.starts_with('/') ? std::string_view::npos : text.find("://");
  if (colons != std::string_view::npos && colons < text.find('?')) {
    target.scheme = text.substr(0, colons);
    text.remove_prefix(colons + 3);
    const std::size_t end = text.find_first_of("/?");
    target.authority = text.substr(0, end);
    text.remove_prefix(target.authority.size());
  }
  const std::size_t mark = text.find('?');
  target.path = text.substr(0, mark);
  if (mark != std::string_view::npos) target.query = text.substr(mark + 1);
  return target;
}

}  // namespace sluice::sign
