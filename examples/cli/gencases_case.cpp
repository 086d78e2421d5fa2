#include "gencases_case.hpp"

#include <algorithm>
#include <stdexcept>
#include <string_view>

#include "json_write.hpp"
#include "references.hpp"
#include "sluice/endpoint.hpp"
#include "sluice/error.hpp"
#include "sluice/sign.hpp"
#include "sluice/target.hpp"

namespace cli::gencases {
namespace {

using sluice::ApiSpec;
using sluice::Publication;

constexpr std::string_view kPublicAddress = "203.0.114.7";  // in no range that backends may not have
constexpr std::string_view kNoKey = "nobody00key";

std::string encoded(std::string_view text, sluice::http::Encoding encoding) {
  std::string room(text.size() * 3, '\0');
  const auto done = sluice::http::encode(text, encoding, room);
  return std::string(done ? *done : text);
}

std::string target_of(const Call& call) {
  std::string target = call.path;
  char separator = '?';
  for (const auto& [name, value] : call.query) {
    target += separator;
    target += encoded(name, sluice::http::Encoding::Unreserved) + "=" +
              encoded(value, sluice::http::Encoding::Unreserved);
    separator = '&';
  }
  return target;
}

/// The call's header fields: its own, the environment, and where the client's address is read from.
Pairs fields_of(const sluice::GatewaySpec& gateway, const Call& call) {
  Pairs fields = call.headers;
  if (!call.environment.empty()) fields.emplace_back("X-Stage", call.environment);
  if (gateway.real_ip_from_xff.enable && gateway.trusted_proxies.empty()) {
    const std::int64_t index = gateway.real_ip_from_xff.xff_index;
    std::string list = call.client;
    for (std::int64_t i = index >= 0 ? index : -index - 1; i > 0 && list.size() < 4096; --i)
      list += ", " + call.client;
    fields.emplace_back("X-Forwarded-For", list);
  }
  return fields;
}

sluice::Scheme scheme_of(std::string_view text) {
  return text == "http" ? sluice::Scheme::Http : sluice::Scheme::Https;
}

/// Another hex digit.
void flip(char& digit) { digit = digit == '0' ? '1' : '0'; }

/// Adds what the signer adds. The configuration holds the secrets, so the client can be played.
void sign(const Case& one, const std::string& target, Pairs& fields) {
  const Call& call = one.call;
  std::vector<sluice::Header> headers;
  for (const auto& [name, value] : fields) headers.push_back({name, value});
  const sluice::Request request{.method = call.method,
                                .target = target,
                                .host = call.host,
                                .headers = headers,
                                .scheme = scheme_of(call.scheme)};
  std::string room(65536, '\0');
  const bool is_known = call.proof != Proof::UnknownKey;
  const auto made = sluice::sign::sign(
      request, "",
      {.access = is_known ? std::string_view(call.app->app_key) : kNoKey, .secret = call.app->app_secret},
      {.seconds = one.now - call.signed_ago}, room);
  if (!made) throw std::runtime_error("a case cannot be signed: " + std::string(text(made.error())));
  Pairs added;
  for (const auto& [name, value] : made->added)
    if (name != "Host") added.emplace_back(name, value);
  if (call.proof == Proof::WrongSignature) flip(added.back().second.back());
  fields.insert(fields.end(), added.begin(), added.end());
}

void prove(const Case& one, const std::string& target, Pairs& fields) {
  switch (one.call.proof) {
    case Proof::Signature:
    case Proof::WrongSignature:
    case Proof::UnknownKey:
      return sign(one, target, fields);
    case Proof::Code:
      fields.emplace_back("X-Apig-AppCode", one.call.app->app_codes.front());
      return;
    case Proof::WrongCode:
      fields.emplace_back("X-Apig-AppCode", std::string(64, 'x'));
      return;
    case Proof::Token:
    case Proof::WrongToken:
      fields.emplace_back("X-Auth-Token", "token-of-the-caller");
      return;
    case Proof::None:
      return;
  }
}

void write_pairs(const Pairs& pairs, json::Writer& out) {
  out.begin_array();
  for (const auto& [name, value] : pairs) {
    out.begin_array();
    out.text(name);
    out.text(value);
    out.end_array();
  }
  out.end_array();
}

std::optional<sluice::backend::Endpoint> endpoint_of(const sluice::Configuration& from,
                                                     const Publication& publication,
                                                     const sluice::BackendSpec& backend) {
  if (backend.vpc_channel_status == 1) return std::nullopt;
  std::vector<sluice::Named> variables;
  for (const sluice::VariableSpec& variable : publication.group->variables)
    if (is_environment(from, variable.env, publication.environment))
      variables.push_back({variable.name, variable.value});
  const auto text = sluice::backend::expand(backend.url_domain, variables);
  if (!text || text->empty()) return std::nullopt;
  const auto scheme = backend.req_protocol == "HTTPS" ? sluice::Scheme::Https : sluice::Scheme::Http;
  auto endpoint = sluice::backend::read_endpoint(*text, scheme);
  return endpoint ? std::optional(*endpoint) : std::nullopt;
}

/// The names of backends, with an address that may be called.
std::vector<std::string> names_of(const sluice::Configuration& from, const Publication& publication) {
  std::vector<std::string> names;
  const auto add = [&](const sluice::BackendSpec& backend) {
    const auto endpoint = endpoint_of(from, publication, backend);
    if (endpoint && !endpoint->address && std::ranges::find(names, endpoint->host) == names.end())
      names.push_back(endpoint->host);
  };
  const ApiSpec& api = *publication.definition;
  if (api.backend_api) add(*api.backend_api);
  for (const auto& policy : api.policy_https) add(policy.backend);
  return names;
}

void write_resolved(const sluice::Configuration& from, const Publication& publication, json::Writer& out) {
  const auto names = names_of(from, publication);
  if (names.empty()) return;
  out.name("resolved").begin_object();
  for (const std::string& name : names) {
    out.name(name).begin_array();
    out.text(kPublicAddress);
    out.end_array();
  }
  out.end_object();
}

void write_iam(const Call& call, json::Writer& out) {
  if (call.proof != Proof::Token && call.proof != Proof::WrongToken) return;
  out.name("iam").begin_object();
  out.member("result", call.proof == Proof::Token ? "ok" : "invalid");
  if (call.proof == Proof::Token) {
    out.member("user_id", "user-id");
    out.member("user_name", "user");
    out.member("domain_id", call.account_id);
    out.member("domain_name", call.account);
    out.member("project_id", "project");
  }
  out.end_object();
}

void write_authorizers(const sluice::Configuration& from, const Publication& publication, const Call& call,
                       json::Writer& out) {
  std::vector<std::string> wanted{publication.definition->authorizer_id};
  if (publication.definition->backend_api)
    wanted.push_back(publication.definition->backend_api->authorizer_id);
  if (publication.definition->func_info) wanted.push_back(publication.definition->func_info->authorizer_id);
  if (publication.definition->mock_info) wanted.push_back(publication.definition->mock_info->authorizer_id);
  for (const auto& policy : publication.definition->policy_https)
    wanted.push_back(policy.backend.authorizer_id);
  for (const auto& policy : publication.definition->policy_functions)
    wanted.push_back(policy.backend.authorizer_id);
  for (const auto& policy : publication.definition->policy_mocks)
    wanted.push_back(policy.backend.authorizer_id);
  json::Writer body;
  body.begin_object();
  body.member("status", call.is_allowed ? "allow" : "deny");
  body.name("context").begin_object();
  for (const auto& [name, value] : call.context) body.member(name, value);
  body.end_object();
  body.end_object();
  bool is_open = false;
  for (const sluice::AuthorizerSpec& authorizer : from.authorizers) {
    if (std::ranges::none_of(wanted,
                             [&](const std::string& id) { return !id.empty() && is_called(authorizer, id); }))
      continue;
    if (!is_open) out.name("authorizers").begin_object();
    is_open = true;
    out.name(authorizer.id.empty() ? authorizer.name : authorizer.id).begin_object();
    out.name("status").number(200);
    out.member("body", body.view());
    out.end_object();
  }
  if (is_open) out.end_object();
}

void write_place(const Expect& expect, json::Writer& out) {
  if (!expect.api) return;
  if (expect.api->empty()) {
    out.name("api").null();
    return;
  }
  out.member("group", expect.group);
  out.member("env", expect.environment);
  out.member("api", *expect.api);
}

void write_expect(const Expect& expect, json::Writer& out) {
  out.name("expect").begin_object();
  if (!expect.verdict.empty()) out.member("verdict", expect.verdict);
  write_place(expect, out);
  if (expect.reason != sluice::Reason::None) {
    out.member("error_code", sluice::error::row(sluice::error::row(expect.reason)).code);
    out.member("reason", sluice::error::text(expect.reason));
  } else if (!expect.error_code.empty()) {
    out.member("error_code", expect.error_code);
  }
  if (expect.path_params) {
    out.name("path_params").begin_object();
    for (const auto& [name, value] : *expect.path_params) out.member(name, value);
    out.end_object();
  }
  if (expect.policy) {
    out.name("backend_policy");
    expect.policy->empty() ? out.null() : out.text(*expect.policy);
  }
  out.end_object();
}

}  // namespace

sluice::Reason backend_refusal(const sluice::Configuration& from, const Publication& publication,
                               const sluice::BackendSpec& backend) {
  const auto endpoint = endpoint_of(from, publication, backend);
  if (!endpoint || !endpoint->address || from.gateway.allow_private_backends) return sluice::Reason::None;
  const auto chosen = sluice::backend::choose_address({&*endpoint->address, 1});
  return chosen ? sluice::Reason::None : sluice::Reason::BackendAddressForbidden;
}

std::string line_of(const sluice::Configuration& from, const Case& one, const Publication& publication) {
  const std::string target = target_of(one.call);
  Pairs fields = fields_of(from.gateway, one.call);
  prove(one, target, fields);
  json::Writer out;
  out.begin_object();
  out.member("case", one.name);
  if (one.repeat > 1) out.name("repeat").number(one.repeat);
  out.name("now").number(one.now);
  out.member("method", one.call.method);
  out.member("scheme", one.call.scheme);
  out.member("host", one.call.host);
  out.member("target", target);
  if (!fields.empty()) write_pairs(fields, out.name("headers"));
  out.member("client_ip", one.call.client);
  write_iam(one.call, out);
  write_authorizers(from, publication, one.call, out);
  write_resolved(from, publication, out);
  write_expect(one.expect, out);
  out.end_object();
  return std::string(out.view());
}

}  // namespace cli::gencases
