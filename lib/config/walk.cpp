#include "config/walk.hpp"

#include "base/number.hpp"
#include "sluice/error.hpp"

namespace sluice::config {

std::string key_of(std::string_view a, std::string_view b) {
  std::string key(number::Digits(a.size()).view());
  return key.append(1, ' ').append(a).append(b);
}

std::string key_of(std::uint64_t a, std::string_view b) {
  std::string key(number::Digits(a).view());
  return key.append(1, ' ').append(b);
}

void Names::claim(Report& report, const std::string& id, std::string_view scope, const std::string& name,
                  std::string_view name_field) {
  if (!id.empty()) ids_.claim(report, id, "id", row_, id);
  if (!name.empty()) names_.claim(report, key_of(scope, name), name_field, row_, name);
}

std::optional<std::uint32_t> check_reference(Report& report, std::string_view field,
                                             std::string_view reference, Found found, error::Row missing) {
  if (reference.empty())
    report.error(row_of(2001), field, "is required");
  else if (found.kind == Found::Kind::Several)
    report.error(row_of(2000), field, quote(reference) + " fits several objects");
  else if (found.kind == Found::Kind::None)
    report.error(missing, field, quote(reference) + " does not exist");
  else
    return found.index;
  return std::nullopt;
}

std::optional<EnvironmentNumber> check_environment(Walk& walk, std::string_view field,
                                                   std::string_view name) {
  const auto number = walk.links.environment(name);
  if (name.empty())
    walk.report.error(row_of(2001), field, "is required");
  else if (!number)
    walk.report.error(row_of(3003), field, quote(name) + " does not exist");
  return name.empty() ? std::nullopt : number;
}

bool is_same_owner(std::string_view a, std::string_view b) noexcept {
  return a.empty() || b.empty() || a == b;
}

std::optional<Bound> check_bound(Walk& walk, std::string_view api, std::string_view environment) {
  const auto found = check_reference(walk.report, "api", api, walk.links.api(api), row_of(3002));
  const auto number = check_environment(walk, "env", environment);
  if (!found || !number) return std::nullopt;
  if (walk.links.effective(*found, *number) == nullptr)
    walk.report.warning(error::Row::ApiPublicationRecordNotFound, {},
                        "has no effect: the API is not published in " + quote(environment));
  return Bound{*found, *number};
}

void check_bindings(Walk& walk, const std::vector<BindingSpec>& bindings, std::string_view owner,
                    Unique& taken) {
  for (std::size_t i = 0; i < bindings.size(); ++i) {
    const auto here = walk.report.enter("bindings", i);
    const auto bound = check_bound(walk, bindings[i].api, bindings[i].env);
    if (!bound) continue;
    if (!is_same_owner(owner, walk.links.owner_of(bound->api)))
      walk.report.error(row_of(1201), "api", "the API has another owner");
    const std::string key =
        key_of(bound->api, std::to_string(static_cast<std::uint32_t>(bound->environment)));
    taken.claim(walk.report, key, {}, row_of(3309), bindings[i].api);
  }
}

}  // namespace sluice::config
