// A configuration without findings that has one of everything, and the way in which rule tests show findings.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "config/check.hpp"
#include "sluice/configuration.hpp"

namespace sample {

using namespace sluice;

inline ApiSpec orders() {
  return {.id = "a1",
          .name = "getOrder",
          .req_method = "GET",
          .req_uri = "/orders/{id}",
          .auth_type = "APP",
          .req_params = {{.name = "id", .location = "PATH"}, {.name = "ring", .location = "QUERY"}},
          .backend_type = "HTTP",
          .backend_api = BackendSpec{.req_method = "GET", .req_uri = "/v1/{key}", .url_domain = "#address#"},
          .backend_params = {{.origin = "REQUEST", .name = "key", .location = "PATH", .value = "id"}},
          .policy_https = {{.name = "beta",
                            .conditions = {{.condition_origin = "param",
                                            .condition_type = "exact",
                                            .condition_value = "beta",
                                            .req_param_name = "ring"}},
                            .backend = {.req_method = "ANY",
                                        .req_uri = "/beta",
                                        .vpc_channel_status = 1,
                                        .vpc_channel_info = {.vpc_channel_id = "c1"}}}},
          .tags = {"shop"},
          .published = {"RELEASE"}};
}

inline ApiSpec ping() {
  return {.id = "a2",
          .name = "ping",
          .req_method = "GET",
          .req_uri = "/ping",
          .auth_type = "NONE",
          .backend_type = "MOCK",
          .mock_info = MockSpec{.result_content = "ok"},
          .published = {"RELEASE", "BETA"}};
}

inline ApiSpec run() {
  return {.id = "a3",
          .name = "run",
          .req_method = "POST",
          .req_uri = "/run",
          .auth_type = "APP",
          .backend_type = "FUNCTION",
          .func_info = FunctionSpec{.function_urn = "urn:fss:r:p:function:default:run"}};
}

inline ApiSpec own() {
  return {.id = "a4",
          .name = "own",
          .req_method = "GET",
          .req_uri = "/own",
          .match_mode = "SWA",
          .auth_type = "APP",
          .backend_type = "HOST",
          .published = {"RELEASE"}};
}

inline Configuration configuration() {
  return {
      .gateway = {.subdomain_suffixes = {"apigw.example.com"}},
      .environments = {{.name = "BETA"}},
      .groups = {{.id = "g1",
                  .name = "orders",
                  .owner = "p1",
                  .url_domains = {{.url_domain = "api.example.com"}},
                  .variables = {{.name = "address", .value = "backend.example.net:8080"}},
                  .responses = {{.id = "r1",
                                 .name = "default",
                                 .types = {{"THROTTLED", {.status = 429, .headers = {{"X-A", "b"}}}}}}},
                  .apis = {orders(), ping(), run(), own()}}},
      .apps = {{.id = "app1",
                .name = "shop",
                .owner = "p1",
                .app_key = "shopkey001",
                .app_secret = "shopsecret001",
                .secrets = {{.value = "oldsecret", .not_after = "2021-03-01T00:00:00Z"}},
                .app_codes = {std::string(64, 'c')}}},
      .authorizations = {{.app = "app1", .api = "a1"}},
      .throttles = {{.id = "t1",
                     .name = "slow",
                     .time_interval = 1,
                     .time_unit = "MINUTE",
                     .api_call_limits = 10,
                     .specials = {{.object_type = "APP", .object_id = "app1", .call_limits = 5}},
                     .bindings = {{.api = "a1"}}}},
      .acls = {{.id = "l1",
                .acl_name = "office",
                .entity_type = "IP",
                .acl_type = "PERMIT",
                .acl_value = "198.51.100.0/24,2001:db8::7",
                .bindings = {{.api = "a1"}}}},
      .signature_keys = {{.id = "k1",
                          .name = "backend",
                          .sign_key = "backendkey",
                          .sign_secret = "backendsecret001",
                          .bindings = {{.api = "a1"}}}},
      .vpc_channels = {{.id = "c1",
                        .name = "pool-1",
                        .port = 80,
                        .member_type = "ip",
                        .members = {{.host = "10.0.0.1"}, {.host = "10.0.0.2", .port = 8080}},
                        .vpc_health_config =
                            HealthSpec{.protocol = "HTTP", .path = "/health", .http_code = "200,201-299"}}},
      .authorizers = {{.id = "z1",
                       .name = "jwt",
                       .authorizer_uri = "urn:fss:r:p:function:default:auth",
                       .identities = {{.name = "token", .location = "HEADER", .validation = "[a-z]+"}}}},
      .versions = {{.api = "a1",
                    .version_id = "v7",
                    .publish_time = "2021-02-24T02:00:00Z",
                    .definition = ApiSpec{.name = "getOrder",
                                          .req_method = "GET",
                                          .req_uri = "/orders/{id}",
                                          .auth_type = "APP",
                                          .req_params = {{.name = "id", .location = "PATH"}},
                                          .backend_type = "MOCK",
                                          .mock_info = MockSpec{}},
                    .published = {"BETA"}}},
  };
}

/// One finding a line: "error 2011 /groups/0/name", and " -> /pointer" where it collides with something.
inline std::string text_of(const std::vector<Diagnostic>& found) {
  std::string all;
  for (const Diagnostic& d : found) {
    if (!all.empty()) all += '\n';
    all += d.severity == Severity::Error ? "error " : "warning ";
    all += error::row(d.row).code.substr(5);
    all += " " + d.pointer;
    if (!d.other.empty()) all += " -> " + d.other;
  }
  return all;
}

/// A rule: a change to the sample, and all that is then found.
struct Rule {
  const char* text;
  void (*change)(Configuration&);
  const char* found;
};

template <std::size_t N>
void check_rules(const Rule (&rules)[N]) {
  for (const Rule& rule : rules) {
    Configuration changed = configuration();
    rule.change(changed);
    const auto found = config::check(changed);
    CAPTURE(std::string(rule.text));
    CHECK(text_of(found) == rule.found);
    for (const Diagnostic& d : found) CHECK_FALSE(d.message.empty());
  }
}

inline ApiSpec& api(Configuration& c, std::size_t i = 0) { return c.groups[0].apis[i]; }

}  // namespace sample
