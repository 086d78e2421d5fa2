// The rules of a configuration. Everything that is wrong is reported, in document order within each kind of
// object, with the place, the row of the published table, and what it collides with.
//
// Rules of one field stand in tables (rules.hpp); rules between fields and objects are the functions of the
// check_*.cpp file that carries the object's name.
#pragma once

#include <vector>

#include "config/link.hpp"
#include "config/walk.hpp"
#include "sluice/configuration.hpp"
#include "sluice/diagnostic.hpp"
#include "sluice/route.hpp"

namespace sluice::config {

/// Cost: n log n at most.   Threads: any.   Throws std::bad_alloc only.
std::vector<Diagnostic> check(const Configuration& configuration, const Links& links);
std::vector<Diagnostic> check(const Configuration& configuration);

/// One definition of an API, the default group or a version's, and where it is in effect.
struct Definition {
  Definition(const Walk& walk, std::uint32_t number, const ApiSpec& spec);

  const ApiSpec& api;
  std::uint32_t group;
  std::string_view owner;
  std::vector<EnvironmentNumber> environments{};
  Result<route::Pattern, route::PatternError> pattern;  ///< of req_uri
  std::string route{};                                  ///< method, mode and path; empty where one is illegal
};

/// Parameters of one backend, and what they belong to.
struct BackendParameters {
  const std::vector<BackendParameterSpec>& parameters;
  std::string_view path;        ///< the backend's; empty: it has none
  std::string_view parent;      ///< the member that holds the path, from where the walk stands; empty: none
  std::string_view authorizer;  ///< the backend's; empty: none
};

// The parts, in the order in which they run.
void check_gateway(Walk& walk);
void check_environments(Walk& walk);
void check_groups(Walk& walk);
void check_apps(Walk& walk);
void check_authorizations(Walk& walk);
void check_throttles(Walk& walk);
void check_acls(Walk& walk);
void check_signature_keys(Walk& walk);
void check_channels(Walk& walk);
void check_authorizers(Walk& walk);
void check_versions(Walk& walk);

// Parts of a group and of an API; the walk stands at it.
/// The environments in which a definition of that API is published; the good ones are added to it.
void check_published(Walk& walk, std::uint32_t api, const std::vector<std::string>& environments,
                     Definition& definition);
void check_responses(Walk& walk, const std::vector<ResponseSpec>& responses);
void check_definition(Walk& walk, const Definition& definition);
void check_request_parameters(Walk& walk, const Definition& definition);
void check_backends(Walk& walk, const Definition& definition);
void check_backend_parameters(Walk& walk, const ApiSpec& api, const BackendParameters& backend);
void check_conditions(Walk& walk, const ApiSpec& api, const std::vector<ConditionSpec>& conditions);
void check_http_backend(Walk& walk, const Definition& definition, const BackendSpec& backend);
/// True where a backend on the gateway's own host is answered by its own API in that environment.
bool calls_itself(const Walk& walk, const Definition& definition, const BackendSpec& backend,
                  EnvironmentNumber environment);
/// A reference to an authorizer; `type` is FRONTEND or BACKEND.
void check_authorizer_reference(Walk& walk, std::string_view reference, std::string_view type,
                                std::string_view owner);

/// What two parameters of one place must not share: names of header fields are compared in any case.
std::string key_of_parameter(std::string_view location, std::string_view name);

/// A required URN of a function.
void check_urn(Report& report, std::string_view field, std::string_view urn);

/// How much of a path the API's pattern covers.
route::Mode mode_of(const ApiSpec& api) noexcept;
/// A pattern with its variables' names erased, so that two that match the same paths are the same text.
std::string normalised(const route::Pattern& pattern);

/// What counts inside one object: the published number, or the configured quota where that is larger (a quota
/// never takes away what exists).
std::size_t allowance(std::int64_t published, std::int64_t quota) noexcept;
void check_count(Report& report, std::string_view field, std::size_t count, std::size_t most, error::Row row);

}  // namespace sluice::config
