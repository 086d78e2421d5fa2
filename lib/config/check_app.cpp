// Apps with their keys, secrets and codes, and which APIs they may call.
#include <string>

#include "config/check.hpp"
#include "config/moment.hpp"
#include "config/rules.hpp"

namespace sluice::config {
namespace {

constexpr std::int64_t kAppCodes = 5;

constexpr auto kAppRules = std::tuple{
    Text{"name", &AppSpec::name, shape::kName, Needed::Yes},
    Text{"app_key", &AppSpec::app_key, shape::kAppKey, Needed::Yes},
    Text{"app_secret", &AppSpec::app_secret, shape::kAppSecret, Needed::Yes},
    Words{"creator", &AppSpec::creator, "USER MARKET"},
    Text{"remark", &AppSpec::remark, shape::kRemark},
};

constexpr auto kSecretRules = std::tuple{
    Text{"value", &AppSecretSpec::value, shape::kAppSecret, Needed::Yes},
};

constexpr auto kAuthorizationRules = std::tuple{
    Words{"auth_role", &AuthorizationSpec::auth_role, "PROVIDER CONSUMER"},
};

void check_secrets(Report& report, const AppSpec& app) {
  for (std::size_t i = 0; i < app.secrets.size(); ++i) {
    const auto here = report.enter("secrets", i);
    apply(report, app.secrets[i], kSecretRules);
    const std::string& end = app.secrets[i].not_after;
    if (!end.empty() && !read_moment(end))
      report.error(row_of(2011), "not_after", quote(end) + " is no RFC 3339 time");
  }
}

void check_codes(Walk& walk, const AppSpec& app, Unique& taken) {
  check_count(walk.report, "app_codes", app.app_codes.size(),
              allowance(kAppCodes, walk.configuration.gateway.quotas.app_codes), row_of(3131));
  for (std::size_t i = 0; i < app.app_codes.size(); ++i) {
    const auto here = walk.report.enter("app_codes", i);
    if (check_text(walk.report, {}, app.app_codes[i], shape::kAppCode, Needed::Yes))
      taken.claim(walk.report, app.app_codes[i], {}, row_of(3309), {});
  }
}

}  // namespace

void check_apps(Walk& walk) {
  Names names(row_of(3203));
  Unique keys;
  Unique codes;
  for (std::size_t i = 0; i < walk.configuration.apps.size(); ++i) {
    const AppSpec& app = walk.configuration.apps[i];
    const auto here = walk.report.enter("apps", i);
    names.claim(walk.report, app);
    apply(walk.report, app, kAppRules);
    if (!app.app_key.empty()) keys.claim(walk.report, app.app_key, "app_key", row_of(3310), app.app_key);
    check_secrets(walk.report, app);
    check_codes(walk, app, codes);
  }
}

void check_authorizations(Walk& walk) {
  Unique taken;
  Report& report = walk.report;
  for (std::size_t i = 0; i < walk.configuration.authorizations.size(); ++i) {
    const AuthorizationSpec& spec = walk.configuration.authorizations[i];
    const auto here = report.enter("authorizations", i);
    apply(report, spec, kAuthorizationRules);
    const auto app = check_reference(report, "app", spec.app, walk.links.app(spec.app), row_of(3004));
    const auto bound = check_bound(walk, spec.api, spec.env);
    if (!app || !bound) continue;
    const Effective* effective = walk.links.effective(bound->api, bound->environment);
    const ApiSpec& api = effective != nullptr ? *effective->definition : walk.links.api_spec(bound->api);
    if (api.auth_type != "APP")
      report.error(row_of(2000), "api", quote(spec.api) + " does not have auth_type APP");
    if (!is_same_owner(walk.configuration.apps[*app].owner, walk.links.owner_of(bound->api)))
      report.error(row_of(3411), "app", "the app and the API have different owners");
    const auto environment = static_cast<std::uint32_t>(bound->environment);
    taken.claim(report, key_of(*app, key_of(bound->api, std::to_string(environment))), {}, row_of(3316),
                spec.app);
  }
}

}  // namespace sluice::config
