// Who is meant in a configuration: an object is called by its id, or by its name where it has none.
#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

#include "sluice/publications.hpp"

namespace cli {

/// True where `reference` is the id of the object, or the name of one without id.
template <class Spec>
bool is_called(const Spec& spec, std::string_view reference) {
  return reference == (spec.id.empty() ? std::string_view(spec.name) : std::string_view(spec.id));
}

/// True where `reference` means the environment of that name.
inline bool is_environment(const sluice::Configuration& from, std::string_view reference,
                           std::string_view name) {
  return reference == name ||
         std::ranges::any_of(from.environments, [&](const sluice::EnvironmentSpec& spec) {
           return spec.id == reference && spec.name == name;
         });
}

inline bool binds(const sluice::Configuration& from, const std::vector<sluice::BindingSpec>& bindings,
                  const sluice::Publication& publication) {
  return std::ranges::any_of(bindings, [&](const sluice::BindingSpec& binding) {
    return is_called(*publication.api, binding.api) &&
           is_environment(from, binding.env, publication.environment);
  });
}

}  // namespace cli
