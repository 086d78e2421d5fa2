// Parameters of the request and of the backend request.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "backend/system.hpp"
#include "backend/template.hpp"
#include "base/ascii.hpp"
#include "config/check.hpp"
#include "config/rules.hpp"
#include "sluice/route.hpp"

namespace sluice::config {
namespace {

constexpr std::int64_t kParameters = 50;

constexpr auto kRequestRules = std::tuple{
    Text{"name", &RequestParameterSpec::name, shape::kParameter, Needed::Yes},
    Words{"type", &RequestParameterSpec::type, "STRING NUMBER"},
    Words{"location", &RequestParameterSpec::location, "PATH QUERY HEADER", Needed::Yes},
    MaybeNumber{"required", &RequestParameterSpec::required, 1, 2, Needed::No, kChoice},
    Number{"valid_enable", &RequestParameterSpec::valid_enable, 1, 2, kChoice},
    MaybeNumber{"min_size", &RequestParameterSpec::min_size, 0, kMaxLimit},
    MaybeNumber{"max_size", &RequestParameterSpec::max_size, 0, kMaxLimit},
    Number{"pass_through", &RequestParameterSpec::pass_through, 1, 2, kChoice},
    Text{"sample_value", &RequestParameterSpec::sample_value, shape::kValue},
    Text{"remark", &RequestParameterSpec::remark, shape::kRemark},
};

constexpr auto kBackendRules = std::tuple{
    Words{"origin", &BackendParameterSpec::origin, "REQUEST CONSTANT SYSTEM", Needed::Yes},
    Text{"name", &BackendParameterSpec::name, shape::kParameter, Needed::Yes},
    Words{"location", &BackendParameterSpec::location, "PATH QUERY HEADER", Needed::Yes},
    Text{"value", &BackendParameterSpec::value, shape::kValue},
    Text{"remark", &BackendParameterSpec::remark, shape::kRemark},
};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = ascii::lower(c);
  return out;
}

// Names that the gateway keeps for itself; `_` in a field's name reads as `-` behind some servers.
bool is_reserved(std::string_view name, std::string_view location) {
  const std::string plain = lower(name);
  return plain == "x-stage" || plain.starts_with("x-apig-") || plain.starts_with("x-sdk-") ||
         (location == "HEADER" && plain.find('_') != plain.npos);
}

bool is_credential(std::string_view name, std::string_view location) {
  return location == "HEADER" && (ascii::equals_ignoring_case(name, "Authorization") ||
                                  ascii::equals_ignoring_case(name, "X-Auth-Token"));
}

void check_bounds(Report& report, const RequestParameterSpec& parameter) {
  const auto is_reversed = [](const auto& low, const auto& high) { return low && high && *low > *high; };
  if (is_reversed(parameter.min_num, parameter.max_num))
    report.error(row_of(2000), "min_num", "is above max_num", report.pointer("max_num"));
  if (is_reversed(parameter.min_size, parameter.max_size))
    report.error(row_of(2000), "min_size", "is above max_size", report.pointer("max_size"));
}

void check_request_parameter(Report& report, const RequestParameterSpec& parameter, Unique& taken) {
  apply(report, parameter, kRequestRules);
  if (parameter.default_value)
    check_text(report, "default_value", *parameter.default_value, shape::kValue, Needed::No);
  if (is_reserved(parameter.name, parameter.location) || is_credential(parameter.name, parameter.location))
    report.error(row_of(2012), "name", quote(parameter.name) + " is reserved");
  if (parameter.location == "PATH" && parameter.required == 2)
    report.error(row_of(2004), "required", "a path parameter is always required");
  check_bounds(report, parameter);
  if (!parameter.name.empty())
    taken.claim(report, key_of_parameter(parameter.location, parameter.name), "name", row_of(3209),
                parameter.name);
}

// Names in the order of the path; they point into it.
using PathNames = std::vector<std::string_view>;

PathNames names_in(const route::Pattern& pattern) {
  PathNames names;
  for (const route::Segment& segment : pattern.segments)
    if (segment.kind != route::SegmentKind::Literal) names.emplace_back(segment.text);
  return names;
}

PathNames names_in(std::string_view backend_path) {
  PathNames names;
  for (backend::Pieces pieces(backend_path); const auto piece = pieces.next();)
    if (piece->is_name && std::ranges::find(names, piece->text) == names.end()) names.push_back(piece->text);
  return names;
}

// A list of parameters and the path that they belong to.
struct PathUse {
  std::string_view list;
  std::string_view parent;  // where `field` is, from where the walk stands; empty: here
  std::string_view field;
  error::Row row;
};

// Both ways: every variable of the path is declared, every declared one stands in the path.
template <class Parameter>
void match_path(Report& report, const PathUse& use, const std::vector<Parameter>& parameters,
                PathNames names) {
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const Parameter& parameter = parameters[i];
    if (parameter.location != "PATH" || parameter.name.empty()) continue;
    if (std::erase(names, parameter.name) > 0) continue;
    const auto here = report.enter(use.list, i);
    report.error(use.row, "name", quote(parameter.name) + " is not in the path");
  }
  if (names.empty()) return;
  const std::string list = report.pointer(use.list);
  for (const std::string_view name : names) {
    const std::string message = "{" + escape(name) + "} is not among the path parameters";
    if (use.parent.empty()) {
      report.error(use.row, use.field, message, list);
    } else {
      const auto here = report.enter(use.parent);
      report.error(use.row, use.field, message, list);
    }
  }
}

