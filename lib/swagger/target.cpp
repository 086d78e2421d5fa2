#include "swagger/target.hpp"

#include "config/walk.hpp"

namespace sluice::swagger {
namespace {

template <class Spec>
std::unordered_map<std::string_view, std::string_view> names_of(const std::vector<Spec>& specs,
                                                                std::string_view owner) {
  std::unordered_map<std::string_view, std::string_view> names;
  for (const Spec& spec : specs)
    if (config::is_same_owner(spec.owner, owner))
      names.try_emplace(spec.name, spec.id.empty() ? spec.name : spec.id);
  return names;
}

}  // namespace

Target::Target(const Configuration& configuration, std::string_view owner)
    : channels_(names_of(configuration.vpc_channels, owner)),
      authorizers_(names_of(configuration.authorizers, owner)),
      apps_(names_of(configuration.apps, owner)) {}

std::string Target::find(const Names& names, std::string_view name) {
  const auto found = names.find(name);
  return std::string(found == names.end() ? name : found->second);
}

}  // namespace sluice::swagger
