/// One whole configuration, as written in C++ instead of JSON: the same fields, nesting and defaults as the
/// document. `compile()` takes either.
///
///     Configuration c{.groups = {{.id = "g1", .name = "orders", .url_domains = {{"api.example.com"}},
///                                 .apis = {{.name = "getOrder", .req_method = "GET", .req_uri = "/orders",
///                                           .auth_type = "NONE", .backend_type = "HOST",
///                                           .published = {"RELEASE"}}}}}};
///
/// Objects refer to each other by `id`, or by name where they have none. The order of arrays changes no
/// decision but for `policy_*` and `backend_params`. All fields own their content; a `Configuration` is a
/// plain value, and nothing in it is checked before `compile()`.
///
/// Source: spec/config.md; field names are those of the published management API (spec/model.md).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sluice/api_spec.hpp"
#include "sluice/gateway_spec.hpp"
#include "sluice/policy_spec.hpp"

namespace sluice {

/// An environment beside RELEASE, which always exists and is not listed.
struct EnvironmentSpec {
  std::string name{};  ///< required
  std::string id{};
  std::string owner{};
  std::string remark{};
};

/// An independent domain of a group.
struct DomainSpec {
  std::string url_domain{};                 ///< required
  std::string min_ssl_version = "TLSv1.1";  ///< TLSv1.1, TLSv1.2
  std::string id{};
  std::int64_t status = 3;  ///< of its CNAME record; no effect
  std::string ssl_id{};
  std::string ssl_name{};
};

/// The value of a `#name#` in one environment.
struct VariableSpec {
  std::string env = "RELEASE";
  std::string name{};   ///< required
  std::string value{};  ///< required
};

/// A header field of an answer; in the document `["name", "value"]`.
struct HeaderFieldSpec {
  std::string name{};
  std::string value{};
};

/// What takes the place of an error's own status and body.
struct ErrorResponseSpec {
  std::optional<std::int64_t> status{};  ///< absent: the status of the error row
  std::optional<std::string> body{};     ///< a template; absent: the default one
  std::vector<HeaderFieldSpec> headers{};
};

/// A named set of error responses; a group's `default` always exists.
struct ResponseSpec {
  std::string id{};
  std::string name{};                                             ///< required
  std::map<std::string, ErrorResponseSpec, std::less<>> types{};  ///< by error type: `THROTTLED`
};

struct GroupSpec {
  std::string id{};
  std::string name{};  ///< required
  std::string owner{};
  std::string remark{};
  std::int64_t status = 1;
  std::string sl_domain{};                ///< made by the system; no effect
  std::vector<std::string> sl_domains{};  ///< made by the system; no effect
  std::int64_t is_default = 2;            ///< 1: the group that is reached by address
  std::int64_t on_sell_status = 2;        ///< no effect
  std::vector<DomainSpec> url_domains{};
  std::vector<VariableSpec> variables{};
  std::vector<ResponseSpec> responses{};
  std::vector<ApiSpec> apis{};
};

/// Everything that a gateway knows.
struct Configuration {
  GatewaySpec gateway{};
  std::vector<EnvironmentSpec> environments{};
  std::vector<GroupSpec> groups{};
  std::vector<AppSpec> apps{};
  std::vector<AuthorizationSpec> authorizations{};
  std::vector<ThrottleSpec> throttles{};
  std::vector<AclSpec> acls{};
  std::vector<SignatureKeySpec> signature_keys{};
  std::vector<ChannelSpec> vpc_channels{};
  std::vector<AuthorizerSpec> authorizers{};
  std::vector<VersionSpec> versions{};
};

}  // namespace sluice
