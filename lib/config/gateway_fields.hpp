// The members of the JSON document, type by type: name in the document, field of the spec. Reading, writing
// and the search for unknown keys all use this one list. This file: the gateway's own.
#pragma once

#include <string_view>
#include <tuple>

#include "sluice/gateway_spec.hpp"

namespace sluice::config {

/// One member: its name, and the field that holds it.
template <class Spec, class Type>
struct Field {
  std::string_view name;
  Type Spec::*field;
};
template <class Spec, class Type>
Field(const char*, Type Spec::*) -> Field<Spec, Type>;

/// Members that stand beside the others, though their fields are grouped in C++.
template <class Spec, class Type>
struct Beside {
  Type Spec::*field;
};
template <class Spec, class Type>
Beside(Type Spec::*) -> Beside<Spec, Type>;

/// The members of a type; specialised for each.
template <class Spec>
inline constexpr std::tuple<> kFields{};

template <>
inline constexpr auto kFields<LimitsSpec> = std::tuple{
    Field{"max_uri", &LimitsSpec::max_uri}, Field{"max_header", &LimitsSpec::max_header},
    Field{"max_headers", &LimitsSpec::max_headers}, Field{"max_header_count", &LimitsSpec::max_header_count},
    Field{"max_body", &LimitsSpec::max_body}};

template <>
inline constexpr auto kFields<RealIpSpec> =
    std::tuple{Field{"enable", &RealIpSpec::enable}, Field{"xff_index", &RealIpSpec::xff_index}};

template <>
inline constexpr auto kFields<AuthSpec> =
    std::tuple{Field{"window_seconds", &AuthSpec::window_seconds},
               Field{"require_signed_host", &AuthSpec::require_signed_host},
               Field{"require_signed", &AuthSpec::require_signed},
               Field{"accept_encoded_query_order", &AuthSpec::accept_encoded_query_order},
               Field{"v11", &AuthSpec::v11},
               Field{"refuse_unsigned_payload", &AuthSpec::refuse_unsigned_payload},
               Field{"app_api_key", &AuthSpec::app_api_key},
               Field{"app_secret", &AuthSpec::app_secret},
               Field{"app_basic", &AuthSpec::app_basic},
               Field{"app_jwt", &AuthSpec::app_jwt}};

template <>
inline constexpr auto kFields<QuotasSpec> = std::tuple{Field{"groups", &QuotasSpec::groups},
                                                       Field{"apis", &QuotasSpec::apis},
                                                       Field{"policy_backends", &QuotasSpec::policy_backends},
                                                       Field{"apps", &QuotasSpec::apps},
                                                       Field{"throttles", &QuotasSpec::throttles},
                                                       Field{"environments", &QuotasSpec::environments},
                                                       Field{"signature_keys", &QuotasSpec::signature_keys},
                                                       Field{"acls", &QuotasSpec::acls},
                                                       Field{"vpc_channels", &QuotasSpec::vpc_channels},
                                                       Field{"variables", &QuotasSpec::variables},
                                                       Field{"url_domains", &QuotasSpec::url_domains},
                                                       Field{"members", &QuotasSpec::members},
                                                       Field{"parameters", &QuotasSpec::parameters},
                                                       Field{"publish_records", &QuotasSpec::publish_records},
                                                       Field{"conditions", &QuotasSpec::conditions},
                                                       Field{"apis_per_group", &QuotasSpec::apis_per_group},
                                                       Field{"apis_per_import", &QuotasSpec::apis_per_import},
                                                       Field{"app_codes", &QuotasSpec::app_codes},
                                                       Field{"authorizers", &QuotasSpec::authorizers},
                                                       Field{"identities", &QuotasSpec::identities},
                                                       Field{"responses", &QuotasSpec::responses},
                                                       Field{"tags", &QuotasSpec::tags},
                                                       Field{"batch", &QuotasSpec::batch}};

template <>
inline constexpr auto kFields<InstanceSpec> =
    std::tuple{Field{"addr", &InstanceSpec::addr}, Field{"name", &InstanceSpec::name}};

template <>
inline constexpr auto kFields<GatewaySpec> =
    std::tuple{Field{"path_mode", &GatewaySpec::path_mode},
               Field{"limits", &GatewaySpec::limits},
               Field{"error_detail", &GatewaySpec::error_detail},
               Field{"subdomain_suffixes", &GatewaySpec::subdomain_suffixes},
               Field{"subdomain_daily_cap", &GatewaySpec::subdomain_daily_cap},
               Field{"utc_offset", &GatewaySpec::utc_offset},
               Field{"default_limit", &GatewaySpec::default_limit},
               Field{"default_limit_when_bound", &GatewaySpec::default_limit_when_bound},
               Field{"real_ip_from_xff", &GatewaySpec::real_ip_from_xff},
               Field{"trusted_proxies", &GatewaySpec::trusted_proxies},
               Field{"ip_throttle_prefix6", &GatewaySpec::ip_throttle_prefix6},
               Field{"pre_auth_ip_throttle", &GatewaySpec::pre_auth_ip_throttle},
               Field{"tls_versions", &GatewaySpec::tls_versions},
               Field{"auth", &GatewaySpec::auth},
               Field{"ip_access", &GatewaySpec::ip_access},
               Field{"app_route", &GatewaySpec::app_route},
               Field{"not_allowed_405", &GatewaySpec::not_allowed_405},
               Field{"backend_sign_header", &GatewaySpec::backend_sign_header},
               Field{"backend_token_allow_users", &GatewaySpec::backend_token_allow_users},
               Field{"allow_private_backends", &GatewaySpec::allow_private_backends},
               Field{"openapi3", &GatewaySpec::openapi3},
               Field{"nat64", &GatewaySpec::nat64},
               Field{"ratelimit_headers", &GatewaySpec::ratelimit_headers},
               Field{"sni_must_match", &GatewaySpec::sni_must_match},
               Field{"access_log", &GatewaySpec::access_log},
               Field{"log_mask", &GatewaySpec::log_mask},
               Field{"quotas", &GatewaySpec::quotas},
               Field{"region_id", &GatewaySpec::region_id},
               Field{"instance", &GatewaySpec::instance}};

}  // namespace sluice::config
