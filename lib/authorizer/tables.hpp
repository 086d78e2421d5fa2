// A compiled authorizer.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "regex/pattern.hpp"
#include "sluice/authorizer.hpp"

namespace sluice::authorizer {

struct Identity {
  std::string name;
  Place place;
  std::optional<regex::Pattern> validation;
};

struct Authorizer::Tables {
  std::string id;
  std::string user_data;
  std::vector<Identity> identities;
  std::uint32_t ttl_seconds;
  Side side;
  bool needs_body;
};

}  // namespace sluice::authorizer
