// x-apigateway-backend and x-apigateway-backend-policies.
#include "base/number.hpp"
#include "config/part.hpp"
#include "swagger/operation.hpp"

namespace sluice::swagger {
namespace {

// One backend of whichever family; the others stay empty.
struct Backend {
  std::string family{};  // HTTP, FUNCTION, MOCK
  BackendSpec http{};
  FunctionSpec function{};
  MockSpec mock{};
  std::vector<BackendParameterSpec> parameters{};
};

template <class Spec>
void read_common(Report& report, const Value& from, const Value& ends, const Target& target, Spec& to) {
  if (const auto own = member(report, from, "x-sluice", Kind::Object)) config::read_part(report, to, *own);
  to.remark = text(report, ends, "description");
  to.authorizer_id.clear();
  const std::string authorizer = text(report, from, "x-sluice-authorizer");
  if (!authorizer.empty()) to.authorizer_id = target.authorizer(authorizer);
}

std::int64_t read_retries(Report& report, const Value& ends) {
  const auto found = ends.find("retryCount");
  if (!found || found->kind() == Kind::Null) return -1;
  const auto count = number::signed_decimal(scalar(report, "retryCount", *found));
  if (!count) refuse_syntax(report, "retryCount", "must be an integer");
  return count.value_or(-1);
}

void read_http(Report& report, const Value& from, const Value& ends, const Target& target, BackendSpec& to) {
  read_common(report, from, ends, target, to);
  const std::string scheme = upper(text(report, ends, "scheme"));
  to.req_protocol = scheme.empty() ? "HTTP" : scheme;
  to.req_method = upper(text(report, ends, "method"));
  to.req_uri = text(report, ends, "path");
  to.timeout = integer(report, ends, "timeout").value_or(5000);
  to.enable_client_ssl = boolean(report, ends, "enableClientSsl");
  to.retry_count = read_retries(report, ends);
}

void read_function(Report& report, const Value& from, const Value& ends, const Target& target,
                   FunctionSpec& to) {
  read_common(report, from, ends, target, to);
  to.function_urn = text(report, ends, "function-urn");
  to.version = text(report, ends, "version");
  const std::string type = lower(text(report, ends, "invocation-type"));
  to.invocation_type = type.empty() || type == "synchronous" ? "sync" : type;
  to.timeout = integer(report, ends, "timeout").value_or(5000);
}

void read_parameters(Report& report, const Value& from, std::vector<BackendParameterSpec>& to) {
  const auto list = member(report, from, "parameters", Kind::Array);
  if (!list) return;
  list->each_element([&](std::size_t i, const Value& one) {
    const auto here = report.enter("parameters", i);
    if (one.kind() != Kind::Object) return refuse_syntax(report, {}, "must be an object");
    const auto value = one.find("value");
    const bool has_value = value && value->kind() != Kind::Null;
    to.push_back({.origin = upper(text(report, one, "origin")),
                  .name = text(report, one, "name"),
                  .location = upper(text(report, one, "in")),
                  .value = has_value ? scalar(report, "value", *value) : std::string(),
                  .remark = text(report, one, "description")});
  });
}

std::optional<Value> endpoints(Report& report, const Value& from, std::string_view name) {
  const auto found = member(report, from, name, Kind::Object);
  if (!found) refuse_syntax(report, name, "is required");
  return found;
}

Backend read_backend(Report& report, const Value& from, const Target& target) {
  Backend to;
  const std::string type = upper(needed_text(report, from, "type"));
  if (type == "HTTP" || type == "HTTP-VPC") {
    to.family = "HTTP";
    const bool is_channel = type == "HTTP-VPC";
    const auto ends = endpoints(report, from, is_channel ? "httpVpcEndpoints" : "httpEndpoints");
    if (ends) read_http(report, from, *ends, target, to.http);
    to.http.vpc_channel_status = is_channel ? 1 : 2;
    if (ends && is_channel)
      to.http.vpc_channel_info.vpc_channel_id = target.channel(needed_text(report, *ends, "name"));
    to.http.url_domain = ends && !is_channel ? text(report, *ends, "address") : std::string();
  } else if (type == "FUNCTION") {
    to.family = type;
    if (const auto ends = endpoints(report, from, "functionEndpoints"))
      read_function(report, from, *ends, target, to.function);
  } else if (type == "MOCK") {
    to.family = type;
    if (const auto ends = member(report, from, "mockEndpoints", Kind::Object)) {
      read_common(report, from, *ends, target, to.mock);
      to.mock.result_content = text(report, *ends, "result-content");
    }
  } else if (!type.empty()) {
    refuse_syntax(report, "type", quote(type) + " is no type of a backend");
  }
  read_parameters(report, from, to.parameters);
  return to;
}

ConditionSpec read_condition(Report& report, const Value& from) {
  ConditionSpec to;
  const std::string type = text(report, from, "type");
  to.condition_type = type == "equal" ? "exact" : type;
  to.condition_value = text(report, from, "value");
  const std::string origin = text(report, from, "origin");
  to.condition_origin = origin == "request" || origin == "request_parameter" ? "param" : origin;
  std::string name = text(report, from, "parameter");
  if (name.empty()) name = text(report, from, "parameter_name");
  if (to.condition_origin == "param") to.req_param_name = name;
  if (to.condition_origin == "system") to.sys_param_name = name;
  if (to.condition_origin == "cookie") to.cookie_param_name = name;
  if (to.condition_origin == "frontend_authorizer") to.frontend_authorizer_param_name = name;
  return to;
}

std::vector<ConditionSpec> read_conditions(Report& report, const Value& from) {
  std::vector<ConditionSpec> to;
  const auto list = member(report, from, "conditions", Kind::Array);
  if (!list) return to;
  list->each_element([&](std::size_t i, const Value& one) {
    const auto here = report.enter("conditions", i);
    if (one.kind() != Kind::Object) return refuse_syntax(report, {}, "must be an object");
    to.push_back(read_condition(report, one));
  });
  return to;
}

void read_policy(Report& report, const Value& from, const Target& target, ApiSpec& api) {
  Backend backend = read_backend(report, from, target);
  const std::string name = needed_text(report, from, "name");
  std::string mode = upper(text(report, from, "effect-mode"));
  if (mode.empty()) mode = "ANY";
  std::vector<ConditionSpec> conditions = read_conditions(report, from);
  if (backend.family == "HTTP")
    api.policy_https.push_back(
        {name, mode, std::move(conditions), std::move(backend.parameters), backend.http});
  if (backend.family == "FUNCTION")
    api.policy_functions.push_back(
        {name, mode, std::move(conditions), std::move(backend.parameters), backend.function});
  if (backend.family == "MOCK")
    api.policy_mocks.push_back(
        {name, mode, std::move(conditions), std::move(backend.parameters), backend.mock});
}

void read_default(Report& report, const Value& operation, const Target& target, bool mock_mode,
                  ApiSpec& api) {
  const auto from = member(report, operation, "x-apigateway-backend", Kind::Object);
  if (!from) {
    if (!mock_mode) return refuse_syntax(report, "x-apigateway-backend", "is required");
    api.backend_type = "MOCK";
    api.mock_info.emplace();
    return;
  }
  const auto here = report.enter("x-apigateway-backend");
  Backend backend = read_backend(report, *from, target);
  api.backend_type = backend.family;
  if (backend.family == "HTTP") api.backend_api = backend.http;
  if (backend.family == "FUNCTION") api.func_info = backend.function;
  if (backend.family == "MOCK") api.mock_info = backend.mock;
  api.backend_params = std::move(backend.parameters);
}

}  // namespace

void read_backends(Report& report, const Value& operation, const Target& target, bool mock_mode,
                   ApiSpec& api) {
  read_default(report, operation, target, mock_mode, api);
  const auto list = member(report, operation, "x-apigateway-backend-policies", Kind::Array);
  if (!list) return;
  list->each_element([&](std::size_t i, const Value& one) {
    const auto here = report.enter("x-apigateway-backend-policies", i);
    if (one.kind() != Kind::Object) return refuse_syntax(report, {}, "must be an object");
    read_policy(report, one, target, api);
  });
}

}  // namespace sluice::swagger
