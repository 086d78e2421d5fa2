// What a plain scalar means: the core schema of YAML 1.2, which is JSON's types with a few more spellings.
// `yes`, `1:30` and dates are text.
#pragma once

#include <cstdint>
#include <string_view>

#include "json/tree.hpp"

namespace sluice::yaml {

/// What a scalar stands for.
struct Scalar {
  json::Kind kind = json::Kind::Text;
  bool is_out_of_range = false;  ///< a number that has no value here: `.inf`, `.nan`, `1e999`
  bool boolean = false;
  std::int64_t integer = 0;
  double number = 0;
};

Scalar read_plain(std::string_view text) noexcept;

}  // namespace sluice::yaml
