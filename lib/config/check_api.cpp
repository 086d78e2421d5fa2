// One definition of an API: its own fields and what it refers to. Parameters and backends are handed on.
#include <new>
#include <string>

#include "config/check.hpp"
#include "config/rules.hpp"
#include "json/json.hpp"
#include "sluice/route.hpp"

namespace sluice::config {
namespace {

constexpr std::int64_t kTags = 30;

constexpr auto kApiRules = std::tuple{
    Text{"name", &ApiSpec::name, shape::kName, Needed::Yes},
    Number{"type", &ApiSpec::type, 1, 2, kChoice},
    Text{"version", &ApiSpec::version, shape::kVersion},
    Words{"req_protocol", &ApiSpec::req_protocol, "HTTP HTTPS BOTH"},
    Words{"req_method", &ApiSpec::req_method, "GET POST PUT DELETE HEAD PATCH OPTIONS ANY", Needed::Yes},
    Text{"req_uri", &ApiSpec::req_uri, shape::kPath, Needed::Yes},
    Words{"match_mode", &ApiSpec::match_mode, "NORMAL SWA"},
    Words{"auth_type", &ApiSpec::auth_type, "NONE APP IAM AUTHORIZER", Needed::Yes},
    Words{"backend_type", &ApiSpec::backend_type, "HTTP FUNCTION MOCK HOST", Needed::Yes},
    Text{"remark", &ApiSpec::remark, shape::kRemark},
    Text{"body_remark", &ApiSpec::body_remark, shape::kSample},
    Text{"result_normal_sample", &ApiSpec::result_normal_sample, shape::kSample},
    Text{"result_failure_sample", &ApiSpec::result_failure_sample, shape::kSample},
};

constexpr auto kAuthOptionRules = std::tuple{
    Words{"app_code_auth_type", &AuthOptionSpec::app_code_auth_type, "DISABLE HEADER"},
};

void check_path(Report& report, const Definition& definition) {
  const std::string& path = definition.api.req_uri;
  if (definition.pattern || path.empty()) return;
  const route::PatternError& fault = definition.pattern.error();
  if (fault.kind == route::PatternFault::TooLong) return;  // reported by the table
  report.error(route::row(fault.kind), "req_uri",
               quote(path) + ", byte " + std::to_string(fault.offset + 1) + ": " +
                   std::string(route::text(fault.kind)));
}

void check_group_id(Walk& walk, const Definition& definition) {
  const std::string& id = definition.api.group_id;
  if (id.empty() || id == walk.configuration.groups[definition.group].id) return;
  const bool exists = walk.links.group(id).kind != Found::Kind::None;
  walk.report.error(exists ? row_of(2000) : row_of(3001), "group_id",
                    quote(id) + (exists ? " is another group" : " does not exist"));
}

void check_response_id(Walk& walk, const Definition& definition) {
  const std::string& id = definition.api.response_id;
  if (id.empty()) return;
  for (const ResponseSpec& response : walk.configuration.groups[definition.group].responses)
    if (id == (response.id.empty() ? response.name : response.id)) return;
  walk.report.error(row_of(2000), "response_id", quote(id) + " is no response of the group");
}

void check_authentication(Walk& walk, const Definition& definition) {
  const ApiSpec& api = definition.api;
  Report& report = walk.report;
  {
    const auto option = report.enter("auth_opt");
    apply(report, api.auth_opt, kAuthOptionRules);
    if (api.auth_opt.app_code_auth_type == "HEADER" && api.auth_type != "APP")
      report.error(row_of(2011), "app_code_auth_type", "only APIs with auth_type APP take app codes");
  }
  if (api.auth_type == "AUTHORIZER") check_present(report, "authorizer_id", !api.authorizer_id.empty());
  if (!api.authorizer_id.empty())
    check_authorizer_reference(walk, api.authorizer_id, "FRONTEND", definition.owner);
}

void check_plugins(Report& report, const std::string& plugins) {
  if (plugins.empty()) return;
  const auto tree = json::read(plugins);
  if (!tree || tree->root().kind() != json::Kind::Array)
    report.error(row_of(2000), "plugins", "is no JSON array");
}

void check_tags(Walk& walk, const ApiSpec& api) {
  Unique taken;
  check_count(walk.report, "tags", api.tags.size(), allowance(kTags, walk.configuration.gateway.quotas.tags),
              row_of(3133));
  for (std::size_t i = 0; i < api.tags.size(); ++i) {
    const auto here = walk.report.enter("tags", i);
    check_text(walk.report, {}, api.tags[i], shape::kTag, Needed::Yes);
    taken.claim(walk.report, api.tags[i], {}, row_of(3213), api.tags[i]);
  }
}

}  // namespace

Definition::Definition(const Walk& walk, std::uint32_t number, const ApiSpec& spec)
    : api(spec),
      group(walk.links.place(number).group),
      owner(walk.links.owner_of(number)),
      pattern(route::read_pattern(spec.req_uri, mode_of(spec))) {
  if (!pattern && pattern.error().kind == route::PatternFault::OutOfMemory) throw std::bad_alloc();
  if (pattern && !api.req_method.empty())
    route = api.req_method + (mode_of(api) == route::Mode::Prefix ? " prefix " : " ") + normalised(*pattern);
}

route::Mode mode_of(const ApiSpec& api) noexcept {
  return api.match_mode == "SWA" ? route::Mode::Prefix : route::Mode::Normal;
}

std::string normalised(const route::Pattern& pattern) {
  std::string path;
  for (const route::Segment& segment : pattern.segments) {
    path += '/';
    if (segment.kind == route::SegmentKind::Literal)
      path += segment.text;
    else
      path += segment.kind == route::SegmentKind::Tail ? "\x01+" : "\x01";  // no literal holds this byte
  }
  return pattern.ends_with_slash ? path + '/' : path;
}

void check_definition(Walk& walk, const Definition& definition) {
  const ApiSpec& api = definition.api;
  check_group_id(walk, definition);
  apply(walk.report, api, kApiRules);
  check_path(walk.report, definition);
  check_authentication(walk, definition);
  check_response_id(walk, definition);
  check_request_parameters(walk, definition);
  check_backends(walk, definition);
  check_plugins(walk.report, api.plugins);
  check_tags(walk, api);
}

}  // namespace sluice::config
