#include <doctest/doctest.h>

#include <string>

#include "sluice/sign.hpp"
#include "sluice/transaction.hpp"

using namespace sluice;

namespace {

constexpr std::string_view kDocument = R"({
  "gateway": {"subdomain_suffixes": ["apigw.example.com"], "allow_private_backends": true},
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
           {"id": "app2", "name": "frozen_shop", "app_key": "shopkey002", "app_secret": "shopsecret002", "frozen": true}],
  "authorizations": [{"app": "app1", "api": "signed", "env": "RELEASE"}, {"app": "app2", "api": "signed", "env": "RELEASE"}],
  "throttles": [{"id": "t1", "name": "slow", "time_interval": 1, "time_unit": "MINUTE", "api_call_limits": 2,
                 "bindings": [{"api": "slow", "env": "RELEASE"}]}],
  "acls": [{"id": "l1", "acl_name": "office", "entity_type": "IP", "acl_type": "PERMIT", "acl_value": "198.51.100.0/24",
            "bindings": [{"api": "near", "env": "RELEASE"}]}],
  "vpc_channels": [{"id": "c1", "name": "pool", "port": 80, "member_type": "ip",
                    "members": [{"host": "10.0.0.1"}, {"host": "10.0.0.2", "port": 8080}]}]
})";

struct World {
  Compiled compiled = compile(kDocument);
  State state{7};
  Transaction transaction;
  Now now{1614160800, 0, 1'000'000'000};

  World() {
    for (const Diagnostic& d : compiled.diagnostics) MESSAGE(d.pointer, " ", d.message);
    REQUIRE(compiled.plan);
  }

  const Decision& decide(const Request& request, const Supplies& supplies = {}) {
    return sluice::decide(*compiled.plan, state, request, now, transaction, supplies);
  }
  const Decision& get(std::string_view target, std::string_view peer = "192.0.2.1") {
    return decide({.method = "GET", .target = target, .host = "api.example.com", .peer = peer});
  }
};

}  // namespace

TEST_CASE("decide: an API of the host's own handler passes, with its path values") {
  World world;
  const Decision& d = world.get("/open/7%20b?x=1");
  CHECK(d.verdict == Verdict::Pass);
  CHECK(d.api == "open");
  CHECK(d.group == "g1");
  CHECK(d.environment == "RELEASE");
  REQUIRE(d.path_params.size() == 1);
  CHECK(d.path_params[0].name == "id");
  CHECK(d.path_params[0].value == "7 b");
  CHECK(d.request_id.size() == 32);
}

TEST_CASE("decide: unknown host, environment, path and method answer their rows") {
  World world;
  CHECK(world.get("/nowhere").row == error::Row::ApiNotFound);
  const Request post{.method = "POST", .target = "/open/7", .host = "api.example.com"};
  CHECK(world.decide(post).row == error::Row::MethodNotFound);
  const Request foreign{.method = "GET", .target = "/open/7", .host = "elsewhere.example.org"};
  CHECK(world.decide(foreign).reason == Reason::HostUnknown);
  const Header stage[] = {{"X-Stage", "GAMMA"}};
  const Request unknown{.method = "GET", .target = "/open/7", .host = "api.example.com", .headers = stage};
  CHECK(world.decide(unknown).reason == Reason::EnvironmentUnknown);
}

TEST_CASE("decide: a refusal is the exact envelope") {
  World world;
  const Decision& d = world.decide({.method = "GET",
                                    .target = "/nowhere",
                                    .host = "api.example.com",
                                    .request_id = "00000000000000000000000000000001"});
  CHECK(d.response.status == 404);
  CHECK(d.response.body ==
        R"({"error_code":"APIG.0101","error_msg":"The API does not exist or has not been published in )"
        R"(the environment.","request_id":"00000000000000000000000000000001"})");
}

TEST_CASE("decide: an access list admits its addresses only") {
  World world;
  CHECK(world.get("/near", "198.51.100.9").verdict == Verdict::Pass);
  CHECK(world.get("/near", "198.51.101.9").row == error::Row::AddressUnauthorized);
  CHECK(world.get("/near", "nonsense").row == error::Row::ClientAddressUnknown);
}

