// Every definition that is in effect somewhere becomes an Api for each such environment, and a route to it.
#include <algorithm>
#include <utility>

#include "base/ascii.hpp"
#include "config/compiler.hpp"

namespace sluice::config {
namespace {

AuthType auth_of(const ApiSpec& spec) noexcept {
  if (spec.req_method == "OPTIONS" && spec.cors) return AuthType::None;  // a preflight brings no credential
  if (spec.auth_type == "APP") return AuthType::App;
  if (spec.auth_type == "IAM") return AuthType::Iam;
  return spec.auth_type == "AUTHORIZER" ? AuthType::Authorizer : AuthType::None;
}

Protocols protocols_of(std::string_view text) noexcept {
  if (text == "HTTP") return Protocols::Http;
  return text == "BOTH" ? Protocols::Both : Protocols::Https;
}

Place place_of(std::string_view text) noexcept {
  if (text == "PATH") return Place::Path;
  return text == "HEADER" ? Place::Header : Place::Query;
}

std::vector<std::string> items_of(std::string_view list) {
  std::vector<std::string> items;
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    items.emplace_back(ascii::trim(list.substr(0, comma)));
    if (comma == std::string_view::npos) break;
    list.remove_prefix(comma + 1);
  }
  return items;
}

params::Spec param_of(const RequestParameterSpec& spec) {
  const Place place = place_of(spec.location);
  const auto size = [](std::optional<std::int64_t> bound) {
    return bound ? std::optional(static_cast<std::uint32_t>(*bound)) : std::nullopt;
  };
  return {.name = spec.name,
          .place = place,
          .type = spec.type == "NUMBER" ? params::Type::Number : params::Type::String,
          .is_required = spec.required ? *spec.required == 1 : place == Place::Path,
          .is_checked = spec.valid_enable == 1,
          .default_value = spec.default_value,
          .enumeration = items_of(spec.enumerations),
          .min_number = spec.min_num,
          .max_number = spec.max_num,
          .min_size = size(spec.min_size),
          .max_size = size(spec.max_size)};
}

// What makes two declarations one: every part that is compiled.
std::string text_of(const std::vector<RequestParameterSpec>& specs) {
  std::string all;
  const auto add = [&](std::string_view text) {
    all.append(std::to_string(text.size())).append(":").append(text);
  };
  const auto add_number = [&](const std::optional<std::int64_t>& n) { add(n ? std::to_string(*n) : "-"); };
  for (const RequestParameterSpec& spec : specs) {
    for (const std::string& text : {spec.name, spec.type, spec.location, spec.enumerations}) add(text);
    all += spec.default_value ? '+' : '-';
    add(spec.default_value.value_or(""));
    for (const auto& number :
         {spec.required, std::optional(spec.valid_enable), std::optional(spec.pass_through), spec.min_num,
          spec.max_num, spec.min_size, spec.max_size})
      add_number(number);
  }
  return all;
}

}  // namespace

std::string Compiler::pointer_of(const Effective& effective) const {
  if (effective.version != Effective::kOwn)
    return "/versions/" + std::to_string(effective.version) + "/definition";
  const ApiPlace place = links_.place(effective.api);
  return "/groups/" + std::to_string(place.group) + "/apis/" + std::to_string(place.api);
}

void Compiler::apis() {
  to_.apis.reserve(links_.effective().size());
  for (const Effective& effective : links_.effective()) publish(effective);
}

// The edited definition of each API: the one that is in effect somewhere, or one of its own.
void Compiler::drafts() {
  std::vector<std::uint32_t> own(links_.api_count(), kNone);
  const auto& effective = links_.effective();
  for (std::uint32_t i = static_cast<std::uint32_t>(effective.size()); i-- > 0;)
    if (effective[i].version == Effective::kOwn) own[effective[i].api] = i;
  for (std::uint32_t number = 0; number < own.size(); ++number) {
    if (own[number] == kNone) {
      own[number] = static_cast<std::uint32_t>(to_.apis.size());
      const Effective draft{number, EnvironmentNumber::Release, &links_.api_spec(number)};
      Api api = api_of(draft);
      if (!api.has_variables) compile_backends(draft, api);
      to_.apis.push_back(api);
      last_ = draft.definition;
    }
  }
  to_.drafts = std::move(own);
  std::ranges::sort(to_.drafts, {}, [this](std::uint32_t i) { return to_.apis[i].id; });
}

void Compiler::publish(const Effective& effective) {
  Api api = api_of(effective);
  if (from_.gateway.default_limit > 0)
    api.default_counter = add_counter(slot_key({"default", to_.groups[api.group].id, api.id}),
                                      {.limit = static_cast<std::uint32_t>(from_.gateway.default_limit)});
  compile_backends(effective, api);
  to_.apis.push_back(api);
  last_ = effective.definition;
}

