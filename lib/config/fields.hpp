// The members of groups and of the whole document; with the files that it includes, all members of all types.
#pragma once

#include <tuple>

#include "config/api_fields.hpp"
#include "config/gateway_fields.hpp"
#include "config/policy_fields.hpp"
#include "sluice/configuration.hpp"

namespace sluice::config {

template <>
inline constexpr auto kFields<EnvironmentSpec> =
    std::tuple{Field{"name", &EnvironmentSpec::name}, Field{"id", &EnvironmentSpec::id},
               Field{"owner", &EnvironmentSpec::owner}, Field{"remark", &EnvironmentSpec::remark}};

template <>
inline constexpr auto kFields<DomainSpec> = std::tuple{Field{"url_domain", &DomainSpec::url_domain},
                                                       Field{"min_ssl_version", &DomainSpec::min_ssl_version},
                                                       Field{"id", &DomainSpec::id},
                                                       Field{"status", &DomainSpec::status},
                                                       Field{"ssl_id", &DomainSpec::ssl_id},
                                                       Field{"ssl_name", &DomainSpec::ssl_name}};

template <>
inline constexpr auto kFields<VariableSpec> =
    std::tuple{Field{"env", &VariableSpec::env}, Field{"name", &VariableSpec::name},
               Field{"value", &VariableSpec::value}};

template <>
inline constexpr auto kFields<ErrorResponseSpec> =
    std::tuple{Field{"status", &ErrorResponseSpec::status}, Field{"body", &ErrorResponseSpec::body},
               Field{"headers", &ErrorResponseSpec::headers}};

template <>
inline constexpr auto kFields<ResponseSpec> = std::tuple{
    Field{"id", &ResponseSpec::id}, Field{"name", &ResponseSpec::name}, Field{"types", &ResponseSpec::types}};

template <>
inline constexpr auto kFields<GroupSpec> = std::tuple{Field{"id", &GroupSpec::id},
                                                      Field{"name", &GroupSpec::name},
                                                      Field{"owner", &GroupSpec::owner},
                                                      Field{"remark", &GroupSpec::remark},
                                                      Field{"status", &GroupSpec::status},
                                                      Field{"sl_domain", &GroupSpec::sl_domain},
                                                      Field{"sl_domains", &GroupSpec::sl_domains},
                                                      Field{"is_default", &GroupSpec::is_default},
                                                      Field{"on_sell_status", &GroupSpec::on_sell_status},
                                                      Field{"url_domains", &GroupSpec::url_domains},
                                                      Field{"variables", &GroupSpec::variables},
                                                      Field{"responses", &GroupSpec::responses},
                                                      Field{"apis", &GroupSpec::apis}};

template <>
inline constexpr auto kFields<Configuration> =
    std::tuple{Field{"gateway", &Configuration::gateway},
               Field{"environments", &Configuration::environments},
               Field{"groups", &Configuration::groups},
               Field{"apps", &Configuration::apps},
               Field{"authorizations", &Configuration::authorizations},
               Field{"throttles", &Configuration::throttles},
               Field{"acls", &Configuration::acls},
               Field{"signature_keys", &Configuration::signature_keys},
               Field{"vpc_channels", &Configuration::vpc_channels},
               Field{"authorizers", &Configuration::authorizers},
               Field{"versions", &Configuration::versions}};

}  // namespace sluice::config
