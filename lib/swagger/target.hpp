// What entries refer to by name in the configuration that they are imported into.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "sluice/configuration.hpp"

namespace sluice::swagger {

/// Lifetime: borrows the configuration.
class Target {
 public:
  Target(const Configuration& configuration, std::string_view owner);

  /// The id of the object that is called so, or the name itself where there is none.
  std::string channel(std::string_view name) const { return find(channels_, name); }
  std::string authorizer(std::string_view name) const { return find(authorizers_, name); }
  std::string app(std::string_view name) const { return find(apps_, name); }

 private:
  using Names = std::unordered_map<std::string_view, std::string_view>;
  static std::string find(const Names& names, std::string_view name);
  Names channels_, authorizers_, apps_;
};

}  // namespace sluice::swagger
