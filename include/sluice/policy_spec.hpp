/// What is bound to APIs: apps and their authorizations, throttles, access lists, signature keys, channels
/// and authorizers. Plain fields, named as in the JSON document, with the defaults that an absent key has;
/// "required" marks those that have none. An `owner` is optional everywhere: only two that differ do not go
/// together.
///
/// Secrets are plain text here, as in the document. No diagnostic ever repeats one.
///
/// Source: spec/model.md 1, spec/policies.md 3 and 4, spec/backend.md 4, spec/auth.md 9.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sluice {

/// A further live secret of an app, beside `app_secret`.
struct AppSecretSpec {
  std::string value{};      ///< required
  std::string not_after{};  ///< RFC 3339; empty: no end
};

struct AppSpec {
  std::string id{};
  std::string name{};  ///< required
  std::string owner{};
  std::string app_key{};     ///< required
  std::string app_secret{};  ///< required
  std::vector<AppSecretSpec> secrets{};
  std::vector<std::string> app_codes{};
  std::string creator = "USER";  ///< USER, MARKET
  std::int64_t status = 1;       ///< 1 valid
  bool frozen = false;
  bool quota_used_up = false;
  std::string remark{};
};

/// An app may call an API in an environment.
struct AuthorizationSpec {
  std::string app{};                   ///< required: id or name
  std::string api{};                   ///< required: id or name
  std::string env = "RELEASE";         ///< name
  std::string auth_role = "PROVIDER";  ///< PROVIDER, CONSUMER
};

/// An API in an environment to which a policy applies.
struct BindingSpec {
  std::string api{};            ///< required: id or name
  std::string env = "RELEASE";  ///< name
};

/// A threshold of its own for one app or account.
struct SpecialThrottleSpec {
  std::string object_type{};                  ///< required: APP, USER
  std::string object_id{};                    ///< required: an app, or an account
  std::optional<std::int64_t> call_limits{};  ///< required
};

/// How a limit is shared between several instances.
struct ThrottleStoreSpec {
  bool shared = false;
  std::string failure = "local";  ///< open, closed, local
  std::int64_t instances = 1;
  std::int64_t timeout_ms = 20;
};

struct ThrottleSpec {
  std::string id{};
  std::string name{};  ///< required
  std::string owner{};
  std::int64_t type = 1;                          ///< 1: each API counts alone, 2: all bound APIs together
  std::optional<std::int64_t> time_interval{};    ///< required
  std::string time_unit{};                        ///< required: SECOND, MINUTE, HOUR, DAY
  std::optional<std::int64_t> api_call_limits{};  ///< required
  std::int64_t user_call_limits = 0;              ///< 0: not limited
  std::int64_t app_call_limits = 0;               ///< 0: not limited
  std::int64_t ip_call_limits = 0;                ///< 0: not limited
  std::string algorithm = "token_bucket";         ///< token_bucket, fixed_window
  std::optional<std::int64_t> burst{};            ///< absent: the limit
  std::vector<SpecialThrottleSpec> specials{};
  std::string mode = "enforce";  ///< enforce, observe
  ThrottleStoreSpec store{};
  std::string remark{};
  std::vector<BindingSpec> bindings{};
};

struct AclSpec {
  std::string id{};
  std::string acl_name{};  ///< required
  std::string owner{};
  std::string entity_type{};     ///< required: IP, DOMAIN, DOMAIN_ID
  std::string acl_type{};        ///< required: PERMIT, DENY
  std::string acl_value{};       ///< required: comma list
  std::string mode = "enforce";  ///< enforce, observe
  std::vector<BindingSpec> bindings{};
};

struct SignatureKeySpec {
  std::string id{};
  std::string name{};  ///< required
  std::string owner{};
  std::string sign_type = "hmac";  ///< hmac, basic, public_key, aes
  std::string sign_key{};          ///< required
  std::string sign_secret{};       ///< required
  std::vector<BindingSpec> bindings{};
};

/// One server of a channel: a cloud server by id, or a host.
struct MemberSpec {
  std::string host{};
  std::string ecs_id{};
  std::string ecs_name{};
  std::int64_t port = 0;  ///< 0: the channel's
  std::int64_t weight = 1;
  std::int64_t status = 1;  ///< 1 on, 2 off
  bool is_backup = false;
  std::string group{};
};

/// How the members of a channel are probed; the host runs the probes.
struct HealthSpec {
  std::string protocol = "TCP";  ///< TCP, HTTP, HTTPS
  std::string path{};            ///< required for HTTP and HTTPS
  std::string method = "GET";    ///< GET, HEAD
  std::int64_t port = 0;         ///< 0: the channel's
  std::int64_t threshold_normal = 2;
  std::int64_t threshold_abnormal = 5;
  std::int64_t timeout = 5;         ///< seconds
  std::int64_t time_interval = 10;  ///< seconds
  std::string http_code{};          ///< required for HTTP and HTTPS: `200,201-299`
};

struct ChannelSpec {
  std::string id{};
  std::string name{};  ///< required
  std::string owner{};
  std::int64_t type = 2;               ///< 2: own balancing, 1: a private load balancer, one member
  std::optional<std::int64_t> port{};  ///< none: every member has its own
  std::int64_t balance_strategy = 1;   ///< 1 weighted round robin, 2 least connections, 3 source, 4 URI hash
  std::string member_type = "ecs";     ///< ecs, ip
  std::vector<MemberSpec> members{};   ///< required
  std::optional<HealthSpec> vpc_health_config{};
  std::string remark{};
};

/// A part of the request that an authorizer is told of.
struct IdentitySpec {
  std::string name{};        ///< required
  std::string location{};    ///< required: HEADER, QUERY
  std::string validation{};  ///< a pattern; empty: any value
};

struct AuthorizerSpec {
  std::string id{};
  std::string name{};  ///< required
  std::string owner{};
  std::string type = "FRONTEND";         ///< FRONTEND, BACKEND
  std::string authorizer_type = "FUNC";  ///< FUNC
  std::string authorizer_uri{};          ///< required: a function's URN
  std::vector<IdentitySpec> identities{};
  std::int64_t ttl = 0;  ///< seconds; 0: no cache
  std::string user_data{};
  bool need_body = false;
  std::string remark{};
};

}  // namespace sluice
