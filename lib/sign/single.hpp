// A header that may stand once in a request.
#pragma once

#include <string_view>

#include "base/ascii.hpp"
#include "sluice/text.hpp"

namespace sluice::sign {

struct Single {
  std::string_view name;
  std::size_t count = 0;
  std::string_view value{};

  void take(const Header& header) noexcept {
    const std::string_view other = header.name;
    if (other.size() != name.size() || name.empty()) return;
    // Most names of the same length differ here.
    if ((((other.front() ^ name.front()) | (other.back() ^ name.back())) & ~0x20) != 0) return;
    if (!ascii::equals_ignoring_case(other, name)) return;
    value = ascii::trim(header.value);
    ++count;
  }
};

}  // namespace sluice::sign
