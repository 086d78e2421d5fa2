// Conditions of policy backends.
#include <string>

#include "config/check.hpp"
#include "config/pattern.hpp"
#include "config/rules.hpp"
#include "sluice/address.hpp"

namespace sluice::config {
namespace {

constexpr std::int64_t kConditions = 5;

// One row for each condition_origin: the field that names what is looked at; empty: there is none.
struct Origin {
  std::string_view origin;
  std::string_view field;
  std::string ConditionSpec::*name;
};
constexpr Origin kOrigins[] = {
    {"source", "", nullptr},
    {"param", "req_param_name", &ConditionSpec::req_param_name},
    {"system", "sys_param_name", &ConditionSpec::sys_param_name},
    {"cookie", "cookie_param_name", &ConditionSpec::cookie_param_name},
    {"frontend_authorizer", "frontend_authorizer_param_name", &ConditionSpec::frontend_authorizer_param_name},
};

bool is_declared(const ApiSpec& api, std::string_view name) {
  for (const RequestParameterSpec& parameter : api.req_params)
    if (parameter.name == name) return true;
  return false;
}

void check_name(Report& report, const ApiSpec& api, const ConditionSpec& condition) {
  for (const Origin& origin : kOrigins) {
    if (condition.condition_origin != origin.origin || origin.name == nullptr) continue;
    const std::string& name = condition.*origin.name;
    if (!check_present(report, origin.field, !name.empty())) return;
    if (origin.origin == "param" && !is_declared(api, name))
      report.error(row_of(2028), origin.field, quote(name) + " is no request parameter");
    if (origin.origin == "system")
      check_word(report, origin.field, name, "reqPath reqMethod req_path req_method", Needed::Yes);
    if (origin.origin == "frontend_authorizer" && api.authorizer_id.empty())
      report.error(row_of(2036), origin.field, "needs an authorizer, which the API does not have");
  }
}

void check_sources(Report& report, std::string_view list) {
  while (true) {
    const std::size_t end = list.find(',');
    const std::string_view entry = list.substr(0, end);
    const auto range = read_range(entry);
    if (!range || range->is_dashed)
      report.error(row_of(2015), "condition_value", quote(entry) + " is no address or network");
    if (end == list.npos) return;
    list.remove_prefix(end + 1);
  }
}

void check_condition(Report& report, const ApiSpec& api, const ConditionSpec& condition) {
  check_word(report, "condition_origin", condition.condition_origin,
             "source param system cookie frontend_authorizer", Needed::Yes);
  const bool is_source = condition.condition_origin == "source";
  if (!is_source || !condition.condition_type.empty())
    check_word(report, "condition_type", condition.condition_type, "exact enum pattern", Needed::Yes);
  check_name(report, api, condition);
  const bool is_method = condition.sys_param_name == "reqMethod" || condition.sys_param_name == "req_method";
  if (condition.condition_origin == "system" && is_method && condition.condition_type == "pattern")
    report.error(row_of(2004), "condition_type", "a method is not compared with a pattern");
  if (!check_present(report, "condition_value", !condition.condition_value.empty())) return;
  if (is_source)
    check_sources(report, condition.condition_value);
  else if (condition.condition_type == "pattern")
    check_pattern(report, "condition_value", condition.condition_value);
}

}  // namespace

void check_conditions(Walk& walk, const ApiSpec& api, const std::vector<ConditionSpec>& conditions) {
  check_present(walk.report, "conditions", !conditions.empty());
  check_count(walk.report, "conditions", conditions.size(),
              allowance(kConditions, walk.configuration.gateway.quotas.conditions), row_of(3114));
  for (std::size_t i = 0; i < conditions.size(); ++i) {
    const auto here = walk.report.enter("conditions", i);
    check_condition(walk.report, api, conditions[i]);
  }
}

}  // namespace sluice::config
