// Groups, their domains and variables; their APIs are handed on.
#include <string>
#include <unordered_map>

#include "config/check.hpp"
#include "config/host.hpp"
#include "config/rules.hpp"

namespace sluice::config {
namespace {

constexpr std::int64_t kDomains = 5;

constexpr auto kGroupRules = std::tuple{
    Text{"name", &GroupSpec::name, shape::kName, Needed::Yes},
    Text{"remark", &GroupSpec::remark, shape::kRemark},
    Number{"is_default", &GroupSpec::is_default, 1, 2, kChoice},
    Number{"on_sell_status", &GroupSpec::on_sell_status, 1, 3, kChoice},
};

constexpr auto kDomainRules = std::tuple{
    Words{"min_ssl_version", &DomainSpec::min_ssl_version, "TLSv1.1 TLSv1.2"},
    Number{"status", &DomainSpec::status, 1, 4, kChoice},
};

constexpr auto kVariableRules = std::tuple{
    Text{"name", &VariableSpec::name, shape::kVariable, Needed::Yes},
    Text{"value", &VariableSpec::value, shape::kVariableValue, Needed::Yes},
};

// Uniqueness over all groups.
struct Taken {
  Names groups{row_of(3201)};
  Unique domains{};
  Unique api_ids{};
};

// A suffix itself, or a name under one.
bool is_of_system(std::string_view domain, const std::vector<std::string>& suffixes) {
  for (const std::string& text : suffixes) {
    const auto suffix = domain_of(text);
    if (!suffix || !domain.ends_with(*suffix)) continue;
    const std::size_t before = domain.size() - suffix->size();
    if (before == 0 || domain[before - 1] == '.') return true;
  }
  return false;
}

void check_domain(Walk& walk, const DomainSpec& spec, Unique& taken) {
  Report& report = walk.report;
  apply(report, spec, kDomainRules);
  if (!check_present(report, "url_domain", !spec.url_domain.empty())) return;
  const auto domain = domain_of(spec.url_domain);
  if (!domain) return report.error(row_of(2024), "url_domain", quote(spec.url_domain) + " is no domain name");
  if (is_of_system(*domain, walk.configuration.gateway.subdomain_suffixes))
    report.error(row_of(2022), "url_domain", quote(spec.url_domain) + " belongs to the system",
                 "/gateway/subdomain_suffixes");
  taken.claim(report, *domain, "url_domain", row_of(3305), spec.url_domain);
}

void check_variables(Walk& walk, const GroupSpec& group) {
  Unique taken;
  for (std::size_t i = 0; i < group.variables.size(); ++i) {
    const VariableSpec& variable = group.variables[i];
    const auto here = walk.report.enter("variables", i);
    check_environment(walk, "env", variable.env);
    apply(walk.report, variable, kVariableRules);
    taken.claim(walk.report, key_of(variable.env, variable.name), "name", row_of(3303), variable.name);
  }
}

// The API that serves a route of the group.
using Routes = std::unordered_map<std::string, std::uint32_t>;

void check_route(Walk& walk, const Definition& definition, std::uint32_t number, Routes& routes) {
  if (definition.route.empty()) return;
  const auto [holder, is_new] = routes.try_emplace(definition.route, number);
  if (is_new) return;
  const ApiPlace place = walk.links.place(holder->second);
  walk.report.error(
      row_of(3301), "req_uri",
      quote(definition.api.name) + " and " + quote(walk.links.api_spec(holder->second).name) +
          " serve the same requests: " + escape(definition.api.req_method) + " " +
          quote(definition.api.req_uri),
      "/groups/" + std::to_string(place.group) + "/apis/" + std::to_string(place.api) + "/req_uri");
}

void check_apis(Walk& walk, std::uint32_t group, Unique& ids) {
  const GroupSpec& spec = walk.configuration.groups[group];
  Unique names;
  Routes routes;
  for (std::size_t i = 0; i < spec.apis.size(); ++i) {
    const ApiSpec& api = spec.apis[i];
    const std::uint32_t number = walk.links.number(group, i);
    const auto here = walk.report.enter("apis", i);
    if (!api.id.empty()) ids.claim(walk.report, api.id, "id", row_of(3202), api.id);
    if (!api.name.empty()) names.claim(walk.report, api.name, "name", row_of(3202), api.name);
    Definition definition(walk, number, api);
    check_route(walk, definition, number, routes);
    check_published(walk, number, api.published, definition);
    check_definition(walk, definition);
  }
}

}  // namespace

void check_published(Walk& walk, std::uint32_t api, const std::vector<std::string>& environments,
                     Definition& definition) {
  for (std::size_t i = 0; i < environments.size(); ++i) {
    const auto here = walk.report.enter("published", i);
    const auto number = check_environment(walk, {}, environments[i]);
    if (!number) continue;
    const std::string key = key_of(api, std::to_string(static_cast<std::uint32_t>(*number)));
    if (walk.published.claim(walk.report, key, {}, row_of(2000), environments[i]))
      definition.environments.push_back(*number);
  }
}

void check_groups(Walk& walk) {
  Taken taken;
  std::string default_group;
  const auto& groups = walk.configuration.groups;
  for (std::uint32_t g = 0; g < groups.size(); ++g) {
    const GroupSpec& group = groups[g];
    Report& report = walk.report;
    const auto here = report.enter("groups", g);
    taken.groups.claim(report, group);
    apply(report, group, kGroupRules);
    if (group.is_default == 1) {
      if (!default_group.empty())
        report.error(row_of(2000), "is_default", "there is another default group", default_group);
      default_group = report.pointer("is_default");
    }
    check_count(report, "url_domains", group.url_domains.size(),
                allowance(kDomains, walk.configuration.gateway.quotas.url_domains), row_of(3108));
    for (std::size_t i = 0; i < group.url_domains.size(); ++i) {
      const auto domain = report.enter("url_domains", i);
      check_domain(walk, group.url_domains[i], taken.domains);
    }
    check_variables(walk, group);
    check_responses(walk, group.responses);
    check_apis(walk, g, taken.api_ids);
  }
}

}  // namespace sluice::config
