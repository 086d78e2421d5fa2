// Patterns that are nothing but text.
#pragma once

#include <string_view>

namespace sluice::regex {

constexpr bool is_plain(std::string_view pattern) noexcept {
  return pattern.find_first_of("\\.^$|?*+()[]{}") == pattern.npos;
}

}  // namespace sluice::regex
