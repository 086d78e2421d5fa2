// The parts of an exported file, each written into an object that is open.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "json/write.hpp"
#include "sluice/swagger.hpp"

namespace sluice::swagger {

/// The names of what a definition refers to by id.
struct Directory {
  explicit Directory(const Configuration& configuration);
  std::string channel(const std::string& reference) const { return name(channels, reference); }
  std::string authorizer(const std::string& reference) const { return name(authorizers, reference); }
  std::string app(const std::string& reference) const { return name(apps, reference); }

  using Names = std::unordered_map<std::string, std::string>;
  static std::string name(const Names& names, const std::string& reference);
  Names channels, authorizers, apps;
};

/// One API of a file and the policies that are bound to it; empty: none.
struct Written {
  const ApiSpec* definition = nullptr;
  const ThrottleSpec* throttle = nullptr;
  const AclSpec* acl = nullptr;
  std::string response{};
};

void write_operation(json::Writer& out, const Written& api, const Directory& names, Define define);
void write_backends(json::Writer& out, const ApiSpec& api, const Directory& names);
void write_ratelimit(json::Writer& out, const ThrottleSpec& throttle, const Directory& names);
void write_access_control(json::Writer& out, const AclSpec& acl);

/// Name of the security scheme that the API needs; empty: none.
std::string_view scheme_of(const ApiSpec& api) noexcept;

/// The residue of a part under `x-sluice`, where there is any.
template <class Part>
void write_own(json::Writer& out, const Part& part);

}  // namespace sluice::swagger
