// The gateway's own settings, and environments.
#include <string>

#include "base/ascii.hpp"
#include "base/number.hpp"
#include "config/check.hpp"
#include "config/gateway_fields.hpp"
#include "config/host.hpp"
#include "config/rules.hpp"
#include "sluice/address.hpp"

namespace sluice::config {
namespace {

constexpr std::int64_t kMaxNumber = INT64_MAX;
constexpr std::int64_t kMaxHeadBytes = 16 << 20;
constexpr std::int64_t kMaxBodyBytes = std::int64_t{9536} << 20;  // the published upper bound

constexpr auto kGatewayRules = std::tuple{
    Words{"path_mode", &GatewaySpec::path_mode, "strict apig raw"},
    Words{"error_detail", &GatewaySpec::error_detail, "none vendor"},
    Number{"subdomain_daily_cap", &GatewaySpec::subdomain_daily_cap, 0, kMaxLimit},
    Number{"default_limit", &GatewaySpec::default_limit, 0, kMaxLimit},
    Number{"ip_throttle_prefix6", &GatewaySpec::ip_throttle_prefix6, 1, 128},
};

constexpr auto kLimitsRules = std::tuple{
    Number{"max_uri", &LimitsSpec::max_uri, 1, kMaxHeadBytes},
    Number{"max_header", &LimitsSpec::max_header, 1, kMaxHeadBytes},
    Number{"max_headers", &LimitsSpec::max_headers, 1, kMaxHeadBytes},
    Number{"max_header_count", &LimitsSpec::max_header_count, 1, 65535},
    Number{"max_body", &LimitsSpec::max_body, 0, kMaxBodyBytes},
};

constexpr auto kAuthRules = std::tuple{
    Number{"window_seconds", &AuthSpec::window_seconds, 0, 86400},
};

constexpr auto kEnvironmentRules = std::tuple{
    Text{"name", &EnvironmentSpec::name, shape::kPlainName, Needed::Yes},
    Text{"remark", &EnvironmentSpec::remark, shape::kRemark},
};

// `+08:00`, up to the width of the earth.
bool is_utc_offset(std::string_view text) noexcept {
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return false;
  return number::decimal(text.substr(1, 2), 14) && number::decimal(text.substr(4, 2), 59);
}

bool is_token(std::string_view text) noexcept {
  for (char c : text)
    if (!ascii::is_in(ascii::kToken, c)) return false;
  return !text.empty();
}

void check_suffixes(Report& report, const std::vector<std::string>& suffixes) {
  Unique taken;
  for (std::size_t i = 0; i < suffixes.size(); ++i) {
    const auto here = report.enter("subdomain_suffixes", i);
    if (const auto domain = domain_of(suffixes[i]))
      taken.claim(report, *domain, {}, row_of(3305), suffixes[i]);
    else
      report.error(row_of(2024), {}, quote(suffixes[i]) + " is no domain name");
  }
}

void check_header_names(Report& report, std::string_view field, const std::vector<std::string>& names) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto here = report.enter(field, i);
    if (!is_token(names[i])) report.error(row_of(2011), {}, quote(names[i]) + " is no header name");
  }
}

void check_quotas(Report& report, const QuotasSpec& quotas) {
  const auto here = report.enter("quotas");
  std::apply(
      [&](const auto&... quota) {
        (check_number(report, quota.name, quotas.*quota.field, 0, kMaxNumber), ...);
      },
      kFields<QuotasSpec>);
}

}  // namespace

void check_gateway(Walk& walk) {
  Report& report = walk.report;
  const GatewaySpec& gateway = walk.configuration.gateway;
  const auto here = report.enter("gateway");
  apply(report, gateway, kGatewayRules);
  {
    const auto limits = report.enter("limits");
    apply(report, gateway.limits, kLimitsRules);
  }
  check_suffixes(report, gateway.subdomain_suffixes);
  if (!is_utc_offset(gateway.utc_offset))
    report.error(row_of(2011), "utc_offset", quote(gateway.utc_offset) + " is no offset such as +08:00");
  for (std::size_t i = 0; i < gateway.trusted_proxies.size(); ++i) {
    const auto proxy = report.enter("trusted_proxies", i);
    if (!read_range(gateway.trusted_proxies[i]))
      report.error(row_of(2015), {}, quote(gateway.trusted_proxies[i]) + " is no address or range");
  }
  for (std::size_t i = 0; i < gateway.tls_versions.size(); ++i) {
    const auto version = report.enter("tls_versions", i);
    check_word(report, {}, gateway.tls_versions[i], "TLSv1 TLSv1.1 TLSv1.2 TLSv1.3", Needed::Yes);
  }
  {
    const auto auth = report.enter("auth");
    apply(report, gateway.auth, kAuthRules);
    check_header_names(report, "require_signed", gateway.auth.require_signed);
  }
  if (!is_token(gateway.backend_sign_header))
    report.error(row_of(2011), "backend_sign_header",
                 quote(gateway.backend_sign_header) + " is no header name");
  check_quotas(report, gateway.quotas);
}

void check_environments(Walk& walk) {
  Names names(row_of(3205));
  const auto& environments = walk.configuration.environments;
  for (std::size_t i = 0; i < environments.size(); ++i) {
    const auto here = walk.report.enter("environments", i);
    apply(walk.report, environments[i], kEnvironmentRules);
    names.claim(walk.report, environments[i].id, {}, environments[i].name, "name");
    if (environments[i].name == "RELEASE")
      walk.report.error(row_of(2012), "name", "\"RELEASE\" exists always and is not listed");
  }
}

}  // namespace sluice::config
