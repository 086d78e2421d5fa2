// Backends of APIs, the default one and those of policies, with the variables of their environment put in.
#include <algorithm>
#include <utility>

#include "config/compiler.hpp"
#include "http/forbidden.hpp"
#include "sluice/endpoint.hpp"
#include "sluice/target.hpp"

namespace sluice::config {

// One backend as configured; at most one of the three kinds is there, none for the host's own handler.
struct Compiler::BackendSource {
  const BackendSpec* http = nullptr;
  const MockSpec* mock = nullptr;
  const FunctionSpec* function = nullptr;
  const std::vector<BackendParameterSpec>& params;
  std::string_view policy;  // its name; empty: the default
  std::string pointer;      // of the object that holds the address
  std::string params_pointer;
};

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

bool has_variable(const BackendSpec& spec) noexcept {
  return spec.url_domain.find('#') != std::string::npos || spec.req_uri.find('#') != std::string::npos;
}

BackendType type_of(const ApiSpec& api) noexcept {
  if (api.backend_type == "HTTP") return BackendType::Http;
  if (api.backend_type == "MOCK") return BackendType::Mock;
  return api.backend_type == "FUNCTION" ? BackendType::Function : BackendType::Host;
}

// What makes two backends one: every part of the spec, and what it maps from.
std::string text_of(const backend::Spec& spec, const ApiBackend& made,
                    const std::vector<backend::Declared>& declared) {
  std::string all;
  const auto add = [&](std::string_view text) {
    all.append(std::to_string(text.size())).append(":").append(text);
  };
  const auto add_number = [&](auto number) { add(std::to_string(static_cast<std::int64_t>(number))); };
  for (const std::string& text : {spec.http.method, spec.http.path, spec.http.address, spec.http.proxy_host,
                                  spec.function.urn, spec.function.version, spec.mock.body})
    add(text);
  for (const std::int64_t number :
       {std::int64_t{static_cast<std::int64_t>(spec.kind)}, static_cast<std::int64_t>(spec.http.scheme),
        std::int64_t{spec.function.is_async}, std::int64_t{spec.mock.status},
        std::int64_t{spec.appends_remainder}, std::int64_t{spec.timeout_ms}, std::int64_t{spec.retry_count},
        std::int64_t{made.channel}, std::int64_t{made.authorizer}})
    add_number(number);
  for (const backend::ParamSpec& param : spec.params) {
    add(param.name);
    add(param.value);
    add_number(param.origin);
    add_number(param.place);
  }
  for (const backend::Declared& one : declared) {
    add(one.name);
    add_number(one.place);
    add_number(one.passes + 2 * one.is_tail + 4 * one.has_default);
  }
  return all;
}

}  // namespace

// Equal in every environment, since nothing in it is a variable.
bool Compiler::is_fixed(const ApiSpec& api) noexcept {
  return (!api.backend_api || !has_variable(*api.backend_api)) &&
         std::ranges::none_of(api.policy_https,
                              [](const PolicyHttpSpec& p) { return has_variable(p.backend); });
}

std::vector<backend::Declared> Compiler::declared_of(const ApiSpec& api) {
  std::vector<backend::Declared> all;
  for (const RequestParameterSpec& spec : api.req_params)
    all.push_back({.name = spec.name,
                   .place = place_of(spec.location),
                   .passes = spec.pass_through != 2,
                   .is_tail = api.req_uri.find('{' + spec.name + "+}") != std::string::npos,
                   .has_default = spec.default_value.has_value()});
  return all;
}

// The default backend and those of the policies, which stand together.
void Compiler::compile_backends(const Effective& effective, Api& api) {
  const ApiSpec& spec = *effective.definition;
  if (type_of(spec) == BackendType::Host) {
    const auto [seen, is_new] =
        backends_seen_.try_emplace("host", static_cast<std::uint32_t>(to_.backends.size()));
    if (is_new) to_.backends.emplace_back();
    api.backend = seen->second;
    return;
  }
  if (&spec == last_ && is_fixed(spec)) {
    api.backend = to_.apis.back().backend;
    api.policies = to_.apis.back().policies;
    return;
  }
  const std::string pointer = pointer_of(effective);
  const auto only = [&](std::string_view type, const auto& object) {
    return spec.backend_type == type && object ? &*object : nullptr;
  };
  api.backend = compile_backend(effective, {.http = only("HTTP", spec.backend_api),
                                            .mock = only("MOCK", spec.mock_info),
                                            .function = only("FUNCTION", spec.func_info),
                                            .params = spec.backend_params,
                                            .policy = {},
                                            .pointer = pointer + "/backend_api",
                                            .params_pointer = pointer + "/backend_params"});
  compile_policies(effective, api);
}