Api Compiler::api_of(const Effective& effective) {
  const ApiSpec& spec = *effective.definition;
  Api api;
  api.id = keep(id_of(links_.api_spec(effective.api)));
  api.name = keep(spec.name);
  api.group = links_.place(effective.api).group;
  api.environment = static_cast<std::uint32_t>(effective.environment);
  api.auth = auth_of(spec);
  api.protocols = protocols_of(spec.req_protocol);
  if (api.auth != AuthType::None) api.authorizer = authorizer_of(spec.authorizer_id);
  api.accepts_app_code = spec.auth_opt.app_code_auth_type == "HEADER";
  api.refuses_unsigned_payload = spec.refuse_unsigned_payload;
  api.has_cors = spec.cors;
  api.streams_body = spec.stream_body;
  api.responses = responses_of(spec, api.group);
  api.params = declare_params(spec);
  api.path = keep(spec.req_uri);
  api.method = route::method_of(spec.req_method).value_or(route::Method::Any);
  api.is_prefix = spec.match_mode == "SWA";
  api.has_variables = !is_fixed(spec);
  return api;
}

// One definition in several environments declares the same.
std::uint32_t Compiler::declare_params(const ApiSpec& spec) {
  if (spec.req_params.empty()) return kNone;
  if (&spec == last_) return to_.apis.back().params;
  const auto [seen, is_new] =
      params_seen_.try_emplace(text_of(spec.req_params), static_cast<std::uint32_t>(to_.params.size()));
  if (!is_new) return seen->second;
  std::vector<params::Spec> declared;
  for (const RequestParameterSpec& param : spec.req_params) declared.push_back(param_of(param));
  auto compiled = params::compile(declared);
  if (!compiled) throw std::bad_alloc();
  to_.params.push_back(std::move(*compiled));
  return static_cast<std::uint32_t>(to_.params.size() - 1);
}

void Compiler::routes() {
  std::vector<route::Spec> specs;
  specs.reserve(links_.effective().size());
  for (std::size_t i = 0; i < links_.effective().size(); ++i) {
    const ApiSpec& spec = *links_.effective()[i].definition;
    specs.push_back({.id = static_cast<std::uint32_t>(i),
                     .method = spec.req_method,
                     .path = spec.req_uri,
                     .mode = spec.match_mode == "SWA" ? route::Mode::Prefix : route::Mode::Normal,
                     .group = to_.groups[to_.apis[i].group].id,
                     .environment = to_.environments[to_.apis[i].environment],
                     .name = spec.name});
  }
  std::vector<route::Domain> independent;
  std::vector<std::string_view> group_ids;
  std::vector<std::string> pointers;
  route::Domains domains{.suffixes = to_.suffixes, .environments = to_.environments};
  for (std::size_t g = 0; g < from_.groups.size(); ++g) {
    group_ids.push_back(to_.groups[g].id);
    if (from_.groups[g].is_default == 1) domains.default_group = to_.groups[g].id;
    for (std::size_t d = 0; d < from_.groups[g].url_domains.size(); ++d) {
      const DomainSpec& domain = from_.groups[g].url_domains[d];
      independent.push_back({.host = domain.url_domain,
                             .group = to_.groups[g].id,
                             .min_tls = domain.min_ssl_version == "TLSv1.2" ? Tls::V1_2 : Tls::V1_1});
      pointers.push_back("/groups/" + std::to_string(g) + "/url_domains/" + std::to_string(d) +
                         "/url_domain");
    }
  }
  domains.independent = independent;
  domains.groups = group_ids;
  domains.ip_access = from_.gateway.ip_access;
  route::Compiled compiled = route::compile(specs, domains);
  if (compiled.out_of_memory) throw std::bad_alloc();
  for (const route::Problem& problem : compiled.problems) report(problem, pointers);
  if (compiled.table) to_.routes.emplace(std::move(*compiled.table));
}

void Compiler::report(const route::Problem& problem, const std::vector<std::string>& domain_pointers) {
  const auto api_pointer = [this](std::uint32_t spec) {
    return pointer_of(links_.effective()[spec]) + "/req_uri";
  };
  Diagnostic diagnostic{.severity = route::is_error(problem.kind) ? Severity::Error : Severity::Warning,
                        .row = route::row(problem),
                        .message = problem.message};
  if (!problem.witness.empty()) diagnostic.message += "; for example " + problem.witness;
  if (problem.spec != route::Problem::kNone) diagnostic.pointer = api_pointer(problem.spec);
  if (problem.domain != route::Problem::kNone) diagnostic.pointer = domain_pointers[problem.domain];
  if (problem.other != route::Problem::kNone) diagnostic.other = api_pointer(problem.other);
  const auto is_same = [&](const Diagnostic& d) {
    return d.pointer == diagnostic.pointer && d.row == diagnostic.row;
  };
  if (std::ranges::none_of(found_, is_same)) found_.push_back(std::move(diagnostic));
}

}  // namespace sluice::config
