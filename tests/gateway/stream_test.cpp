// `stream_body`: the call of a proven caller may be made while its body comes; the last word is the hash's.
#include <doctest/doctest.h>

#include <string>

#include "gateway/sample.hpp"
#include "gateway/world.hpp"
#include "sluice/transaction.hpp"

using namespace sluice;

namespace {

std::string document(std::string_view streams) {
  return R"({"gateway": {"allow_private_backends": true, "default_limit": 0},
  "groups": [{"id": "g1", "name": "orders", "url_domains": [{"url_domain": "api.example.com"}],
    "apis": [{"id": "signed", "name": "signed_orders", "req_method": "POST", "req_uri": "/signed", "auth_type": "APP",
      "stream_body": )" +
         std::string(streams) + R"(, "backend_type": "HTTP", "published": ["RELEASE"],
      "backend_api": {"req_method": "POST", "req_uri": "/v1", "url_domain": "10.0.0.1:8080", "retry_count": 2}}]}],
  "apps": [{"id": "app1", "name": "shop", "app_key": "shopkey001", "app_secret": "shopsecret001"},
           {"id": "app2", "name": "shop2", "app_key": "shopkey002", "app_secret": "shopsecret002"}],
  "authorizations": [{"app": "app1", "api": "signed", "env": "RELEASE"}],
  "signature_keys": [{"id": "k1", "name": "backend", "sign_type": "hmac", "sign_key": "backendkey", "sign_secret": "backendsecret0001",
                      "bindings": [{"api": "signed", "env": "RELEASE"}]}],
  "throttles": [{"id": "t1", "name": "two", "time_interval": 1, "time_unit": "MINUTE", "api_call_limits": 2,
                 "bindings": [{"api": "signed", "env": "RELEASE"}]}]})";
}

struct World : sample::World {
  explicit World(std::string_view streams = "true") : sample::World(document(streams)) {}
  Need start(const sample::SignedPost& post) {
    return transaction.start(*compiled.plan, state, post.request, sample::kNow);
  }
};

std::string_view value(const Decision& d, std::string_view name) {
  for (const Header& h : d.backend.headers)
    if (h.name == name) return h.value;
  return {};
}

sample::SignedPost proven(std::string_view body, std::string_view number = "1") {
  return {body, "shopkey00" + std::string(number), "shopsecret00" + std::string(number), sample::kNow, true};
}

}  // namespace

TEST_CASE("stream: the call stands, signed for its backend, before the first byte of the body") {
  World world;
  const auto post = proven("a body");
  REQUIRE(world.start(post) == Need::Body);
  CHECK(!world.transaction.is_streaming());
  REQUIRE(world.transaction.stream_body());
  CHECK(world.transaction.is_streaming());
  const Decision& d = world.transaction.decision();
  CHECK(d.verdict == Verdict::Forward);
  CHECK(d.backend.target == "/v1");
  CHECK(value(d, "X-Sdk-Content-Sha256") == "UNSIGNED-PAYLOAD");
  const std::string authorization(value(d, "Authorization"));
  CHECK(authorization.find("Access=backendkey") != authorization.npos);
  CHECK(world.transaction.bring_body("a bo") == Need::Body);
  CHECK(world.transaction.bring_body("dy") == Need::Body);
  CHECK(world.transaction.end_body() == Need::Done);
  CHECK(d.verdict == Verdict::Forward);
  CHECK(value(d, "Authorization") == authorization);
  CHECK(!world.transaction.is_streaming());
  CHECK(world.transaction.finish({.status = 200}).verdict == Verdict::Forward);
}

TEST_CASE("stream: another body than was signed ends in a refusal, and the call stays counted") {
  World world;
  const auto post = proven("a body");
  for (int call = 0; call < 2; ++call) {
    REQUIRE(world.start(post) == Need::Body);
    REQUIRE(world.transaction.stream_body());
    CHECK(world.transaction.bring_body("b body") == Need::Body);
    CHECK(world.transaction.end_body() == Need::Done);
    CHECK(world.transaction.decision().verdict == Verdict::Reject);
    CHECK(world.transaction.decision().response.status == 401);
  }
  CHECK(world.start(post) == Need::Done);
  CHECK(world.transaction.decision().response.status == 429);
}

TEST_CASE("stream: a call that is given up stays counted; one that was never made does not") {
  World world;
  const auto post = proven("a body");
  for (int call = 0; call < 5; ++call) {
    REQUIRE(world.start(post) == Need::Body);
    world.transaction.abandon();
  }
  for (int call = 0; call < 2; ++call) {
    REQUIRE(world.start(post) == Need::Body);
    REQUIRE(world.transaction.stream_body());
    world.transaction.abandon();
  }
  CHECK(world.start(post) == Need::Done);
}

TEST_CASE("stream: whoever is not proven by the head alone waits for the hash") {
  World world;
  const sample::SignedPost covered("a body", "shopkey001", "shopsecret001");  // no X-Sdk-Content-Sha256
  REQUIRE(world.start(covered) == Need::Body);
  CHECK(!world.transaction.stream_body());
  const auto stranger = proven("a body", "2");  // its app may not call
  if (world.start(stranger) == Need::Body) CHECK(!world.transaction.stream_body());
  World held("false");
  const auto post = proven("a body");
  REQUIRE(held.start(post) == Need::Body);
  CHECK(!held.transaction.stream_body());
  CHECK(held.transaction.bring_body("a body") == Need::Body);
  CHECK(held.transaction.end_body() == Need::Done);
  CHECK(!held.transaction.stream_body());
  CHECK(held.transaction.decision().verdict == Verdict::Forward);
}

TEST_CASE("stream: a backend that answers or fails before the body's end ends the decision") {
  World world;
  const auto post = proven("a body");
  REQUIRE(world.start(post) == Need::Body);
  world.transaction.finish({.result = Outcome::Result::Timeout});  // nobody has been called
  CHECK(world.transaction.need() == Need::Body);
  REQUIRE(world.transaction.stream_body());
  CHECK(!world.transaction.retry({.result = Outcome::Result::ConnectFailed}));
  CHECK(world.transaction.finish({.result = Outcome::Result::Timeout}).response.status == 504);
  CHECK(world.transaction.need() == Need::Done);
  CHECK(world.transaction.bring_body("a body") == Need::Done);
  CHECK(world.transaction.end_body() == Need::Done);
  CHECK(world.transaction.decision().response.status == 504);
}
