// One configuration for the tests of the whole decision.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sluice/sign.hpp"
#include "sluice/transaction.hpp"

namespace sample {

inline constexpr std::string_view kDocument = R"({
  "gateway": {"subdomain_suffixes": ["apigw.example.com"], "subdomain_daily_cap": 3, "allow_private_backends": true},
  "environments": [{"name": "BETA"}],
  "groups": [{
    "id": "g1", "name": "orders",
    "url_domains": [{"url_domain": "api.example.com"}],
    "apis": [
      {"id": "open", "name": "open_orders", "req_method": "GET", "req_uri": "/open/{id}", "auth_type": "NONE",
       "req_params": [{"name": "id", "location": "PATH"}], "backend_type": "HOST", "published": ["RELEASE"]},
      {"id": "signed", "name": "signed_orders", "req_method": "POST", "req_uri": "/signed", "auth_type": "APP",
       "backend_type": "HOST", "published": ["RELEASE", "BETA"]},
      {"id": "mock", "name": "mocked", "req_method": "GET", "req_uri": "/mock", "auth_type": "NONE", "req_protocol": "BOTH",
       "backend_type": "MOCK", "mock_info": {"result_content": "{}", "status_code": 201}, "published": ["RELEASE"]},
      {"id": "slow", "name": "slow_one", "req_method": "GET", "req_uri": "/slow", "auth_type": "NONE",
       "backend_type": "HOST", "published": ["RELEASE"]},
      {"id": "near", "name": "near_one", "req_method": "GET", "req_uri": "/near", "auth_type": "NONE",
       "backend_type": "HOST", "published": ["RELEASE"]},
      {"id": "pool", "name": "pooled", "req_method": "GET", "req_uri": "/pool", "match_mode": "SWA", "auth_type": "NONE",
       "backend_type": "HTTP", "backend_api": {"req_method": "GET", "req_uri": "/v1", "vpc_channel_status": 1,
       "vpc_channel_info": {"vpc_channel_id": "c1"}}, "published": ["RELEASE"]},
      {"id": "named", "name": "by_name", "req_method": "GET", "req_uri": "/named", "auth_type": "NONE",
       "backend_type": "HTTP", "backend_api": {"req_method": "GET", "req_uri": "/v1", "url_domain": "backend.example.com:8080"},
       "published": ["RELEASE"]}
    ]}],
  "apps": [{"id": "app1", "name": "shop", "app_key": "shopkey001", "app_secret": "shopsecret001"},
           {"id": "app2", "name": "frozen_shop", "app_key": "shopkey002", "app_secret": "shopsecret002", "frozen": true},
           {"id": "app3", "name": "other_shop", "app_key": "shopkey003", "app_secret": "shopsecret003"}],
  "authorizations": [{"app": "app1", "api": "signed", "env": "RELEASE"}, {"app": "app2", "api": "signed", "env": "RELEASE"}],
  "throttles": [{"id": "t1", "name": "slow", "time_interval": 1, "time_unit": "MINUTE", "api_call_limits": 2,
                 "bindings": [{"api": "slow", "env": "RELEASE"}]},
                {"id": "t2", "name": "signed", "time_interval": 1, "time_unit": "MINUTE", "api_call_limits": 5,
                 "app_call_limits": 4, "bindings": [{"api": "signed", "env": "RELEASE"}]}],
  "acls": [{"id": "l1", "acl_name": "office", "entity_type": "IP", "acl_type": "PERMIT", "acl_value": "198.51.100.0/24",
            "bindings": [{"api": "near", "env": "RELEASE"}]}],
  "vpc_channels": [{"id": "c1", "name": "pool", "port": 80, "member_type": "ip",
                    "members": [{"host": "10.0.0.1"}, {"host": "10.0.0.2", "port": 8080}]}]
})";

inline constexpr sluice::Now kNow{1614160800, 0, 1'000'000'000};

/// A signed POST to /signed, its fields held together. Not to be moved.
struct SignedPost {
  char room[1024];
  std::vector<sluice::Header> headers;
  sluice::Request request{
      .method = "POST", .target = "/signed", .host = "api.example.com", .peer = "192.0.2.1"};
  std::string_view body;

  SignedPost(std::string_view sent, std::string_view key, std::string_view secret,
             const sluice::Now& now = kNow, bool add_hash = false)
      : body(sent) {
    auto made = sluice::sign::sign(
        request, body, {.access = key, .secret = secret, .add_content_hash = add_hash}, now, room);
    if (!made) return;
    for (const sluice::Header& h : made->added) headers.push_back(h);
    request.headers = headers;
  }
  SignedPost(const SignedPost&) = delete;
};

}  // namespace sample