void Compiler::compile_policies(const Effective& effective, Api& api) {
  const ApiSpec& spec = *effective.definition;
  std::vector<backend::PolicySpec> conditions;
  const auto first = static_cast<std::uint32_t>(to_.backends.size());
  const auto add = [&](const auto& policies, std::string_view list, auto set_kind) {
    for (std::size_t i = 0; i < policies.size(); ++i) {
      const std::string pointer = pointer_of(effective) + "/" + std::string(list) + "/" + std::to_string(i);
      BackendSource source{.params = policies[i].backend_params,
                           .policy = policies[i].name,
                           .pointer = pointer,
                           .params_pointer = pointer + "/backend_params"};
      set_kind(source, policies[i].backend);
      compile_backend(effective, source);
      conditions.push_back(conditions_of(policies[i].effect_mode, policies[i].conditions));
    }
  };
  if (spec.backend_type == "HTTP")
    add(spec.policy_https, "policy_https",
        [](BackendSource& to, const BackendSpec& from) { to.http = &from; });
  if (spec.backend_type == "MOCK")
    add(spec.policy_mocks, "policy_mocks", [](BackendSource& to, const MockSpec& from) { to.mock = &from; });
  if (spec.backend_type == "FUNCTION")
    add(spec.policy_functions, "policy_functions",
        [](BackendSource& to, const FunctionSpec& from) { to.function = &from; });
  if (conditions.empty()) return;
  auto compiled = backend::compile_policies(conditions, declared_of(spec));
  if (!compiled) throw std::bad_alloc();  // everything else was found by the checks
  api.policies = static_cast<std::uint32_t>(to_.policy_sets.size());
  to_.policy_sets.push_back({std::move(*compiled), first});
}

std::uint32_t Compiler::compile_backend(const Effective& effective, const BackendSource& source) {
  const ApiSpec& api = *effective.definition;
  ApiBackend made;
  made.policy = keep(source.policy);
  made.type = type_of(api);
  backend::Spec spec{.params = params_of(source.params), .appends_remainder = api.match_mode == "SWA"};
  if (source.http != nullptr) {
    made.authorizer = authorizer_of(source.http->authorizer_id);
    compile_http(effective, *source.http, spec, made);
  } else if (source.mock != nullptr) {
    made.authorizer = authorizer_of(source.mock->authorizer_id);
    spec.kind = backend::Kind::Mock;
    spec.mock = {static_cast<std::uint16_t>(source.mock->status_code), source.mock->result_content};
  } else if (source.function != nullptr) {
    made.authorizer = authorizer_of(source.function->authorizer_id);
    spec.kind = backend::Kind::Function;
    spec.function = {source.function->function_urn, source.function->version,
                     source.function->invocation_type == "async"};
    spec.timeout_ms = static_cast<std::uint32_t>(source.function->timeout);
  } else if (made.type != BackendType::Host) {
    made.fault = Reason::BackendMissing;
  }
  const auto declared = declared_of(api);
  // The backends of policies stand together, so only default ones are shared.
  const std::string text = source.policy.empty() ? text_of(spec, made, declared) : std::string();
  if (const auto seen = backends_seen_.find(text); seen != backends_seen_.end()) return seen->second;
  if (made.type != BackendType::Host && made.fault == Reason::None) {
    auto compiled = backend::compile(spec, declared);
    if (compiled) {
      made.call.emplace(std::move(*compiled));
      check_address(source, made);
    } else if (compiled.error().kind == backend::Problem::Kind::OutOfMemory) {
      throw std::bad_alloc();
    } else {
      made.fault = Reason::BackendAddressIllegal;
      report(compiled.error(), source);
    }
  }
  const auto index = static_cast<std::uint32_t>(to_.backends.size());
  if (!text.empty() && made.fault == Reason::None) backends_seen_.emplace(text, index);
  to_.backends.push_back(std::move(made));
  return index;
}

void Compiler::compile_http(const Effective& effective, const BackendSpec& from, backend::Spec& spec,
                            ApiBackend& made) const {
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
void Compiler::check_address(const BackendSource& source, ApiBackend& made) {
  if (made.type != BackendType::Http || made.channel != kNone) return;
  const auto& address = made.call->address();
  if (!address || to_.allow_private_backends || !http::is_forbidden_backend(*address)) return;
  made.fault = Reason::BackendAddressForbidden;
  found_.push_back({.severity = Severity::Warning,
                    .pointer = source.pointer + "/url_domain",
                    .row = error::Row::DomainInAddressBlacklist,
                    .message = "gives an address that must not be called: every call will be refused"});
}

// A variable may give what no literal could: then calls are refused, and the document still loads.
void Compiler::report(const backend::Problem& problem, const BackendSource& source) {
  using Kind = backend::Problem::Kind;
  const bool is_param = problem.kind != Kind::PathIllegal && problem.kind != Kind::AddressIllegal;
  std::string pointer = source.pointer + (problem.kind == Kind::AddressIllegal ? "/url_domain" : "/req_uri");
  if (is_param) pointer = source.params_pointer + "/" + std::to_string(problem.param);
  const bool is_error = is_param || source.http == nullptr || !has_variable(*source.http);
  found_.push_back(
      {.severity = is_error ? Severity::Error : Severity::Warning,
       .pointer = std::move(pointer),
       .row = error::Row::ParameterError,
       .message = is_error ? "cannot be used" : "is illegal with its variables: calls will be refused"});
}

}  // namespace sluice::config
