// What a plan holds: the configuration, compiled, as flat arrays that refer to each other by index. Deciding
// only reads them. `Api` is one definition in one environment; the matcher's route ids are indices of `apis`.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/secret.hpp"
#include "config/account_patterns.hpp"
#include "config/key_map.hpp"
#include "config/slot_list.hpp"
#include "config/text_pool.hpp"
#include "sluice/acl.hpp"
#include "sluice/address.hpp"
#include "sluice/admission.hpp"
#include "sluice/authorizer.hpp"
#include "sluice/backend.hpp"
#include "sluice/channel.hpp"
#include "sluice/credential.hpp"
#include "sluice/forwarded.hpp"
#include "sluice/key.hpp"
#include "sluice/lease.hpp"
#include "sluice/params.hpp"
#include "sluice/policy_backend.hpp"
#include "sluice/request.hpp"
#include "sluice/response.hpp"
#include "sluice/route.hpp"
#include "sluice/sign.hpp"

namespace sluice::config {

/// No index.
inline constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

enum class AuthType : std::uint8_t { None, App, Iam, Authorizer };
enum class Protocols : std::uint8_t { Http, Https, Both };
enum class BackendType : std::uint8_t { Http, Function, Mock, Host };

/// A limit ready for counting, and how it was configured.
struct RatedLimit {
  throttle::Rate rate;
  throttle::Unit unit = throttle::Unit::Second;
  std::uint32_t interval = 1;
  std::uint32_t table = kNone;  ///< shared, and of keys that callers bring: index in SlotList::shared_tables
};

/// A limit of its own for one app or account. Sorted by subject within a policy.
struct SpecialLimit {
  std::string_view subject;  ///< app id, or account id
  std::uint32_t limit;       ///< index in `rated`
};

/// How a policy's limits are shared between instances.
struct SharedStore {
  throttle::Failure failure = throttle::Failure::Local;
  std::uint32_t instances = 1;
  std::uint32_t timeout_ms = 20;
};

/// A throttling policy; limits are indices in `rated`, kNone where a dimension is not limited.
struct ThrottlePolicy {
  std::string_view id;
  std::uint32_t api = kNone, user = kNone, app = kNone, address = kNone;
  std::vector<SpecialLimit> apps{}, users{};
  throttle::Mode mode = throttle::Mode::Enforce;
  std::optional<SharedStore> store{};
};

/// Where a policy counts: with an exclusive policy one API in one environment, with a shared one all that are
/// bound.
struct ThrottleScope {
  std::uint32_t policy = 0;
  std::uint32_t api_counter = kNone;  ///< index in SlotList::counters
  std::uint64_t ledger_scope = 0;     ///< names the scope among the keys of a Ledger, and of a shared store
};

/// An app may call an API; its counters there.
struct Grant {
  std::uint32_t app = 0;
  std::uint32_t app_limit = kNone, app_counter = kNone;
  std::uint32_t user_limit = kNone, user_counter = kNone;
};

/// An app and its secrets, prepared: those without an end first, then by falling end, so the live ones are a
/// prefix.
struct App {
  std::string_view id, name, owner, key;
  std::vector<sign::Key> keys;
  std::vector<sign::Key> keys_v11;      ///< where that algorithm is enabled
  std::vector<Secret> secrets;          ///< in clear, where an enabled credential needs them
  std::vector<std::int64_t> not_after;  ///< the ends, seconds since 1970
  std::vector<std::uint32_t> groups;    ///< that have APIs it may call, where apps take the place of the host
  bool frozen = false;
  bool quota_used_up = false;
};

struct AccessLists {
  acl::Bound enforced;
  acl::Bound observed;
};

/// A backend of an API, and what chooses the member.
struct ApiBackend {
  std::string_view policy;  ///< the name of the policy backend; empty: the default one
  BackendType type = BackendType::Host;
  std::optional<backend::Backend> call;
  std::uint32_t channel = kNone;
  Reason fault = Reason::None;       ///< what a call would be refused with, known at load
  std::uint32_t authorizer = kNone;  ///< of the back end; index in `authorizers`
};

/// The policy backends of an API, in their order: conditions, and where their backends begin.
struct PolicySet {
  backend::Policies conditions;
  std::uint32_t first = 0;  ///< index in `backends`
};

/// A custom authorizer, and the function behind it.
struct Authorizer {
  authorizer::Authorizer compiled;
  std::string_view id, urn;
  std::uint64_t definition = 0;  ///< hash of what it was configured from: another one knows no old verdict
};

/// How the members of a channel are probed; text is `TCP`, `GET` and so on, as configured.
struct HealthCheck {
  std::string_view channel, protocol, method, path;
  std::uint16_t port = 0;  ///< 0: the member's
  std::uint32_t timeout_seconds = 0, interval_seconds = 0;
};

struct ProbedMember {
  std::uint32_t channel = 0;  ///< index in `channels`
  std::uint16_t member = 0;
};

/// What proves the gateway to a backend.
struct SignatureKey {
  enum class Type : std::uint8_t { Hmac, Basic, Unsupported };
  std::string_view id, key;
  Secret secret;
  Type type = Type::Hmac;
};

struct Api {
  std::string_view id, name;
  std::string_view path;  ///< the pattern, for debug calls
  std::uint32_t group = 0;
  std::uint32_t environment = 0;
  std::uint32_t access = kNone;           ///< index in `access_lists`
  std::uint32_t throttle = kNone;         ///< index in `scopes`
  std::uint32_t default_counter = kNone;  ///< index in SlotList::counters
  std::uint32_t grants_at = 0, grants_count = 0;
  std::uint32_t params = kNone;      ///< index in `params`
  std::uint32_t backend = 0;         ///< index in `backends`
  std::uint32_t policies = kNone;    ///< index in `policy_sets`
  std::uint32_t authorizer = kNone;  ///< of the front end; index in `authorizers`
  std::uint32_t responses = kNone;   ///< index in `responses`
  std::uint32_t signature = kNone;   ///< index in `signature_keys`
  AuthType auth = AuthType::None;
  Protocols protocols = Protocols::Https;
  route::Method method = route::Method::Any;
  bool is_prefix = false;
  bool has_variables = false;  ///< in a backend: not for debug calls
  bool accepts_app_code = false;
  bool refuses_unsigned_payload = false;
  bool has_cors = false;
  bool streams_body = false;
};

struct Group {
  std::string_view id, name;
  std::vector<std::uint32_t> day_counters;  ///< of its sub-domains, one a suffix, in SlotList::counters
  std::uint32_t responses = kNone;          ///< its `default`; index in `responses`
};

struct Tables {
  TextPool texts;
  PathMode path_mode = PathMode::Strict;
  Limits limits;
  bool vendor_detail = false;
  bool sni_must_match = false;
  bool nat64 = false;
  bool sends_ratelimit_headers = false;
  bool answers_405 = false;
  bool routes_by_app = false;           ///< X-HW-ID may take the place of the host
  bool limits_addresses_first = false;  ///< the address limit counts before authentication
  std::uint8_t tls_versions = 0;        ///< bit per Tls
  std::uint8_t address_prefix6 = 64;
  bool allow_private_backends = false;
  http::ClientRule client;
  AddressSet trusted_proxies;
  sign::Rules sign_rules;
  std::vector<std::string_view> require_signed;
  credential::Enabled credentials;
  std::string_view server_addr, server_name, region_id, sign_header;
  std::int32_t utc_offset_seconds = 0;
  bool keeps_log = true;
  std::vector<std::string_view> log_masks;
  AccountPatterns token_accounts;  ///< whose X-Auth-Token goes on to backends

