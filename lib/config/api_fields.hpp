// The members of an API and of what it consists of; see gateway_fields.hpp.
#pragma once

#include <tuple>

#include "config/gateway_fields.hpp"
#include "sluice/api_spec.hpp"

namespace sluice::config {

template <>
inline constexpr auto kFields<RequestParameterSpec> =
    std::tuple{Field{"name", &RequestParameterSpec::name},
               Field{"type", &RequestParameterSpec::type},
               Field{"location", &RequestParameterSpec::location},
               Field{"required", &RequestParameterSpec::required},
               Field{"default_value", &RequestParameterSpec::default_value},
               Field{"valid_enable", &RequestParameterSpec::valid_enable},
               Field{"enumerations", &RequestParameterSpec::enumerations},
               Field{"min_num", &RequestParameterSpec::min_num},
               Field{"max_num", &RequestParameterSpec::max_num},
               Field{"min_size", &RequestParameterSpec::min_size},
               Field{"max_size", &RequestParameterSpec::max_size},
               Field{"regular", &RequestParameterSpec::regular},
               Field{"json_schema", &RequestParameterSpec::json_schema},
               Field{"pass_through", &RequestParameterSpec::pass_through},
               Field{"sample_value", &RequestParameterSpec::sample_value},
               Field{"remark", &RequestParameterSpec::remark}};

template <>
inline constexpr auto kFields<BackendParameterSpec> =
    std::tuple{Field{"origin", &BackendParameterSpec::origin}, Field{"name", &BackendParameterSpec::name},
               Field{"location", &BackendParameterSpec::location},
               Field{"value", &BackendParameterSpec::value}, Field{"remark", &BackendParameterSpec::remark}};

template <>
inline constexpr auto kFields<ChannelUseSpec> =
    std::tuple{Field{"vpc_channel_id", &ChannelUseSpec::vpc_channel_id},
               Field{"vpc_channel_proxy_host", &ChannelUseSpec::vpc_channel_proxy_host}};

template <>
inline constexpr auto kFields<BackendSpec> =
    std::tuple{Field{"req_protocol", &BackendSpec::req_protocol},
               Field{"req_method", &BackendSpec::req_method},
               Field{"req_uri", &BackendSpec::req_uri},
               Field{"url_domain", &BackendSpec::url_domain},
               Field{"timeout", &BackendSpec::timeout},
               Field{"retry_count", &BackendSpec::retry_count},
               Field{"vpc_channel_status", &BackendSpec::vpc_channel_status},
               Field{"vpc_channel_info", &BackendSpec::vpc_channel_info},
               Field{"authorizer_id", &BackendSpec::authorizer_id},
               Field{"enable_client_ssl", &BackendSpec::enable_client_ssl},
               Field{"version", &BackendSpec::version},
               Field{"remark", &BackendSpec::remark}};

template <>
inline constexpr auto kFields<MockSpec> =
    std::tuple{Field{"result_content", &MockSpec::result_content},
               Field{"status_code", &MockSpec::status_code}, Field{"authorizer_id", &MockSpec::authorizer_id},
               Field{"version", &MockSpec::version}, Field{"remark", &MockSpec::remark}};

template <>
inline constexpr auto kFields<FunctionSpec> = std::tuple{
    Field{"function_urn", &FunctionSpec::function_urn},       Field{"version", &FunctionSpec::version},
    Field{"invocation_type", &FunctionSpec::invocation_type}, Field{"timeout", &FunctionSpec::timeout},
    Field{"authorizer_id", &FunctionSpec::authorizer_id},     Field{"remark", &FunctionSpec::remark}};

template <>
inline constexpr auto kFields<ConditionSpec> =
    std::tuple{Field{"condition_origin", &ConditionSpec::condition_origin},
               Field{"condition_type", &ConditionSpec::condition_type},
               Field{"condition_value", &ConditionSpec::condition_value},
               Field{"req_param_name", &ConditionSpec::req_param_name},
               Field{"sys_param_name", &ConditionSpec::sys_param_name},
               Field{"cookie_param_name", &ConditionSpec::cookie_param_name},
               Field{"frontend_authorizer_param_name", &ConditionSpec::frontend_authorizer_param_name}};

template <>
inline constexpr auto kFields<PolicyHttpSpec> =
    std::tuple{Field{"name", &PolicyHttpSpec::name}, Field{"effect_mode", &PolicyHttpSpec::effect_mode},
               Field{"conditions", &PolicyHttpSpec::conditions},
               Field{"backend_params", &PolicyHttpSpec::backend_params}, Beside{&PolicyHttpSpec::backend}};

template <>
inline constexpr auto kFields<PolicyFunctionSpec> = std::tuple{
    Field{"name", &PolicyFunctionSpec::name}, Field{"effect_mode", &PolicyFunctionSpec::effect_mode},
    Field{"conditions", &PolicyFunctionSpec::conditions},
    Field{"backend_params", &PolicyFunctionSpec::backend_params}, Beside{&PolicyFunctionSpec::backend}};

template <>
inline constexpr auto kFields<PolicyMockSpec> =
    std::tuple{Field{"name", &PolicyMockSpec::name}, Field{"effect_mode", &PolicyMockSpec::effect_mode},
               Field{"conditions", &PolicyMockSpec::conditions},
               Field{"backend_params", &PolicyMockSpec::backend_params}, Beside{&PolicyMockSpec::backend}};

template <>
inline constexpr auto kFields<AuthOptionSpec> =
    std::tuple{Field{"app_code_auth_type", &AuthOptionSpec::app_code_auth_type}};

template <>
inline constexpr auto kFields<ApiSpec> =
    std::tuple{Field{"id", &ApiSpec::id},
               Field{"group_id", &ApiSpec::group_id},
               Field{"name", &ApiSpec::name},
               Field{"owner", &ApiSpec::owner},
               Field{"type", &ApiSpec::type},
               Field{"version", &ApiSpec::version},
               Field{"req_protocol", &ApiSpec::req_protocol},
               Field{"req_method", &ApiSpec::req_method},
               Field{"req_uri", &ApiSpec::req_uri},
               Field{"match_mode", &ApiSpec::match_mode},
               Field{"auth_type", &ApiSpec::auth_type},
               Field{"auth_opt", &ApiSpec::auth_opt},
               Field{"authorizer_id", &ApiSpec::authorizer_id},
               Field{"cors", &ApiSpec::cors},
               Field{"response_id", &ApiSpec::response_id},
               Field{"req_params", &ApiSpec::req_params},
               Field{"backend_type", &ApiSpec::backend_type},
               Field{"backend_api", &ApiSpec::backend_api},
               Field{"mock_info", &ApiSpec::mock_info},
               Field{"func_info", &ApiSpec::func_info},
               Field{"backend_params", &ApiSpec::backend_params},
               Field{"policy_https", &ApiSpec::policy_https},
               Field{"policy_functions", &ApiSpec::policy_functions},
               Field{"policy_mocks", &ApiSpec::policy_mocks},
               Field{"stream_body", &ApiSpec::stream_body},
               Field{"refuse_unsigned_payload", &ApiSpec::refuse_unsigned_payload},
               Field{"is_send_fg_body_base64", &ApiSpec::is_send_fg_body_base64},
               Field{"plugins", &ApiSpec::plugins},
               Field{"tags", &ApiSpec::tags},
               Field{"remark", &ApiSpec::remark},
               Field{"body_remark", &ApiSpec::body_remark},
               Field{"result_normal_sample", &ApiSpec::result_normal_sample},
               Field{"result_failure_sample", &ApiSpec::result_failure_sample},
               Field{"status", &ApiSpec::status},
               Field{"published", &ApiSpec::published}};

template <>
inline constexpr auto kFields<VersionSpec> = std::tuple{Field{"api", &VersionSpec::api},
                                                        Field{"version_id", &VersionSpec::version_id},
                                                        Field{"publish_time", &VersionSpec::publish_time},
                                                        Field{"remark", &VersionSpec::remark},
                                                        Field{"definition", &VersionSpec::definition},
                                                        Field{"published", &VersionSpec::published}};

}  // namespace sluice::config