TEST_CASE("decide: a limit admits what it says, then refuses until it refills") {
  World world;
  CHECK(world.get("/slow").verdict == Verdict::Pass);
  CHECK(world.get("/slow").verdict == Verdict::Pass);
  const Decision& refused = world.get("/slow");
  CHECK(refused.row == error::Row::ThrottlingThreshold);
  CHECK(refused.reason == Reason::ApiLimit);
  REQUIRE(refused.limits.size() == 2);
  CHECK(refused.limits[1].policy == "t1");
  world.now.steady_ns += 30'000'000'000;
  CHECK(world.get("/slow").verdict == Verdict::Pass);
  CHECK(world.get("/slow").verdict == Verdict::Reject);
}

TEST_CASE("decide: a Mock answers, a channel takes turns, a name wants its address") {
  World world;
  const Decision& mock = world.get("/mock");
  CHECK(mock.verdict == Verdict::Respond);
  CHECK(mock.response.status == 201);
  CHECK(mock.response.body == "{}");
  const Decision& first = world.get("/pool/a%20b?x=%41");
  REQUIRE(first.verdict == Verdict::Forward);
  CHECK(first.backend.target == "/v1/a%20b?x=%41");
  const std::string host(first.backend.host);
  CHECK(world.get("/pool").backend.host != host);
  CHECK(world.get("/named").reason == Reason::BackendNameUnresolved);
  const Address address = *read_address("203.0.114.9");
  const Resolved resolved[] = {{"backend.example.com", {&address, 1}}};
  const Decision& named =
      world.decide({.method = "GET", .target = "/named", .host = "api.example.com"}, {.resolved = resolved});
  REQUIRE(named.verdict == Verdict::Forward);
  CHECK(named.backend.address == "203.0.114.9");
  CHECK(named.backend.port == 8080);
}

namespace {
// A signed POST, its fields held together.
struct SignedPost {
  char room[1024];
  std::vector<Header> headers;
  Request request{.method = "POST", .target = "/signed", .host = "api.example.com"};
  std::string_view body;

  SignedPost(std::string_view sent_body, std::string_view key, std::string_view secret, const Now& now)
      : body(sent_body) {
    auto made = sign::sign(request, body, {key, secret}, now, room);
    REQUIRE(made);
    for (const Header& h : made->added) headers.push_back(h);
    request.headers = headers;
  }
};
}  // namespace

TEST_CASE("decide: a signature that holds lets its app through, and what it covers may not change") {
  World world;
  SignedPost post("{\"a\":1}", "shopkey001", "shopsecret001", world.now);
  const Decision& d = world.decide(post.request, {.body = post.body});
  CHECK(d.verdict == Verdict::Pass);
  CHECK(d.caller.app == "app1");
  CHECK(world.decide(post.request, {.body = "{\"a\":2}"}).row == error::Row::AppAuthentication);
  Request moved = post.request;
  moved.target = "/signed?x=1";
  CHECK(world.decide(moved, {.body = post.body}).reason == Reason::SignatureWrong);
}

TEST_CASE("decide: the state of an app is told to the holder of its key only") {
  World world;
  SignedPost right("body", "shopkey002", "shopsecret002", world.now);
  CHECK(world.decide(right.request, {.body = right.body}).row == error::Row::AppFrozen);
  SignedPost wrong("body", "shopkey002", "another-secret", world.now);
  CHECK(world.decide(wrong.request, {.body = wrong.body}).row == error::Row::AppAuthentication);
  SignedPost unknown("body", "nobody", "another-secret", world.now);
  CHECK(world.decide(unknown.request, {.body = unknown.body}).reason == Reason::KeyUnknown);
  SignedPost no_body("", "shopkey002", "another-secret", world.now);
  CHECK(world.decide(no_body.request).row == error::Row::AppAuthentication);
}
