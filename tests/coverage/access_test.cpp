// The seed's sections 5, 8, 9, 10 and 12.14: who may call, how often, and how a caller proves who it is.
// Source: coverage of the seed, each test named after its section.
#include "coverage/world.hpp"

using namespace coverage;

namespace {

const string kApps = R"("apps": [
    {"id": "app1", "name": "shop", "app_key": "shopkey001", "app_secret": "shopsecret001"},
    {"id": "app2", "name": "other", "app_key": "otherkey01", "app_secret": "othersecret01"}],
  "authorizations": [{"app": "app1", "api": "s"}, {"app": "app2", "api": "s", "env": "BETA"}])";

string signed_document() {
  return document({.apis = {api("s", "ANY", "/s", R"("auth_type": "APP", "published": ["RELEASE", "BETA"])"),
                            api("open", "ANY", "/open", at_address("203.0.114.7"))},
                   .more = kApps});
}

}  // namespace

TEST_CASE("seed 2, 5.2, 7.8: clients prove nothing by certificates, HTTPS is one-way") {
  World world(document({api("a", "GET", "/a", R"("req_protocol": "HTTPS")")}));
  Request request{.method = "GET", .target = "/a", .host = "api.example.com", .scheme = Scheme::Https};
  CHECK(world.call(request).verdict == Verdict::Pass);  // there is nothing else to hand over
  request.scheme = Scheme::Http;
  CHECK(refusal(world.call(request)) == "0607/400");
}

TEST_CASE("seed 2, 5.3: without authentication nothing is checked, and everything reaches the backend") {
  World world(signed_document());
  const Decision& d = world.get("/open?token=x", {{"Authorization", "Bearer abc"}, {"X-Custom", "1"}});
  REQUIRE(d.verdict == Verdict::Forward);
  CHECK(field(d.backend.headers, "Authorization") == "Bearer abc");  // the backend may authenticate by itself
  CHECK(field(d.backend.headers, "X-Custom") == "1");
  CHECK(d.backend.target == "/b?token=x");
}

TEST_CASE(
    "seed 2, 9.2: authentication has no conditions; two APIs, or an open one with an address list, stand "
    "in") {
  World world(document(
      {.apis = {api("inside", "GET", "/inside"), api("outside", "GET", "/outside", R"("auth_type": "APP")")},
       .more = R"("acls": [{"id": "l1", "acl_name": "office", "entity_type": "IP", "acl_type": "PERMIT",
                                  "acl_value": "203.0.114.0/24", "bindings": [{"api": "inside"}]}])"}));
  CHECK(world.get("/inside").verdict == Verdict::Pass);
  Request far{.method = "GET", .target = "/inside", .host = "api.example.com", .peer = "198.51.100.1"};
  CHECK(refusal(world.call(far)) == "0402/403");
  CHECK(refusal(world.get("/outside")) == "0303/401");
  const auto both = errors(document({api("a", "GET", "/a", R"("auth_type": "NONE,APP")")}));
  CHECK(both == std::vector<string>{"2004 /groups/0/apis/0/auth_type"});
}

TEST_CASE("seed 2: an API has one throttling policy in an environment") {
  const auto found = errors(document(
      {.apis = {api("a", "GET", "/a")},
       .more =
           R"("throttles": [{"id": "t1", "name": "one", "time_interval": 1, "time_unit": "MINUTE", "api_call_limits": 1,
                                "bindings": [{"api": "a"}]},
                               {"id": "t2", "name": "two", "time_interval": 1, "time_unit": "MINUTE", "api_call_limits": 1,
                                "bindings": [{"api": "a"}]}])"}));
  REQUIRE(found.size() == 1);
  CHECK(found[0].substr(0, 4) == "3309");
}

TEST_CASE("seed 2, 8.1: calls are limited per time unit, not by how many run at once") {
  World world(document(
      {.apis = {api("a", "GET", "/a", at_address("203.0.114.7"))},
       .more = R"("throttles": [{"id": "t1", "name": "minute", "time_interval": 1, "time_unit": "MINUTE",
                                  "api_call_limits": 3, "bindings": [{"api": "a"}]}])"}));
  for (int i = 0; i < 3; ++i) CHECK(world.get("/a").verdict == Verdict::Forward);  // none of them has ended
  CHECK(refusal(world.get("/a")) == "0308/429");
  world.now.steady_ns += 60'000'000'000;
  world.now.seconds += 60;
  CHECK(world.get("/a").verdict == Verdict::Forward);
}