  std::optional<route::Table> routes;  ///< set once compiled
  std::vector<std::string_view> environments;
  std::vector<std::string_view> suffixes;
  std::vector<Group> groups;
  std::vector<Api> apis;              ///< those in effect, then drafts that are in effect nowhere
  std::vector<std::uint32_t> drafts;  ///< the edited definition of each API, index in `apis`, sorted by id
  std::vector<Grant> grants;          ///< of each API together, sorted by app
  std::vector<App> apps;
  KeyMap app_by_key;
  KeyMap app_by_code;  ///< by the code's fingerprint
  std::vector<AccessLists> access_lists;
  std::vector<acl::List> lists;
  std::vector<std::string_view> list_ids;
  std::vector<RatedLimit> rated;
  std::vector<ThrottlePolicy> policies;
  std::vector<ThrottleScope> scopes;
  RatedLimit default_limit, day_limit;
  std::vector<params::Params> params;
  std::vector<ApiBackend> backends;
  std::vector<PolicySet> policy_sets;
  std::vector<Authorizer> authorizers;
  std::vector<error::Responses> responses;
  std::vector<SignatureKey> signature_keys;
  KeyMap group_by_id;  ///< filled where any group has responses
  std::vector<channel::Channel> channels;
  std::vector<HealthCheck> health_checks;  ///< of each channel
  std::vector<ProbedMember> probes;
  std::shared_ptr<SlotList> slots;
};

}  // namespace sluice::config