bool is_declared(const ApiSpec& api, std::string_view name) {
  for (const RequestParameterSpec& parameter : api.req_params)
    if (parameter.name == name) return true;
  return false;
}

void check_system_value(Report& report, const ApiSpec& api, std::string_view backend_authorizer,
                        const std::string& value) {
  const backend::SystemName read = backend::read_system(value);
  if (read.system == backend::System::None)
    report.error(row_of(2004), "value", quote(value) + " is no system parameter");
  const bool lacks_authorizer = (read.system == backend::System::Frontend && api.authorizer_id.empty()) ||
                                (read.system == backend::System::Backend && backend_authorizer.empty());
  if (lacks_authorizer)
    report.error(row_of(2036), "value", quote(value) + " needs an authorizer, which the API does not have");
}

}  // namespace

std::string key_of_parameter(std::string_view location, std::string_view name) {
  return key_of(location, location == "HEADER" ? lower(name) : std::string(name));
}

void check_request_parameters(Walk& walk, const Definition& definition) {
  const ApiSpec& api = definition.api;
  Unique taken;
  check_count(walk.report, "req_params", api.req_params.size(),
              allowance(kParameters, walk.configuration.gateway.quotas.parameters), row_of(3111));
  for (std::size_t i = 0; i < api.req_params.size(); ++i) {
    const auto here = walk.report.enter("req_params", i);
    check_request_parameter(walk.report, api.req_params[i], taken);
  }
  if (definition.pattern)
    match_path(walk.report, {"req_params", {}, "req_uri", row_of(2026)}, api.req_params,
               names_in(*definition.pattern));
}

void check_backend_parameters(Walk& walk, const ApiSpec& api, const BackendParameters& backend) {
  Report& report = walk.report;
  Unique taken;
  check_count(report, "backend_params", backend.parameters.size(),
              allowance(kParameters, walk.configuration.gateway.quotas.parameters), row_of(3111));
  for (std::size_t i = 0; i < backend.parameters.size(); ++i) {
    const BackendParameterSpec& parameter = backend.parameters[i];
    const auto here = report.enter("backend_params", i);
    apply(report, parameter, kBackendRules);
    if (is_reserved(parameter.name, parameter.location))
      report.error(row_of(2012), "name", quote(parameter.name) + " is reserved");
    if (!parameter.name.empty())
      taken.claim(report, key_of_parameter(parameter.location, parameter.name), "name", row_of(3209),
                  parameter.name);
    const bool is_constant = parameter.origin == "CONSTANT";
    if (!is_constant && !check_present(report, "value", !parameter.value.empty())) continue;
    if (parameter.origin == "REQUEST" && !is_declared(api, parameter.value))
      report.error(row_of(2028), "value", quote(parameter.value) + " is no request parameter");
    if (parameter.origin == "SYSTEM") check_system_value(report, api, backend.authorizer, parameter.value);
  }
  match_path(report, {"backend_params", backend.parent, "req_uri", row_of(2027)}, backend.parameters,
             names_in(backend.path));
}

}  // namespace sluice::config
