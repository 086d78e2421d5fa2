/// What a configuration puts in effect: which definition of which API answers where, in the order of
/// matching, and why a request goes where it goes.
///
///     auto all = sluice::Publications::of(configuration);
///     for (auto& p : all->all()) print(p.environment, p.definition->req_method, p.definition->req_uri);
///     auto why = all->explain(request);
///
/// For people and tools: everything is read from the configuration as it is written, nothing from a plan.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/configuration.hpp"
#include "sluice/reason.hpp"
#include "sluice/request.hpp"
#include "sluice/result.hpp"
#include "sluice/route_explain.hpp"

namespace sluice {

/// One definition of an API in one environment. Points into the configuration.
struct Publication {
  const GroupSpec* group = nullptr;
  const ApiSpec* api = nullptr;         ///< the API itself: who it is
  const ApiSpec* definition = nullptr;  ///< what is in effect: its own, or that of a version
  std::string_view environment{};
  std::string_view version{};  ///< empty: the API's own definition
  std::string pointer{};       ///< RFC 6901: where the definition stands in the document
};

/// What names a group or an API: its id, or its name where it has none.
std::string_view id_of(const GroupSpec& group) noexcept;
std::string_view id_of(const ApiSpec& api) noexcept;

/// All publications of a configuration.
/// Lifetime: borrows the configuration, which must not change meanwhile.   Threads: any number may ask.
class Publications {
 public:
  /// Errors: PathUnknown where a path is no pattern, OutOfMemory. A configuration with other errors gives
  /// what can be read of it.
  static Result<Publications, Reason> of(const Configuration& configuration) noexcept;

  /// Group by group, environment by environment, and there in the order of matching.
  std::span<const Publication> all() const noexcept { return all_; }

  /// Compares a request with all of them; `chosen` and `losers` count in `all()`. Cost: looks at every API.
  route::Explanation explain(const Request& request, std::size_t most = 5) const noexcept;

  /// What `compile` finds wrong among them: APIs that never answer, and those that are the same; `spec` and
  /// `other` count in `all()`. Errors: OutOfMemory.
  Result<std::vector<route::Problem>, Reason> problems() const noexcept;

  /// The hosts that lead to the group of `all()[i]`, sorted. Throws std::bad_alloc.
  std::vector<std::string> hosts(std::size_t i) const { return list_.hosts(i); }

 private:
  const Configuration* configuration_ = nullptr;
  std::vector<Publication> all_;
  route::List list_;
  PathMode path_mode_ = PathMode::Strict;
};

/// One JSON object a publication: `group`, `env`, `method`, `match_mode`, `uri`, `api`, `name`, `version`,
/// `protocol`; `version` is null for the API's own definition. Throws std::bad_alloc.
std::string to_json(const Publication& publication);

/// One JSON object: `ok`, `reason`, `error_code`, `status`, `request` (as it was read), `chosen` (a
/// publication with `path_params` and `remainder`, or null) and `losers` (publications with `failed`,
/// `segment`, `wanted`, `got`, `why`). Throws std::bad_alloc.
std::string to_json(const Publications& publications, const route::Explanation& explanation);

}  // namespace sluice
