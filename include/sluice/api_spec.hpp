/// One API as configured: what callers see, the backends behind it, and where it is published. Plain fields,
/// named as in the JSON document, with the defaults that an absent key has; "required" marks those that have
/// none.
///
///     ApiSpec{.name = "getOrder", .req_method = "GET", .req_uri = "/orders/{id}", .auth_type = "NONE",
///             .req_params = {{.name = "id", .location = "PATH"}}, .backend_type = "HOST",
///             .published = {"RELEASE"}};
///
/// Source: spec/model.md 1 and spec/backend.md 1, 6 and 8.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sluice {

/// One declared parameter of the request.
struct RequestParameterSpec {
  std::string name{};                      ///< required
  std::string type = "STRING";             ///< STRING, NUMBER
  std::string location{};                  ///< required: PATH, QUERY, HEADER
  std::optional<std::int64_t> required{};  ///< 1 yes, 2 no; absent: 1 for PATH, else 2
  std::optional<std::string> default_value{};
  std::int64_t valid_enable = 2;  ///< 1: the checks below apply; 2: they do not
  std::string enumerations{};     ///< comma-separated; empty: any value
  std::optional<std::int64_t> min_num{};
  std::optional<std::int64_t> max_num{};
  std::optional<std::int64_t> min_size{};
  std::optional<std::int64_t> max_size{};
  std::string regular{};          ///< accepted, no effect
  std::string json_schema{};      ///< accepted, no effect
  std::int64_t pass_through = 1;  ///< 1: stays in the request when nothing maps it; 2: removed
  std::string sample_value{};
  std::string remark{};
};

/// One parameter of the backend request. In `backend_params` the order is kept.
struct BackendParameterSpec {
  std::string origin{};    ///< required: REQUEST, CONSTANT, SYSTEM
  std::string name{};      ///< required
  std::string location{};  ///< required: PATH, QUERY, HEADER
  std::string value{};     ///< name of a request parameter, the value itself, or a system parameter
  std::string remark{};
};

/// The channel that a backend uses.
struct ChannelUseSpec {
  std::string vpc_channel_id{};          ///< id or name
  std::string vpc_channel_proxy_host{};  ///< empty: the request's own Host
};

/// An HTTP backend, `backend_api`: either `url_domain` or a channel.
struct BackendSpec {
  std::string req_protocol = "HTTP";  ///< HTTP, HTTPS
  std::string req_method{};           ///< required: a method or ANY
  std::string req_uri{};              ///< required; `{}` parameters, `#variables#`
  std::string url_domain{};           ///< `host[:port]`; `#variables#`
  std::int64_t timeout = 5000;        ///< milliseconds
  std::int64_t retry_count = -1;
  std::int64_t vpc_channel_status = 2;  ///< 1: the channel, 2: `url_domain`
  ChannelUseSpec vpc_channel_info{};
  std::string authorizer_id{};
  bool enable_client_ssl = false;
  std::string version{};
  std::string remark{};
};

/// A local answer, `mock_info`.
struct MockSpec {
  std::string result_content{};
  std::int64_t status_code = 200;
  std::string authorizer_id{};
  std::string version{};
  std::string remark{};
};

/// A function backend, `func_info`.
struct FunctionSpec {
  std::string function_urn{};  ///< required
  std::string version{};
  std::string invocation_type = "sync";  ///< sync, async
  std::int64_t timeout = 5000;           ///< milliseconds
  std::string authorizer_id{};
  std::string remark{};
};

/// One condition of a policy backend.
struct ConditionSpec {
  std::string condition_origin{};  ///< required: source, param, system, cookie, frontend_authorizer
  std::string condition_type{};    ///< required but for source: exact, enum, pattern
  std::string condition_value{};   ///< required
  std::string req_param_name{};
  std::string sys_param_name{};  ///< reqPath, reqMethod
  std::string cookie_param_name{};
  std::string frontend_authorizer_param_name{};
};

/// A backend that takes the place of the default one while its conditions hold. In the document the fields of
/// `backend` stand beside the others.
struct PolicyHttpSpec {
  std::string name{};               ///< required
  std::string effect_mode = "ANY";  ///< ALL, ANY
  std::vector<ConditionSpec> conditions{};
  std::vector<BackendParameterSpec> backend_params{};
  BackendSpec backend{};
};

/// The same for a function backend.
struct PolicyFunctionSpec {
  std::string name{};               ///< required
  std::string effect_mode = "ANY";  ///< ALL, ANY
  std::vector<ConditionSpec> conditions{};
  std::vector<BackendParameterSpec> backend_params{};
  FunctionSpec backend{};
};

/// The same for a local answer.
struct PolicyMockSpec {
  std::string name{};               ///< required
  std::string effect_mode = "ANY";  ///< ALL, ANY
  std::vector<ConditionSpec> conditions{};
  std::vector<BackendParameterSpec> backend_params{};
  MockSpec backend{};
};

struct AuthOptionSpec {
  std::string app_code_auth_type = "DISABLE";  ///< DISABLE, HEADER
};

/// One API of a group, or one version of it.
struct ApiSpec {
  std::string id{};
  std::string group_id{};  ///< may repeat the id of the group it stands in
  std::string name{};      ///< required
  std::string owner{};
  std::int64_t type = 1;  ///< 1 public, 2 private
  std::string version{};
  std::string req_protocol = "HTTPS";  ///< HTTP, HTTPS, BOTH
  std::string req_method{};            ///< required: a method or ANY
  std::string req_uri{};               ///< required: a path pattern
  std::string match_mode = "NORMAL";   ///< NORMAL, SWA
  std::string auth_type{};             ///< required: NONE, APP, IAM, AUTHORIZER
  AuthOptionSpec auth_opt{};
  std::string authorizer_id{};
  bool cors = false;
  std::string response_id{};
  std::vector<RequestParameterSpec> req_params{};
  std::string backend_type{};  ///< required: HTTP, FUNCTION, MOCK, HOST
  std::optional<BackendSpec> backend_api{};
  std::optional<MockSpec> mock_info{};
  std::optional<FunctionSpec> func_info{};
  std::vector<BackendParameterSpec> backend_params{};
  std::vector<PolicyHttpSpec> policy_https{};
  std::vector<PolicyFunctionSpec> policy_functions{};
  std::vector<PolicyMockSpec> policy_mocks{};
  bool stream_body = false;
  bool refuse_unsigned_payload = false;
  bool is_send_fg_body_base64 = false;  ///< for the host that invokes functions; no effect on decisions
  std::string plugins{};                ///< JSON array as imported; no effect
  std::vector<std::string> tags{};
  std::string remark{};
  std::string body_remark{};
  std::string result_normal_sample{};
  std::string result_failure_sample{};
  std::int64_t status = 1;
  std::vector<std::string> published{};  ///< environments in which this definition is in effect
};

/// Another definition of an API: in effect where it is published, else kept for switching back.
struct VersionSpec {
  std::string api{};         ///< required: id or name
  std::string version_id{};  ///< required
  std::string publish_time{};
  std::string remark{};
  std::optional<ApiSpec> definition{};  ///< required
  std::vector<std::string> published{};
};

}  // namespace sluice