TEST_CASE("seed 5.1: APP is a signature, and access is given app by app") {
  World world(signed_document());
  CHECK(world.signed_call("POST", "/s?a=1", "body", "shopkey001", "shopsecret001").caller.app == "app1");
  CHECK(refusal(world.signed_call("POST", "/s?a=1", "body", "shopkey001", "shopsecret002")) == "0303/401");
  CHECK(refusal(world.signed_call("POST", "/s?a=1", "body", "unknownkey1", "shopsecret001")) == "0303/401");
  CHECK(refusal(world.signed_call("POST", "/s?a=1", "body", "otherkey01", "othersecret01")) == "0304/403");
  CHECK(refusal(world.call("POST", "/s?a=1")) == "0303/401");
}

TEST_CASE("seed 5.1: NONE has no access control: anybody may call") {
  World world(document({api("a", "GET", "/a")}));
  for (const char* peer : {"203.0.114.1", "198.51.100.7", "2001:db8::1", ""})
    CHECK(world.call({.method = "GET", .target = "/a", .host = "api.example.com", .peer = peer}).verdict ==
          Verdict::Pass);
}

TEST_CASE("seed 5.7: the body is signed, and so is an uploaded file") {
  World world(signed_document());
  const string file(100'000, 'x');
  CHECK(world.signed_call("POST", "/s", file, "shopkey001", "shopsecret001").verdict == Verdict::Pass);
  world.sent_body = "another body";
  CHECK(refusal(world.signed_call("POST", "/s", file, "shopkey001", "shopsecret001")) == "0303/401");
}

TEST_CASE(
    "seed 5.8: a signature holds fifteen minutes around its date; outside it is the clock that is wrong") {
  World world(signed_document());
  for (const auto& [seconds, row] : {std::pair{900, ""}, {-900, ""}, {901, "0303/401"}, {-901, "0303/401"}}) {
    world.signed_at = kNow;
    world.signed_at.seconds += seconds;
    CHECK(refusal(world.signed_call("GET", "/s", "", "shopkey001", "shopsecret001")) == row);
  }
}

TEST_CASE("seed 8.2: a sub-domain serves 1000 calls a day, an independent domain more") {
  World world(document({.apis = {api("a", "GET", "/a")}, .gateway = R"("default_limit": 0)"}));
  Request request{.method = "GET", .target = "/a", .host = "g1.apigw.example.com", .peer = "203.0.114.1"};
  for (int i = 0; i < 1000; ++i) REQUIRE(world.call(request).verdict == Verdict::Pass);
  CHECK(refusal(world.call(request)) == "0308/429");
  request.host = "api.example.com";
  for (int i = 0; i < 10; ++i) CHECK(world.call(request).verdict == Verdict::Pass);
  request.host = "g1.apigw.example.com";
  world.now.seconds += 86400;
  CHECK(world.call(request).verdict == Verdict::Pass);
}

TEST_CASE("seed 8.3: there is no limit on bandwidth: size alone never uses a limit up") {
  World world(document(
      {.apis = {api("a", "POST", "/a")},
       .more = R"("throttles": [{"id": "t1", "name": "ten", "time_interval": 1, "time_unit": "MINUTE",
                                  "api_call_limits": 10, "bindings": [{"api": "a"}]}])"}));
  Request large{.method = "POST", .target = "/a", .host = "api.example.com", .body_bytes = 12582912};
  for (int i = 0; i < 10; ++i) CHECK(world.call(large).verdict == Verdict::Pass);
  CHECK(refusal(world.call(large)) == "0308/429");
}

TEST_CASE("seed 9.1: an API is opened to chosen users by keys, or by addresses") {
  World world(document(
      {.apis = {api("s", "ANY", "/s", R"("auth_type": "APP")"), api("l", "GET", "/l")},
       .more = kApps.substr(0, kApps.find(", {\"app\": \"app2\"")) +
               R"(], "acls": [{"id": "l1", "acl_name": "chosen", "entity_type": "IP", "acl_type": "PERMIT",
                                   "acl_value": "203.0.114.200,198.51.100.1-198.51.100.9", "bindings": [{"api": "l"}]}])"}));
  CHECK(world.signed_call("GET", "/s", "", "shopkey001", "shopsecret001").verdict == Verdict::Pass);
  CHECK(refusal(world.signed_call("GET", "/s", "", "otherkey01", "othersecret01")) == "0304/403");
  CHECK(world.get("/l").verdict == Verdict::Pass);
  CHECK(refusal(world.call(
            {.method = "GET", .target = "/l", .host = "api.example.com", .peer = "198.51.100.10"})) ==
        "0402/403");
}

TEST_CASE(
    "seed 10.1: authentication, address lists and limits protect an API; 200 calls a second by default") {
  World world(document(
      {.apis = {api("a", "GET", "/a"), api("d", "GET", "/d")},
       .more = R"("acls": [{"id": "l1", "acl_name": "blocked", "entity_type": "IP", "acl_type": "DENY",
                                  "acl_value": "198.51.100.0/24", "bindings": [{"api": "d"}]}])"}));
  for (int i = 0; i < 200; ++i) REQUIRE(world.get("/a").verdict == Verdict::Pass);
  CHECK(refusal(world.get("/a")) == "0308/429");
  CHECK(world.get("/d").verdict == Verdict::Pass);
  CHECK(refusal(world.call(
            {.method = "GET", .target = "/d", .host = "api.example.com", .peer = "198.51.100.1"})) ==
        "0402/403");
  const auto above = errors(document(
      {.apis = {api("a", "GET", "/a")},
       .more =
           R"("throttles": [{"id": "t1", "name": "fast", "time_interval": 1, "time_unit": "SECOND", "api_call_limits": 201}])"}));
  CHECK(above == std::vector<string>{"2003 /throttles/0/api_call_limits"});
}

TEST_CASE("seed 10.3: the addresses of a channel's members are under no access list") {
  World world(
      document({.apis = {api("a", "GET", "/a", at_channel("c1"))},
                .more = R"("vpc_channels": [{"id": "c1", "name": "pool", "port": 80, "member_type": "ip",
                                  "members": [{"host": "10.0.0.1"}]}],
                                "acls": [{"id": "l1", "acl_name": "no_private", "entity_type": "IP", "acl_type": "DENY",
                                  "acl_value": "10.0.0.0/8", "bindings": [{"api": "a"}]}])"}));
  const Decision& d = world.get("/a");
  CHECK(d.verdict == Verdict::Forward);
  CHECK(d.backend.host == "10.0.0.1");
}

TEST_CASE("seed 12.6: a mobile app signs as any other client does") {
  World world(signed_document());
  const Decision& d = world.signed_call("POST", "/s", "{}", "shopkey001", "shopsecret001",
                                        {{"User-Agent", "okhttp/4.9"}, {"Content-Type", "application/json"}});
  CHECK(d.verdict == Verdict::Pass);
}

TEST_CASE("seed 12.14: an API may have several apps, an app several APIs; each pair is given by itself") {
  World world(
      document({.apis = {api("a", "ANY", "/a", R"("auth_type": "APP")"),
                         api("b", "ANY", "/b", R"("auth_type": "APP")")},
                .more = kApps.substr(0, kApps.find("\"authorizations\"")) +
                        R"("authorizations": [{"app": "app1", "api": "a"}, {"app": "app2", "api": "a"},
                                   {"app": "app1", "api": "b"}])"}));
  CHECK(world.signed_call("GET", "/a", "", "shopkey001", "shopsecret001").caller.app == "app1");
  CHECK(world.signed_call("GET", "/a", "", "otherkey01", "othersecret01").caller.app == "app2");
  CHECK(world.signed_call("GET", "/b", "", "shopkey001", "shopsecret001").verdict == Verdict::Pass);
  CHECK(refusal(world.signed_call("GET", "/b", "", "otherkey01", "othersecret01")) == "0304/403");
}
