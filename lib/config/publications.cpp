// The definitions in effect as they are linked, ordered and compared by the plain list of routes.
#include "sluice/publications.hpp"

#include <new>
#include <utility>

#include "config/compiler.hpp"
#include "config/link.hpp"

namespace sluice {
namespace {

using config::Effective;

route::Protocols protocols_of(const ApiSpec& api) noexcept {
  if (api.req_protocol == "HTTP") return route::Protocols::Http;
  return api.req_protocol == "BOTH" ? route::Protocols::Both : route::Protocols::Https;
}

PathMode path_mode_of(std::string_view text) noexcept {
  if (text == "apig") return PathMode::Apig;
  return text == "raw" ? PathMode::Raw : PathMode::Strict;
}

/// What route::list borrows while it reads.
struct Roads {
  explicit Roads(const Configuration& from) {
    for (const EnvironmentSpec& spec : from.environments) environments.push_back(spec.name);
    for (const std::string& suffix : from.gateway.subdomain_suffixes) suffixes.push_back(suffix);
    for (const GroupSpec& group : from.groups) {
      groups.push_back(id_of(group));
      if (group.is_default == 1) domains.default_group = id_of(group);
      for (const DomainSpec& domain : group.url_domains)
        independent.push_back({.host = domain.url_domain, .group = id_of(group)});
    }
    domains.independent = independent;
    domains.suffixes = suffixes;
    domains.groups = groups;
    domains.environments = environments;
    domains.ip_access = from.gateway.ip_access;
  }
  Roads(const Roads&) = delete;
  Roads& operator=(const Roads&) = delete;

  std::vector<route::Domain> independent;
  std::vector<std::string_view> suffixes, groups, environments;
  route::Domains domains;
};

Publication publication_of(const Configuration& from, const config::Links& links,
                           const Effective& effective) {
  const auto number = static_cast<std::size_t>(effective.environment);
  const config::ApiPlace place = links.place(effective.api);
  Publication made{&links.group_of(effective.api), &links.api_spec(effective.api), effective.definition,
                   number == 0 ? route::kRelease : std::string_view(from.environments[number - 1].name)};
  if (effective.version == Effective::kOwn) {
    made.pointer = "/groups/" + std::to_string(place.group) + "/apis/" + std::to_string(place.api);
  } else {
    made.version = from.versions[effective.version].version_id;
    made.pointer = "/versions/" + std::to_string(effective.version) + "/definition";
  }
  return made;
}

std::vector<route::Spec> specs_of(std::span<const Publication> publications) {
  std::vector<route::Spec> specs;
  for (const Publication& p : publications)
    specs.push_back({.method = p.definition->req_method,
                     .path = p.definition->req_uri,
                     .mode = p.definition->match_mode == "SWA" ? route::Mode::Prefix : route::Mode::Normal,
                     .group = id_of(*p.group),
                     .environment = p.environment,
                     .name = p.definition->name});
  return specs;
}

Result<route::List, Reason> list_of(std::span<const Publication> publications, const Roads& roads) {
  std::vector<route::Protocols> protocols;
  for (const Publication& p : publications) protocols.push_back(protocols_of(*p.definition));
  return route::list(specs_of(publications), roads.domains, protocols);
}

}  // namespace

std::string_view id_of(const GroupSpec& group) noexcept { return config::id_of(group); }
std::string_view id_of(const ApiSpec& api) noexcept { return config::id_of(api); }

Result<Publications, Reason> Publications::of(const Configuration& configuration) noexcept try {
  const config::Links links(configuration);
  const Roads roads(configuration);
  std::vector<Publication> found;
  for (const Effective& effective : links.effective())
    found.push_back(publication_of(configuration, links, effective));

  const auto unordered = list_of(found, roads);
  if (!unordered) return unordered.error();
  Publications made;
  for (const std::size_t place : unordered->order()) made.all_.push_back(std::move(found[place]));
  auto list = list_of(made.all_, roads);
  if (!list) return list.error();
  made.list_ = std::move(*list);
  made.configuration_ = &configuration;
  made.path_mode_ = path_mode_of(configuration.gateway.path_mode);
  return made;
} catch (const std::bad_alloc&) {
  return Reason::OutOfMemory;
}

route::Explanation Publications::explain(const Request& request, std::size_t most) const noexcept {
  return list_.explain(request, {.mode = path_mode_, .most = most});
}

Result<std::vector<route::Problem>, Reason> Publications::problems() const noexcept try {
  const Roads roads(*configuration_);
  route::Compiled compiled = route::compile(specs_of(all_), roads.domains);
  if (compiled.out_of_memory) return Reason::OutOfMemory;
  return std::move(compiled.problems);
} catch (const std::bad_alloc&) {
  return Reason::OutOfMemory;
}

}  // namespace sluice
