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
    if (header.name.size() != name.size() || !ascii::equals_ignoring_case(header.name, name)) return;
    value = ascii::trim(header.value);
    ++count;
  }
};

}  // namespace sluice::sign
