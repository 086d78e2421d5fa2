// What was wanted of a decision beside what was got.
#pragma once

#include <string>
#include <vector>

#include "json_read.hpp"

namespace cli {

/// One field that differs. `wanted` and `got` are JSON; `got` is empty where the field is absent.
struct Difference {
  std::string field;  ///< RFC 6901, from the decision
  std::string wanted;
  std::string got;
};

/// Where `got` differs from `wanted`: an object of `got` may have more members than are wanted, an array must
/// have the same number of elements, everything else must be equal.
std::vector<Difference> differences(const json::Value& wanted, const json::Value& got);

}  // namespace cli
