// x-apigateway-backend and its policies, and the named policies of a file.
#include "swagger/reading.hpp"
#include "swagger/write.hpp"

namespace sluice::swagger {
namespace {

void write_parameters(json::Writer& out, const std::vector<BackendParameterSpec>& parameters) {
  if (parameters.empty()) return;
  out.key("parameters").open_array();
  for (const BackendParameterSpec& one : parameters) {
    out.open_object().key("name").text(one.name).key("value").text(one.value);
    out.key("in").text(lower(one.location)).key("origin").text(one.origin);
    if (!one.remark.empty()) out.key("description").text(one.remark);
    out.close_object();
  }
  out.close_array();
}

template <class Spec>
void write_common(json::Writer& out, const Spec& from, const Directory& names) {
  if (!from.authorizer_id.empty()) out.key("x-sluice-authorizer").text(names.authorizer(from.authorizer_id));
}

void write_backend(json::Writer& out, const BackendSpec& from, const Directory& names) {
  const bool is_channel = from.vpc_channel_status == 1;
  out.key("type").text(is_channel ? "HTTP-VPC" : "HTTP");
  out.key(is_channel ? "httpVpcEndpoints" : "httpEndpoints").open_object();
  if (is_channel)
    out.key("name").text(names.channel(from.vpc_channel_info.vpc_channel_id));
  else
    out.key("address").text(from.url_domain);
  out.key("scheme").text(lower(from.req_protocol)).key("method").text(from.req_method);
  out.key("path").text(from.req_uri).key("timeout").integer(from.timeout);
  out.key("retryCount").text(std::to_string(from.retry_count));
  out.key("enableClientSsl").boolean(from.enable_client_ssl);
  if (!from.remark.empty()) out.key("description").text(from.remark);
  out.close_object();
  write_common(out, from, names);
  BackendSpec own;
  own.version = from.version;
  own.vpc_channel_info.vpc_channel_proxy_host = from.vpc_channel_info.vpc_channel_proxy_host;
  write_own(out, own);
}

void write_backend(json::Writer& out, const FunctionSpec& from, const Directory& names) {
  out.key("type").text("FUNCTION").key("functionEndpoints").open_object();
  out.key("function-urn").text(from.function_urn).key("version").text(from.version);
  out.key("invocation-type").text(from.invocation_type).key("timeout").integer(from.timeout);
  if (!from.remark.empty()) out.key("description").text(from.remark);
  out.close_object();
  write_common(out, from, names);
}

void write_backend(json::Writer& out, const MockSpec& from, const Directory& names) {
  out.key("type").text("MOCK").key("mockEndpoints").open_object();
  out.key("result-content").text(from.result_content);
  if (!from.remark.empty()) out.key("description").text(from.remark);
  out.close_object();
  write_common(out, from, names);
  MockSpec own;
  own.status_code = from.status_code, own.version = from.version;
  write_own(out, own);
}

void write_condition(json::Writer& out, const ConditionSpec& from) {
  const bool is_parameter = from.condition_origin == "param";
  out.open_object();
  if (!from.condition_type.empty())
    out.key("type").text(from.condition_type == "exact" ? "equal" : from.condition_type);
  out.key("value").text(from.condition_value);
  out.key("origin").text(is_parameter ? "request" : from.condition_origin);
  const std::string& name = is_parameter                        ? from.req_param_name
                            : from.condition_origin == "system" ? from.sys_param_name
                            : from.condition_origin == "cookie" ? from.cookie_param_name
                                                                : from.frontend_authorizer_param_name;
  if (from.condition_origin != "source") out.key("parameter").text(name);
  out.close_object();
}

template <class Policy>
void write_policies(json::Writer& out, const std::vector<Policy>& policies, const Directory& names) {
  if (policies.empty()) return;
  out.key("x-apigateway-backend-policies").open_array();
  for (const Policy& one : policies) {
    out.open_object().key("name").text(one.name).key("effect-mode").text(one.effect_mode);
    write_backend(out, one.backend, names);
    write_parameters(out, one.backend_params);
    out.key("conditions").open_array();
    for (const ConditionSpec& condition : one.conditions) write_condition(out, condition);
    out.close_array().close_object();
  }
  out.close_array();
}

}  // namespace

void write_backends(json::Writer& out, const ApiSpec& api, const Directory& names) {
  out.key("x-apigateway-backend").open_object();
  if (api.backend_type == "HTTP" && api.backend_api)
    write_backend(out, *api.backend_api, names);
  else if (api.backend_type == "FUNCTION" && api.func_info)
    write_backend(out, *api.func_info, names);
  else
    write_backend(out, api.mock_info.value_or(MockSpec{}), names);
  write_parameters(out, api.backend_params);
  out.close_object();
  write_policies(out, api.policy_https, names);
  write_policies(out, api.policy_functions, names);
  write_policies(out, api.policy_mocks, names);
}

void write_ratelimit(json::Writer& out, const ThrottleSpec& from, const Directory& names) {
  out.open_object().key("api-limit").integer(from.api_call_limits.value_or(0));
  if (from.user_call_limits > 0) out.key("user-limit").integer(from.user_call_limits);
  if (from.app_call_limits > 0) out.key("app-limit").integer(from.app_call_limits);
  if (from.ip_call_limits > 0) out.key("ip-limit").integer(from.ip_call_limits);
  out.key("interval").integer(from.time_interval.value_or(1)).key("unit").text(from.time_unit);
  out.key("shared").boolean(from.type == 2);
  if (!from.specials.empty()) {
    out.key("special").open_array();
    for (const SpecialThrottleSpec& one : from.specials) {
      const bool is_app = one.object_type == "APP";
      out.open_object().key("type").text(one.object_type).key("limit").integer(one.call_limits.value_or(0));
      out.key("instance").text(is_app ? names.app(one.object_id) : one.object_id).close_object();
    }
    out.close_array();
  }
  ThrottleSpec own;
  own.algorithm = from.algorithm, own.burst = from.burst, own.mode = from.mode;
  own.store = from.store, own.remark = from.remark;
  write_own(out, own);
  out.close_object();
}

void write_access_control(json::Writer& out, const AclSpec& from) {
  out.open_object().key("acl-type").text(from.acl_type).key("entity-type").text(from.entity_type);
  out.key("value").text(from.acl_value);
  AclSpec own;
  own.mode = from.mode;
  write_own(out, own);
  out.close_object();
}

}  // namespace sluice::swagger
