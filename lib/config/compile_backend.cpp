// Backends of APIs, with the variables of their environment put in, and the channels that they share.
#include <utility>

#include "config/compiler.hpp"
#include "http/forbidden.hpp"
#include "sluice/endpoint.hpp"
#include "sluice/target.hpp"

namespace sluice::config {
namespace {

backend::Origin origin_of(std::string_view text) noexcept {
  if (text == "CONSTANT") return backend::Origin::Constant;
  return text == "SYSTEM" ? backend::Origin::System : backend::Origin::Request;
}

Place place_of(std::string_view text) noexcept {
  if (text == "PATH") return Place::Path;
  return text == "HEADER" ? Place::Header : Place::Query;
}

std::vector<backend::ParamSpec> params_of(const std::vector<BackendParameterSpec>& specs) {
  std::vector<backend::ParamSpec> all;
  for (const BackendParameterSpec& spec : specs)
    all.push_back({origin_of(spec.origin), spec.name, place_of(spec.location), spec.value});
  return all;
}

std::vector<backend::Declared> declared_of(const ApiSpec& api) {
  std::vector<backend::Declared> all;
  for (const RequestParameterSpec& spec : api.req_params)
    all.push_back({.name = spec.name,
                   .place = place_of(spec.location),
                   .passes = spec.pass_through != 2,
                   .is_tail = api.req_uri.find('{' + spec.name + "+}") != std::string::npos,
                   .has_default = spec.default_value.has_value()});
  return all;
}

}  // namespace

void Compiler::channels() {
  for (std::size_t i = 0; i < from_.vpc_channels.size(); ++i) {
    const ChannelSpec& from = from_.vpc_channels[i];
    channel::Spec spec{.port = static_cast<std::uint16_t>(from.port),
                       .strategy = static_cast<channel::Strategy>(from.balance_strategy)};
    for (const MemberSpec& member : from.members)
      spec.members.push_back({.host = member.host.empty() ? member.ecs_id : member.host,
                              .port = static_cast<std::uint16_t>(member.port),
                              .weight = static_cast<std::uint32_t>(member.weight),
                              .is_enabled = member.status == 1,
                              .is_backup = member.is_backup});
    if (const auto& health = from.vpc_health_config) {
      spec.health = channel::HealthSpec{static_cast<std::uint8_t>(health->threshold_normal),
                                        static_cast<std::uint8_t>(health->threshold_abnormal)};
      if (auto statuses = channel::read_statuses(health->http_code))
        spec.health->statuses = std::move(*statuses);
    }
    auto compiled = channel::compile(spec);
    if (!compiled && compiled.error() == channel::Problem::OutOfMemory) throw std::bad_alloc();
    if (!compiled) {
      error("/vpc_channels/" + std::to_string(i) + "/members", error::Row::ParameterError,
            "cannot be balanced");
      continue;
    }
    to_.channels.push_back(std::move(*compiled));
    to_.slots->channels.push_back(slot_key({"channel", id_of(from)}));
  }
}

std::uint32_t Compiler::compile_backend(const Effective& effective) {
  const ApiSpec& api = *effective.definition;
  ApiBackend made;
  backend::Spec spec{.params = params_of(api.backend_params), .appends_remainder = api.match_mode == "SWA"};
  if (api.backend_type == "HTTP") {
    made.type = BackendType::Http;
    compile_http(effective, spec, made);
  } else if (api.backend_type == "MOCK") {
    made.type = BackendType::Mock;
    spec.kind = backend::Kind::Mock;
    if (api.mock_info)
      spec.mock = {static_cast<std::uint16_t>(api.mock_info->status_code), api.mock_info->result_content};
  } else if (api.backend_type == "FUNCTION") {
    made.type = BackendType::Function;
    spec.kind = backend::Kind::Function;
    if (api.func_info) {
      spec.function = {api.func_info->function_urn, api.func_info->version,
                       api.func_info->invocation_type == "async"};
      spec.timeout_ms = static_cast<std::uint32_t>(api.func_info->timeout);
    }
  }
  if (made.type != BackendType::Host && made.fault == Reason::None) {
    auto compiled = backend::compile(spec, declared_of(api));
    if (compiled) {
      made.call.emplace(std::move(*compiled));
      check_address(effective, made);
    } else if (compiled.error().kind == backend::Problem::Kind::OutOfMemory) {
      throw std::bad_alloc();
    } else {
      made.fault = Reason::BackendAddressIllegal;
      report(compiled.error(), effective);
    }
  }
  to_.backends.push_back(std::move(made));
  return static_cast<std::uint32_t>(to_.backends.size() - 1);
}

void Compiler::compile_http(const Effective& effective, backend::Spec& spec, ApiBackend& made) const {
  const ApiSpec& api = *effective.definition;
  if (!api.backend_api) {
    made.fault = Reason::BackendMissing;
    return;
  }
  const BackendSpec& from = *api.backend_api;
  const bool has_channel = from.vpc_channel_status == 1;
  const auto variables = links_.variables(links_.place(effective.api).group, effective.environment);
  const auto path = backend::expand(from.req_uri, variables);
  const auto address =
      backend::expand(has_channel ? std::string_view{} : std::string_view(from.url_domain), variables);
  if (!path || !address) {
    made.fault = Reason::BackendVariableUndefined;
    return;
  }
  spec.http = {.scheme = from.req_protocol == "HTTPS" ? Scheme::Https : Scheme::Http,
               .method = from.req_method,
               .path = *path,
               .address = *address,
               .proxy_host = from.vpc_channel_info.vpc_channel_proxy_host};
  spec.timeout_ms = static_cast<std::uint32_t>(from.timeout);
  spec.retry_count = static_cast<std::int16_t>(from.retry_count);
  if (!has_channel) return;
  const Found channel = links_.channel(from.vpc_channel_info.vpc_channel_id);
  if (channel)
    made.channel = channel.index;
  else
    made.fault = Reason::ChannelMissing;
}

// A literal address is judged once, here; a name when it is resolved.
void Compiler::check_address(const Effective& effective, ApiBackend& made) {
  if (made.type != BackendType::Http || made.channel != kNone) return;
  made.address = read_address(made.call->host());
  if (!made.address || to_.allow_private_backends || !http::is_forbidden_backend(*made.address)) return;
  made.fault = Reason::BackendAddressForbidden;
  found_.push_back({.severity = Severity::Warning,
                    .pointer = pointer_of(effective) + "/backend_api/url_domain",
                    .row = error::Row::DomainInAddressBlacklist,
                    .message = "gives an address that must not be called: every call will be refused"});
}

// A variable may give what no literal could: then calls are refused, and the document still loads.
void Compiler::report(const backend::Problem& problem, const Effective& effective) {
  using Kind = backend::Problem::Kind;
  const bool is_param = problem.kind != Kind::PathIllegal && problem.kind != Kind::AddressIllegal;
  const bool has_variable = effective.definition->backend_api &&
                            (effective.definition->backend_api->url_domain.find('#') != std::string::npos ||
                             effective.definition->backend_api->req_uri.find('#') != std::string::npos);
  std::string pointer = pointer_of(effective) + "/backend_api/";
  pointer += problem.kind == Kind::AddressIllegal ? "url_domain" : "req_uri";
  if (is_param) pointer = pointer_of(effective) + "/backend_params/" + std::to_string(problem.param);
  const bool is_error = is_param || !has_variable;
  found_.push_back(
      {.severity = is_error ? Severity::Error : Severity::Warning,
       .pointer = std::move(pointer),
       .row = error::Row::ParameterError,
       .message = is_error ? "cannot be used" : "is illegal with its variables: calls will be refused"});
}

}  // namespace sluice::config
