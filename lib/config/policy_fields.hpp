// The members of what is bound to APIs; see gateway_fields.hpp.
#pragma once

#include <tuple>

#include "config/gateway_fields.hpp"
#include "sluice/policy_spec.hpp"

namespace sluice::config {

template <>
inline constexpr auto kFields<AppSecretSpec> =
    std::tuple{Field{"value", &AppSecretSpec::value}, Field{"not_after", &AppSecretSpec::not_after}};

template <>
inline constexpr auto kFields<AppSpec> = std::tuple{Field{"id", &AppSpec::id},
                                                    Field{"name", &AppSpec::name},
                                                    Field{"owner", &AppSpec::owner},
                                                    Field{"app_key", &AppSpec::app_key},
                                                    Field{"app_secret", &AppSpec::app_secret},
                                                    Field{"secrets", &AppSpec::secrets},
                                                    Field{"app_codes", &AppSpec::app_codes},
                                                    Field{"creator", &AppSpec::creator},
                                                    Field{"status", &AppSpec::status},
                                                    Field{"frozen", &AppSpec::frozen},
                                                    Field{"quota_used_up", &AppSpec::quota_used_up},
                                                    Field{"remark", &AppSpec::remark}};

template <>
inline constexpr auto kFields<AuthorizationSpec> =
    std::tuple{Field{"app", &AuthorizationSpec::app}, Field{"api", &AuthorizationSpec::api},
               Field{"env", &AuthorizationSpec::env}, Field{"auth_role", &AuthorizationSpec::auth_role}};

template <>
inline constexpr auto kFields<BindingSpec> =
    std::tuple{Field{"api", &BindingSpec::api}, Field{"env", &BindingSpec::env}};

template <>
inline constexpr auto kFields<SpecialThrottleSpec> =
    std::tuple{Field{"object_type", &SpecialThrottleSpec::object_type},
               Field{"object_id", &SpecialThrottleSpec::object_id},
               Field{"call_limits", &SpecialThrottleSpec::call_limits}};

template <>
inline constexpr auto kFields<ThrottleStoreSpec> = std::tuple{
    Field{"shared", &ThrottleStoreSpec::shared}, Field{"failure", &ThrottleStoreSpec::failure},
    Field{"instances", &ThrottleStoreSpec::instances}, Field{"timeout_ms", &ThrottleStoreSpec::timeout_ms}};

template <>
inline constexpr auto kFields<ThrottleSpec> =
    std::tuple{Field{"id", &ThrottleSpec::id},
               Field{"name", &ThrottleSpec::name},
               Field{"owner", &ThrottleSpec::owner},
               Field{"type", &ThrottleSpec::type},
               Field{"time_interval", &ThrottleSpec::time_interval},
               Field{"time_unit", &ThrottleSpec::time_unit},
               Field{"api_call_limits", &ThrottleSpec::api_call_limits},
               Field{"user_call_limits", &ThrottleSpec::user_call_limits},
               Field{"app_call_limits", &ThrottleSpec::app_call_limits},
               Field{"ip_call_limits", &ThrottleSpec::ip_call_limits},
               Field{"algorithm", &ThrottleSpec::algorithm},
               Field{"burst", &ThrottleSpec::burst},
               Field{"specials", &ThrottleSpec::specials},
               Field{"mode", &ThrottleSpec::mode},
               Field{"store", &ThrottleSpec::store},
               Field{"remark", &ThrottleSpec::remark},
               Field{"bindings", &ThrottleSpec::bindings}};

template <>
inline constexpr auto kFields<AclSpec> = std::tuple{Field{"id", &AclSpec::id},
                                                    Field{"acl_name", &AclSpec::acl_name},
                                                    Field{"owner", &AclSpec::owner},
                                                    Field{"entity_type", &AclSpec::entity_type},
                                                    Field{"acl_type", &AclSpec::acl_type},
                                                    Field{"acl_value", &AclSpec::acl_value},
                                                    Field{"mode", &AclSpec::mode},
                                                    Field{"bindings", &AclSpec::bindings}};

template <>
inline constexpr auto kFields<SignatureKeySpec> =
    std::tuple{Field{"id", &SignatureKeySpec::id},
               Field{"name", &SignatureKeySpec::name},
               Field{"owner", &SignatureKeySpec::owner},
               Field{"sign_type", &SignatureKeySpec::sign_type},
               Field{"sign_key", &SignatureKeySpec::sign_key},
               Field{"sign_secret", &SignatureKeySpec::sign_secret},
               Field{"bindings", &SignatureKeySpec::bindings}};

template <>
inline constexpr auto kFields<MemberSpec> =
    std::tuple{Field{"host", &MemberSpec::host},           Field{"ecs_id", &MemberSpec::ecs_id},
               Field{"ecs_name", &MemberSpec::ecs_name},   Field{"port", &MemberSpec::port},
               Field{"weight", &MemberSpec::weight},       Field{"status", &MemberSpec::status},
               Field{"is_backup", &MemberSpec::is_backup}, Field{"group", &MemberSpec::group}};

template <>
inline constexpr auto kFields<HealthSpec> =
    std::tuple{Field{"protocol", &HealthSpec::protocol},
               Field{"path", &HealthSpec::path},
               Field{"method", &HealthSpec::method},
               Field{"port", &HealthSpec::port},
               Field{"threshold_normal", &HealthSpec::threshold_normal},
               Field{"threshold_abnormal", &HealthSpec::threshold_abnormal},
               Field{"timeout", &HealthSpec::timeout},
               Field{"time_interval", &HealthSpec::time_interval},
               Field{"http_code", &HealthSpec::http_code}};

template <>
inline constexpr auto kFields<ChannelSpec> =
    std::tuple{Field{"id", &ChannelSpec::id},
               Field{"name", &ChannelSpec::name},
               Field{"owner", &ChannelSpec::owner},
               Field{"type", &ChannelSpec::type},
               Field{"port", &ChannelSpec::port},
               Field{"balance_strategy", &ChannelSpec::balance_strategy},
               Field{"member_type", &ChannelSpec::member_type},
               Field{"members", &ChannelSpec::members},
               Field{"vpc_health_config", &ChannelSpec::vpc_health_config},
               Field{"remark", &ChannelSpec::remark}};

template <>
inline constexpr auto kFields<IdentitySpec> =
    std::tuple{Field{"name", &IdentitySpec::name}, Field{"location", &IdentitySpec::location},
               Field{"validation", &IdentitySpec::validation}};

template <>
inline constexpr auto kFields<AuthorizerSpec> =
    std::tuple{Field{"id", &AuthorizerSpec::id},
               Field{"name", &AuthorizerSpec::name},
               Field{"owner", &AuthorizerSpec::owner},
               Field{"type", &AuthorizerSpec::type},
               Field{"authorizer_type", &AuthorizerSpec::authorizer_type},
               Field{"authorizer_uri", &AuthorizerSpec::authorizer_uri},
               Field{"identities", &AuthorizerSpec::identities},
               Field{"ttl", &AuthorizerSpec::ttl},
               Field{"user_data", &AuthorizerSpec::user_data},
               Field{"need_body", &AuthorizerSpec::need_body},
               Field{"remark", &AuthorizerSpec::remark}};

}  // namespace sluice::config
