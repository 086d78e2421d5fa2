// The APIs that a configuration puts in effect, in the order in which a path is tried against them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "json_read.hpp"
#include "sluice/pattern.hpp"

namespace cli {

/// One definition of an API in one environment. Views point into the document.
struct Route {
  std::string_view group;
  std::string_view environment;
  std::string_view method;
  std::string_view uri;
  std::string_view api;  ///< id
  std::string_view name;
  std::string_view version;  ///< empty: the definition in the group itself
  sluice::route::Pattern pattern;
};

/// By group, environment and precedence. `document` is one that compiles. Throws `Fault` where it is none.
std::vector<Route> list_routes(const json::Value& document);

}  // namespace cli
