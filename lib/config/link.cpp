#include "config/link.hpp"

namespace sluice::config {
namespace {

constexpr std::string_view kRelease = "RELEASE";

std::uint64_t key_of(std::uint32_t api, EnvironmentNumber environment) noexcept {
  return std::uint64_t{api} << 32 | static_cast<std::uint32_t>(environment);
}

template <class Spec>
Directory directory_of(const std::vector<Spec>& specs) {
  Directory directory;
  for (std::uint32_t i = 0; i < specs.size(); ++i) directory.add(specs[i].id, specs[i].name, i);
  return directory;
}

}  // namespace

void Directory::add(std::string_view id, std::string_view name, std::uint32_t index) {
  const bool is_id = !id.empty();
  if (!is_id && name.empty()) return;
  const auto [at, is_new] = entries_.try_emplace(is_id ? id : name, Entry{index, is_id, false});
  if (is_new) return;
  Entry& entry = at->second;
  if (is_id && !entry.is_id)
    entry = {index, true, false};  // an id is meant before a name
  else if (is_id == entry.is_id)
    entry.is_several = true;
}

Found Directory::find(std::string_view reference) const noexcept {
  const auto at = entries_.find(reference);
  if (at == entries_.end()) return {};
  return {at->second.is_several ? Found::Kind::Several : Found::Kind::One, at->second.index};
}

Links::Links(const Configuration& configuration)
    : configuration_(&configuration),
      groups_(directory_of(configuration.groups)),
      apps_(directory_of(configuration.apps)),
      channels_(directory_of(configuration.vpc_channels)),
      authorizers_(directory_of(configuration.authorizers)) {
  add_environments();
  for (std::uint32_t g = 0; g < configuration.groups.size(); ++g) add_group(g);
  for (std::uint32_t v = 0; v < configuration.versions.size(); ++v) {
    const VersionSpec& version = configuration.versions[v];
    const Found found = api(version.api);
    if (found && version.definition) publish(found.index, version.published, &*version.definition, v);
  }
}

void Links::add_environments() {
  environments_.emplace(kRelease, EnvironmentNumber::Release);
  const auto& environments = configuration_->environments;
  for (std::uint32_t i = 0; i < environments.size(); ++i)
    for (std::string_view called :
         {std::string_view(environments[i].name), std::string_view(environments[i].id)})
      if (!called.empty()) environments_.try_emplace(called, EnvironmentNumber{i + 1});
}

void Links::add_group(std::uint32_t group) {
  const GroupSpec& spec = configuration_->groups[group];
  for (const VariableSpec& variable : spec.variables)
    if (const auto number = environment(variable.env))
      variables_[{group, *number}].push_back({variable.name, variable.value});
  first_.push_back(static_cast<std::uint32_t>(places_.size()));
  for (std::uint32_t a = 0; a < spec.apis.size(); ++a) {
    const auto api = static_cast<std::uint32_t>(places_.size());
    places_.push_back({group, a});
    apis_.add(spec.apis[a].id, spec.apis[a].name, api);
    publish(api, spec.apis[a].published, &spec.apis[a], Effective::kOwn);
  }
}

std::span<const Named> Links::variables(std::uint32_t group, EnvironmentNumber environment) const noexcept {
  const auto at = variables_.find({group, environment});
  return at == variables_.end() ? std::span<const Named>() : std::span<const Named>(at->second);
}

void Links::publish(std::uint32_t api, const std::vector<std::string>& environments,
                    const ApiSpec* definition, std::uint32_t version) {
  for (const std::string& name : environments) {
    const auto number = environment(name);
    if (!number) continue;
    const auto next = static_cast<std::uint32_t>(effective_.size());
    if (in_effect_.try_emplace(key_of(api, *number), next).second)
      effective_.push_back({api, *number, definition, version});
  }
}

std::optional<EnvironmentNumber> Links::environment(std::string_view name) const noexcept {
  const auto at = environments_.find(name);
  return at == environments_.end() ? std::nullopt : std::optional(at->second);
}

const GroupSpec& Links::group_of(std::uint32_t api) const noexcept {
  return configuration_->groups[places_[api].group];
}

const ApiSpec& Links::api_spec(std::uint32_t api) const noexcept {
  return group_of(api).apis[places_[api].api];
}

std::string_view Links::owner_of(std::uint32_t api) const noexcept {
  const ApiSpec& spec = api_spec(api);
  return spec.owner.empty() ? group_of(api).owner : spec.owner;
}

const Effective* Links::effective(std::uint32_t api, EnvironmentNumber environment) const noexcept {
  const auto at = in_effect_.find(key_of(api, environment));
  return at == in_effect_.end() ? nullptr : &effective_[at->second];
}

}  // namespace sluice::config
