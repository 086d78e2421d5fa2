// Host and environment to a leaf. Independent domains and sub-domains stand in one hash table under their
// whole names; a name that is not there may still lead to the DEFAULT group.
#include <algorithm>

#include "route/find.hpp"

namespace sluice::route {
namespace {

/// True for a configured suffix and every name under one: these are the system's own.
bool is_of_system(const Tables& tables, std::string_view name) noexcept {
  return std::any_of(tables.suffixes.begin(), tables.suffixes.end(), [&](Slice slice) {
    const std::string_view suffix = tables.view(slice);
    if (!name.ends_with(suffix)) return false;
    return name.size() == suffix.size() || name[name.size() - suffix.size() - 1] == '.';
  });
}

std::uint32_t environment_number(const Tables& tables, std::string_view name) noexcept {
  if (name.empty() || name == kRelease) return 0;
  const auto& sorted = tables.environments_by_name;
  const auto at = std::lower_bound(
      sorted.begin(), sorted.end(), name,
      [&](std::uint32_t n, std::string_view key) { return tables.view(tables.environments[n]) < key; });
  return at != sorted.end() && tables.view(tables.environments[*at]) == name ? *at : kNowhere;
}

std::uint32_t leaf_number(const Tables& tables, std::uint32_t group, std::uint32_t environment) noexcept {
  if (environment == 0) return tables.groups[group].release_leaf;
  const auto first = tables.stages.begin() + tables.groups[group].first_stage;
  const auto last = tables.stages.begin() + tables.groups[group + 1].first_stage;
  const auto at = std::lower_bound(first, last, environment,
                                   [](const Stage& stage, std::uint32_t n) { return stage.environment < n; });
  return at != last && at->environment == environment ? at->leaf : kNowhere;
}

}  // namespace

Scope Tables::scope_of(std::uint32_t group, std::string_view environment) const noexcept {
  Scope scope;
  scope.tables = this;
  scope.group_number = group;
  if (group == kNowhere) return scope;
  scope.environment_number = environment_number(*this, environment);
  if (scope.environment_number == kNowhere) {
    scope.reason = Reason::EnvironmentUnknown;
  } else {
    scope.reason = Reason::None;
    scope.leaf = leaf_number(*this, group, scope.environment_number);
  }
  return scope;
}

Scope Tables::locate(const http::Host& host, std::string_view environment) const noexcept {
  if (host.kind == http::HostKind::Name) {
    if (const HostRecord* record = find_host(*this, host.name)) {
      Scope scope = scope_of(record->group, environment);
      scope.via_subdomain = record->via_subdomain;
      scope.min_tls = record->min_tls;
      return scope;
    }
    if (is_of_system(*this, host.name)) return scope_of(kNowhere, environment);
  }
  return scope_of(fallback, environment);
}

Scope Tables::locate_group(std::string_view group, std::string_view environment) const noexcept {
  const auto last = groups.end() - 1;
  const auto at = std::find_if(groups.begin(), last, [&](const Group& g) { return view(g.name) == group; });
  return scope_of(at == last ? kNowhere : static_cast<std::uint32_t>(at - groups.begin()), environment);
}

Scope Table::locate(const http::Host& host, std::string_view environment) const noexcept {
  return tables_->locate(host, environment);
}

Scope Table::locate_group(std::string_view group, std::string_view environment) const noexcept {
  return tables_->locate_group(group, environment);
}

std::string_view Scope::group() const noexcept {
  return group_number == kNowhere ? std::string_view{} : tables->view(tables->groups[group_number].name);
}

std::string_view Scope::environment() const noexcept {
  return environment_number == kNowhere ? std::string_view{}
                                        : tables->view(tables->environments[environment_number]);
}

}  // namespace sluice::route
