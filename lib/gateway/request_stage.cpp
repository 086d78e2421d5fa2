// Stages 1 to 3: is it legal HTTP within the limits, which API serves it, and by this protocol.
#include <algorithm>

#include "base/number.hpp"
#include "gateway/work.hpp"
#include "http/headers.hpp"

namespace sluice::gateway {
namespace {

constexpr std::uint64_t kDeepest = 10;  // calls through ten layers of gateways are still served

bool is_secure(Scheme scheme) noexcept { return scheme == Scheme::Https || scheme == Scheme::Wss; }

std::string_view name_of(Tls version) noexcept {
  constexpr std::string_view names[] = {"", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"};
  return names[static_cast<std::size_t>(version)];
}

// The largest number that any of several such fields claims; anything but digits counts as none.
std::uint64_t larger(std::uint64_t known, std::string_view value) noexcept {
  value = ascii::trim(value);
  const auto claimed = number::decimal(value, INT64_MAX);
  const bool is_huge = !claimed && !value.empty() && std::ranges::all_of(value, ascii::is_digit);
  return std::max<std::uint64_t>(known, is_huge ? INT64_MAX : claimed.value_or(0));
}

// One pass over the header for every field that a stage here looks at.
Work::Fields read_fields(const Request& request) noexcept {
  Work::Fields fields;
  for (const Header& h : request.headers) {
    switch (h.name.size()) {
      case 4:
        if (http::is_named(h, "Host")) fields.host = h.value, ++fields.hosts;
        break;
      case 6:
        if (http::is_named(h, "Origin")) fields.has_origin = true;
        if (http::is_named(h, "Expect")) fields.expect = ascii::trim(h.value);
        break;
      case 7:
        if (http::is_named(h, "X-Stage")) fields.stage = ascii::trim(h.value), ++fields.stages;
        if (http::is_named(h, "Upgrade")) fields.upgrade = ascii::trim(h.value);
        if (http::is_named(h, "X-HW-ID")) fields.app_key = ascii::trim(h.value), ++fields.app_keys;
        break;
      case 11:
        if (http::is_named(h, "X-Apig-Mode")) fields.mode = ascii::trim(h.value);
        break;
      case 12:
        if (http::is_named(h, "X-Apig-Depth")) fields.depth = larger(fields.depth, h.value);
        break;
      case 14:
        if (http::is_named(h, "Content-Length")) fields.body_bytes = larger(fields.body_bytes, h.value);
        break;
      default:
        break;
    }
  }
  return fields;
}

// Exactly one Host. `Request::host` stands for that field, which the list may repeat.
Reason check_host_count(Work& work) noexcept {
  const Work::Fields& fields = work.fields;
  if (work.request.host.empty()) {
    if (fields.hosts == 0) return Reason::HostMissing;
    work.request.host = fields.host;
    return fields.hosts == 1 ? Reason::None : Reason::HostRepeated;
  }
  const bool differs = fields.hosts == 1 && ascii::trim(fields.host) != ascii::trim(work.request.host);
  return fields.hosts > 1 || differs ? Reason::HostRepeated : Reason::None;
}

Reason read_host(Work& work) noexcept {
  if (const Reason reason = check_host_count(work); reason != Reason::None) return reason;
  const auto host = http::read_host(ascii::trim(work.request.host), work.host_room);
  if (!host) return host.error();
  work.host = *host;
  if (!work.target.authority.empty() && !http::is_same_authority(work.target, ascii::trim(work.request.host)))
    return Reason::AuthorityMismatch;
  if (!work.tables->sni_must_match || work.request.server_name.empty()) return Reason::None;
  char room[http::kHostRoom];
  const auto name = http::read_host(work.request.server_name, room);
  return name && name->name == work.host.name ? Reason::None : Reason::ServerNameMismatch;
}

Reason read_target(Work& work) noexcept {
  const auto target = http::split_target(work.request.target, work.request.method);
  if (!target) return target.error();
  work.target = *target;
  if (target->path == "*") {
    work.path = target->path;
    return Reason::None;
  }
  const auto path = http::read_path(target->path, work.tables->path_mode, work.scratch.rest());
  if (!path) return path.error();
  work.path = *path;
  work.scratch.keep(*path);
  return Reason::None;
}

// The order of the limits is the published one; syntax comes after sizes.
Reason check_syntax(Work& work) noexcept {
  const config::Tables& tables = *work.tables;
  const Request& request = work.request;
  if (request.target.size() > tables.limits.uri_bytes) return Reason::TargetTooLong;
  work.fields = read_fields(request);
  const std::string_view unlisted = work.fields.hosts == 0 ? request.host : std::string_view{};
  if (const Reason reason = http::check(request.headers, tables.limits, unlisted); reason != Reason::None)
    return reason;
  const auto method = route::method_of(request.method);
  if (!method) return Reason::MethodIllegal;
  work.method = *method;
  work.is_debug = ascii::equals_ignoring_case(work.fields.mode, "debug");
  if (const Reason reason = read_target(work); reason != Reason::None) return reason;
  if (const Reason reason = read_host(work); reason != Reason::None) return reason;
  if (work.fields.stages > 1) return Reason::StageRepeated;
  if (!work.fields.expect.empty() && !ascii::equals_ignoring_case(work.fields.expect, "100-continue"))
    return Reason::ExpectIllegal;
  const std::uint64_t body_bytes = std::max(work.fields.body_bytes, request.body_bytes.value_or(0));
  return body_bytes > tables.limits.body_bytes ? Reason::BodyTooLarge : Reason::None;
}

Step refuse_no_api(Work& work) noexcept {
  const route::Match& match = work.match;
  work.decision.group = match.scope.group();
  work.decision.environment = match.scope.environment();
  work.decision.allowed_methods = match.allowed;
  switch (match.reason) {
    case Reason::HostUnknown:
      return refuse(work, match.reason, join(work, {"no group has the host ", work.host.name}));
    case Reason::EnvironmentUnknown:
      return refuse(work, match.reason, join(work, {"no environment ", work.fields.stage}));
    case Reason::MethodUnknown:
      return refuse(work, match.reason,
                    join(work, {"the path has other methods than ", work.request.method}));
    default:
      return refuse(work, match.reason, join(work, {"no API has the path ", work.path}));
  }
}

void match_in(Work& work, const route::Scope& scope) noexcept {
  work.match = work.tables->routes->find(scope, work.method, work.path);
  work.match.scope = scope;
  if (!scope) work.match.reason = scope.reason;
}

// X-HW-ID with the key of an app: what that app may call is looked through, whatever the host. An API of
// another app's is found only where there is none of its own, and refused to it later. False: the host
// decides. Source: the published gateway's parameter `app_route`.
bool match_by_app(Work& work) noexcept {
  const config::Tables& tables = *work.tables;
  if (!tables.routes_by_app || work.fields.app_keys != 1) return false;
  const auto app = tables.app_by_key.find(work.fields.app_key);
  if (!app) return false;
  route::Match foreign;
  for (const std::uint32_t group : tables.apps[*app].groups) {
    match_in(work, tables.routes->locate_group(tables.groups[group].id, work.fields.stage));
    if (work.match && grant_of(tables, tables.apis[work.match.id], *app) != nullptr) return true;
    if (foreign.reason == Reason::PathUnknown) foreign = work.match;
  }
  work.match = foreign;
  return true;
}

bool accepts(config::Protocols protocols, Scheme scheme) noexcept {
  if (protocols == config::Protocols::Both) return true;
  return is_secure(scheme) == (protocols == config::Protocols::Https);
}

bool is_websocket(const Work& work) noexcept {
  return work.request.scheme == Scheme::Ws || work.request.scheme == Scheme::Wss ||
         ascii::equals_ignoring_case(work.fields.upgrade, "websocket");
}

}  // namespace

Step read_request(Work& work) noexcept {
  const Tls tls = work.request.tls;
  if (is_secure(work.request.scheme) && tls != Tls::Unknown &&
      (work.tables->tls_versions >> static_cast<unsigned>(tls) & 1) == 0)
    return refuse(work, Reason::TlsVersion, {}, name_of(tls));
  const Reason reason = check_syntax(work);
  return reason == Reason::None ? Step::Continue : refuse(work, reason);
}

Step take_captures(Work& work) noexcept {
  const auto captures = work.scratch.take_array<Named>(work.match.captures());
  for (std::size_t i = 0; i < captures.size(); ++i) captures[i] = work.match.capture(i);
  if (captures.size() != work.match.captures()) return refuse(work, Reason::ScratchExhausted);
  work.captures = work.decision.path_params = captures;
  return Step::Continue;
}

Step find_api(Work& work) noexcept {
  if (work.is_debug_call) return find_draft(work);
  const config::Tables& tables = *work.tables;
  if (!match_by_app(work)) match_in(work, tables.routes->locate(work.host, work.fields.stage));
  if (!work.match) return refuse_no_api(work);
  work.api = &tables.apis[work.match.id];
  Decision& decision = work.decision;
  decision.group = tables.groups[work.api->group].id;
  decision.environment = tables.environments[work.api->environment];
  decision.api = work.api->id;
  decision.api_name = work.api->name;
  return take_captures(work);
}

Step check_protocol(Work& work) noexcept {
  const Tls tls = work.request.tls;
  if (is_secure(work.request.scheme) && tls != Tls::Unknown && tls < work.match.scope.min_tls)
    return refuse(work, Reason::TlsBelowMinimum, {}, name_of(tls));
  if (!accepts(work.api->protocols, work.request.scheme))
    return refuse(work, Reason::ProtocolRefused, {},
                  work.api->protocols == config::Protocols::Http ? "HTTP" : "HTTPS");
  const config::BackendType backend = work.tables->backends[work.api->backend].type;
  if (is_websocket(work) && backend != config::BackendType::Http && backend != config::BackendType::Host)
    return refuse(work, Reason::UpgradeIllegal, "WebSocket to a backend that is not HTTP");
  if (work.fields.depth > kDeepest) return refuse(work, Reason::RecursionTooDeep);
  return Step::Continue;
}

}  // namespace sluice::gateway
