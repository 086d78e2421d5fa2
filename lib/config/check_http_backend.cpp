// An HTTP backend: method, path, and either a channel or an address. Text with `#variables#` is judged as it
// reads in every environment in which the definition is in effect; what only a variable makes wrong is a
// warning, because the variable can be changed without publishing again and calls are checked once more.
#include <new>
#include <string>
#include <utility>

#include "backend/template.hpp"
#include "config/check.hpp"
#include "config/host.hpp"
#include "config/rules.hpp"
#include "sluice/endpoint.hpp"

namespace sluice::config {
namespace {

constexpr std::int64_t kMaxTimeout = 60000;

constexpr auto kBackendRules = std::tuple{
    Words{"req_protocol", &BackendSpec::req_protocol, "HTTP HTTPS"},
    Words{"req_method", &BackendSpec::req_method, "GET POST PUT DELETE HEAD PATCH OPTIONS ANY", Needed::Yes},
    Text{"req_uri", &BackendSpec::req_uri, shape::kPath, Needed::Yes},
    Number{"timeout", &BackendSpec::timeout, 1, kMaxTimeout},
    Number{"retry_count", &BackendSpec::retry_count, -1, 10},
    Number{"vpc_channel_status", &BackendSpec::vpc_channel_status, 1, 2, kChoice},
    Text{"remark", &BackendSpec::remark, shape::kRemark},
};

// One backend in its definition.
struct Use {
  Walk& walk;
  const Definition& definition;
  const BackendSpec& backend;
};

bool has_variables(std::string_view text) noexcept { return text.find('#') != text.npos; }

// True where every '#' belongs to a `#name#`, defined or not.
bool has_legal_variables(std::string_view text) {
  while (has_variables(text)) {
    const auto expanded = backend::expand(text, {});
    if (expanded || expanded.error().kind != backend::VariableFault::Kind::Undefined) return bool(expanded);
    text.remove_prefix(expanded.error().at + expanded.error().size + 2);
  }
  return true;
}

std::string name_of(const Walk& walk, EnvironmentNumber environment) {
  const auto number = static_cast<std::uint32_t>(environment);
  return number == 0 ? "RELEASE" : walk.configuration.environments[number - 1].name;
}

// Calls `judge(text, environment)` with the text as it reads in each environment; reports what has no
// reading.
template <class Judge>
void for_each_reading(const Use& use, std::string_view field, std::string_view text, Judge judge) {
  Report& report = use.walk.report;
  if (!has_legal_variables(text))
    return report.error(row_of(2011), field, quote(text) + ": a '#' that belongs to no #variable#");
  for (EnvironmentNumber environment : use.definition.environments) {
    const auto variables = use.walk.links.variables(use.definition.group, environment);
    const auto expanded = backend::expand(text, variables);
    if (expanded) {
      judge(*expanded, environment);
    } else {
      const std::string_view name = text.substr(expanded.error().at + 1, expanded.error().size);
      report.error(row_of(3011), field,
                   "#" + escape(name) + "# is not defined in " + quote(name_of(use.walk, environment)));
    }
  }
}

std::optional<backend::Endpoint> endpoint_of(const Use& use, std::string_view text) {
  if (text.ends_with(':')) return std::nullopt;
  auto endpoint =
      backend::read_endpoint(text, use.backend.req_protocol == "HTTPS" ? Scheme::Https : Scheme::Http);
  if (endpoint) return std::move(*endpoint);
  if (endpoint.error() == backend::EndpointFault::OutOfMemory) throw std::bad_alloc();
  return std::nullopt;
}

void check_path(const Use& use) {
  Report& report = use.walk.report;
  const std::string& path = use.backend.req_uri;
  if (path.empty()) return;
  if (!has_variables(path)) {
    if (!backend::is_path_template(path)) report.error(row_of(2011), "req_uri", quote(path) + " is no path");
    return;
  }
  for_each_reading(use, "req_uri", path, [&](const std::string& text, EnvironmentNumber environment) {
    if (!backend::is_path_template(text))
      report.warning(error::Row::BackendConfigurationNotFound, "req_uri",
                     "reads " + quote(text) + " in " + quote(name_of(use.walk, environment)) + ": no path");
  });
}

bool is_own_host(const Use& use, const std::string& host) {
  const GroupSpec& group = use.walk.configuration.groups[use.definition.group];
  for (const DomainSpec& domain : group.url_domains)
    if (domain_of(domain.url_domain) == host) return true;
  for (const std::string& suffix : use.walk.configuration.gateway.subdomain_suffixes)
    if (domain_of(group.id + "." + suffix) == host) return true;
  return false;
}

// A backend that is this API itself, in the environment that it is called in.
void check_recursion(const Use& use, const backend::Endpoint& endpoint) {
  if (!is_own_host(use, endpoint.host)) return;
  for (const EnvironmentNumber environment : use.definition.environments)
    if (calls_itself(use.walk, use.definition, use.backend, environment))
      return use.walk.report.error(row_of(2000), "url_domain",
                                   "the API would call itself in " + quote(name_of(use.walk, environment)));
}

void check_forbidden(const Use& use, const backend::Endpoint& endpoint, bool by_variable) {
  if (!endpoint.address || !backend::is_forbidden(*endpoint.address)) return;
  Report& report = use.walk.report;
  const std::string message = quote(endpoint.host) + " is in a network that backends must not have";
  if (use.walk.configuration.gateway.allow_private_backends)
    report.warning(row_of(2022), "url_domain", message + "; allow_private_backends lets it pass");
  else if (by_variable)
    report.warning(row_of(2022), "url_domain", message + ": calls are refused");
  else
    report.error(row_of(2022), "url_domain", message);
}

void check_address_readings(const Use& use, std::string_view text) {
  for_each_reading(use, "url_domain", text, [&](const std::string& reading, EnvironmentNumber environment) {
    if (const auto endpoint = endpoint_of(use, reading)) return check_forbidden(use, *endpoint, true);
    use.walk.report.warning(
        error::Row::BackendConfigurationNotFound, "url_domain",
        "reads " + quote(reading) + " in " + quote(name_of(use.walk, environment)) + ": no host[:port]");
  });
}

void check_address(const Use& use) {
  Report& report = use.walk.report;
  const std::string& text = use.backend.url_domain;
  if (!check_text(report, "url_domain", text, shape::kAddress, Needed::Yes)) return;
  if (has_variables(text)) return check_address_readings(use, text);
  const auto endpoint = endpoint_of(use, text);
  if (!endpoint)
    return report.error(is_port_at_fault(text) ? row_of(2025) : row_of(2024), "url_domain",
                        quote(text) + " is no host[:port]");
  check_forbidden(use, *endpoint, false);
  check_recursion(use, *endpoint);
}

void check_channel_use(const Use& use) {
  Report& report = use.walk.report;
  const ChannelUseSpec& info = use.backend.vpc_channel_info;
  const auto here = report.enter("vpc_channel_info");
  const auto channel = check_reference(report, "vpc_channel_id", info.vpc_channel_id,
                                       use.walk.links.channel(info.vpc_channel_id), row_of(3023));
  if (!info.vpc_channel_proxy_host.empty() && !is_authority(info.vpc_channel_proxy_host))
    report.error(row_of(2024), "vpc_channel_proxy_host", quote(info.vpc_channel_proxy_host) + " is no host");
  if (!channel) return;
  const ChannelSpec& spec = use.walk.configuration.vpc_channels[*channel];
  if (!is_same_owner(spec.owner, use.definition.owner))
    report.error(row_of(1201), "vpc_channel_id", "the channel has another owner");
}

void check_retries(const Use& use) {
  const BackendSpec& backend = use.backend;
  const Found found = use.walk.links.channel(backend.vpc_channel_info.vpc_channel_id);
  if (backend.vpc_channel_status != 1 || !found || backend.retry_count <= 0) return;
  const auto members = use.walk.configuration.vpc_channels[found.index].members.size();
  if (static_cast<std::size_t>(backend.retry_count) >= members)
    use.walk.report.warning(row_of(2003), "retry_count",
                            "the channel has " + std::to_string(members) + " members to try");
}

}  // namespace

void check_http_backend(Walk& walk, const Definition& definition, const BackendSpec& backend) {
  const Use use{walk, definition, backend};
  apply(walk.report, backend, kBackendRules);
  check_path(use);
  if (backend.vpc_channel_status == 1)
    check_channel_use(use);
  else
    check_address(use);
  check_retries(use);
}

}  // namespace sluice::config
