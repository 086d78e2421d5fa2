/// The part of a configuration that concerns the gateway itself: `Configuration::gateway`. Plain fields,
/// named as in the JSON document, with the defaults that an absent key has.
///
/// Enumerated fields stay text: a document may hold anything, and the checks of `compile()` say what is wrong
/// with it, and where.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sluice {

/// Bounds of what a caller may send, in bytes but for the count. Source: spec/matching.md 2.
struct LimitsSpec {
  std::int64_t max_uri = 32768;
  std::int64_t max_header = 32768;
  std::int64_t max_headers = 131072;
  std::int64_t max_header_count = 256;
  std::int64_t max_body = 12582912;
};

/// Which address is the client's when the gateway stands behind a proxy. Source: spec/policies.md 2.
struct RealIpSpec {
  bool enable = false;
  std::int64_t xff_index = -1;  ///< from the left when 0 or more, from the right when negative
};

/// What a credential must look like. Source: spec/auth.md 2 to 4.
struct AuthSpec {
  std::int64_t window_seconds = 900;
  bool require_signed_host = false;
  std::vector<std::string> require_signed{};  ///< further header names that every signature must cover
  bool accept_encoded_query_order = true;
  bool v11 = false;
  bool refuse_unsigned_payload = false;
  bool app_api_key = false;
  bool app_secret = false;
  bool app_basic = false;
  bool app_jwt = false;
};

/// How many objects management operations and imports may create; loading a document checks none of them.
/// Source: spec/model.md 4.
struct QuotasSpec {
  std::int64_t groups = 50;
  std::int64_t apis = 200;
  std::int64_t policy_backends = 5;  ///< of an API
  std::int64_t apps = 50;
  std::int64_t throttles = 30;
  std::int64_t environments = 10;
  std::int64_t signature_keys = 30;
  std::int64_t acls = 100;
  std::int64_t vpc_channels = 30;
  std::int64_t variables = 50;        ///< of a group in an environment
  std::int64_t url_domains = 5;       ///< of a group
  std::int64_t members = 200;         ///< of a channel
  std::int64_t parameters = 50;       ///< of an API
  std::int64_t publish_records = 10;  ///< of an API in an environment
  std::int64_t conditions = 5;        ///< of a policy backend
  std::int64_t apis_per_group = 1000;
  std::int64_t apis_per_import = 300;
  std::int64_t app_codes = 5;  ///< of an app
  std::int64_t authorizers = 50;
  std::int64_t identities = 10;  ///< of an authorizer
  std::int64_t responses = 4;    ///< of a group
  std::int64_t tags = 30;        ///< of an API
  std::int64_t batch = 1000;     ///< objects in one call
};

/// The gateway's own name, as `$context.serverAddr` and `serverName` give it to backends.
struct InstanceSpec {
  std::string addr{};
  std::string name{};
};

/// Everything that is configured once for all groups.
struct GatewaySpec {
  std::string path_mode = "strict";  ///< strict, apig, raw
  LimitsSpec limits{};
  std::string error_detail = "none";              ///< none, vendor
  std::vector<std::string> subdomain_suffixes{};  ///< a group's sub-domain is `<group id>.<suffix>`
  std::int64_t subdomain_daily_cap = 1000;        ///< calls a day of each sub-domain
  std::string utc_offset = "+08:00";              ///< where that day begins
  std::int64_t default_limit = 200;               ///< calls a second of each API; 0: none
  bool default_limit_when_bound = true;
  RealIpSpec real_ip_from_xff{};
  std::vector<std::string> trusted_proxies{};  ///< addresses, CIDRs, `a-b` ranges
  std::int64_t ip_throttle_prefix6 = 64;
  bool pre_auth_ip_throttle = false;
  std::vector<std::string> tls_versions{"TLSv1.1", "TLSv1.2"};
  AuthSpec auth{};
  bool ip_access = false;
  bool app_route = false;  ///< X-HW-ID with an app's key takes the place of the host
  bool not_allowed_405 = false;
  std::string backend_sign_header = "Authorization";
  std::vector<std::string> backend_token_allow_users{};
  bool allow_private_backends = false;
  bool openapi3 = false;
  bool nat64 = false;
  bool ratelimit_headers = false;
  bool sni_must_match = false;
  bool access_log = true;
  std::vector<std::string> log_mask{};
  QuotasSpec quotas{};
  std::string region_id = "-";
  InstanceSpec instance{};
};

}  // namespace sluice
