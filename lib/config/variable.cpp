#include "config/variable.hpp"

#include <optional>

#include "base/ascii.hpp"

namespace sluice::config {
namespace {

bool is_name(std::string_view text) noexcept {
  if (text.empty() || !ascii::is_letter(text.front())) return false;
  for (char c : text)
    if (!ascii::is_letter(c) && !ascii::is_digit(c) && c != '_' && c != '-') return false;
  return true;
}

// Takes the next stretch off `rest`: literal text up to a '#', or a name between two.
struct Stretch {
  std::string_view text;
  bool is_name;
};
std::optional<Stretch> next(std::string_view& rest) noexcept {
  const bool opens = rest.front() == '#';
  const std::size_t end = rest.find('#', opens ? 1 : 0);
  if (opens && end == rest.npos) return std::nullopt;
  const Stretch stretch{opens ? rest.substr(1, end - 1) : rest.substr(0, end), opens};
  rest.remove_prefix(end == rest.npos ? rest.size() : end + (opens ? 1 : 0));
  if (opens && !is_name(stretch.text)) return std::nullopt;
  return stretch;
}

}  // namespace

Variables::Variables(const Configuration& configuration, const Links& links) {
  for (std::uint32_t g = 0; g < configuration.groups.size(); ++g)
    for (const VariableSpec& variable : configuration.groups[g].variables)
      if (const auto environment = links.environment(variable.env))
        values_.try_emplace({g, *environment, variable.name}, &variable.value);
}

const std::string* Variables::find(std::uint32_t group, EnvironmentNumber environment,
                                   std::string_view name) const {
  const auto at = values_.find({group, environment, name});
  return at == values_.end() ? nullptr : at->second;
}

Result<std::string, VariableFault> Variables::expand(std::string_view text, std::uint32_t group,
                                                     EnvironmentNumber environment) const {
  std::string expanded;
  while (!text.empty()) {
    const auto stretch = next(text);
    if (!stretch) return VariableFault{VariableFault::Kind::Illegal, text};
    const std::string* value = stretch->is_name ? find(group, environment, stretch->text) : nullptr;
    if (stretch->is_name && value == nullptr)
      return VariableFault{VariableFault::Kind::Undefined, stretch->text};
    expanded += value != nullptr ? std::string_view(*value) : stretch->text;
  }
  return expanded;
}

bool has_legal_variables(std::string_view text) noexcept {
  while (!text.empty())
    if (!next(text)) return false;
  return true;
}

}  // namespace sluice::config
