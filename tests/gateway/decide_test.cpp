#include <doctest/doctest.h>

#include <string>

#include "gateway/sample.hpp"
#include "gateway/world.hpp"

using namespace sluice;

namespace {

struct World : sample::World {
  Now now = sample::kNow;

  World() : sample::World(sample::kDocument) {}

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

TEST_CASE("decide: a refusal is the published default template, byte for byte") {
  World world;
  const Decision& d = world.decide({.method = "GET",
                                    .target = "/nowhere",
                                    .host = "api.example.com",
                                    .request_id = "00000000000000000000000000000001"});
  CHECK(d.response.status == 404);
  CHECK(d.response.body ==
        R"({"error_code": "APIG.0101", "error_msg": "The API does not exist or has not been published in )"
        R"(the environment.", "request_id": "00000000000000000000000000000001"})");
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

TEST_CASE("decide: a signature that holds lets its app through, and what it covers may not change") {
  World world;
  sample::SignedPost post("{\"a\":1}", "shopkey001", "shopsecret001", world.now);
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
  sample::SignedPost right("body", "shopkey002", "shopsecret002", world.now);
  CHECK(world.decide(right.request, {.body = right.body}).row == error::Row::AppFrozen);
  sample::SignedPost wrong("body", "shopkey002", "another-secret", world.now);
  CHECK(world.decide(wrong.request, {.body = wrong.body}).row == error::Row::AppAuthentication);
  sample::SignedPost unknown("body", "nobody", "another-secret", world.now);
  CHECK(world.decide(unknown.request, {.body = unknown.body}).reason == Reason::KeyUnknown);
  sample::SignedPost no_body("", "shopkey002", "another-secret", world.now);
  CHECK(world.decide(no_body.request).row == error::Row::AppAuthentication);
}

TEST_CASE("decide: an app that no authorization names is told so, after its signature held") {
  World world;
  sample::SignedPost other("body", "shopkey003", "shopsecret003", world.now);
  CHECK(world.decide(other.request, {.body = other.body}).row == error::Row::AppUnauthorized);
}

TEST_CASE("decide: refused credentials and changed bodies use up no limit (TH9)") {
  World world;
  sample::SignedPost post("body", "shopkey001", "shopsecret001", world.now);
  for (int i = 0; i < 20; ++i)
    CHECK(world.decide(post.request, {.body = "bodx"}).row == error::Row::AppAuthentication);
  sample::SignedPost hashed("body", "shopkey001", "shopsecret001", world.now, true);
  for (int i = 0; i < 20; ++i)
    CHECK(world.decide(hashed.request, {.body = "bodx"}).reason == Reason::BodyHashWrong);
  for (int i = 0; i < 4; ++i) CHECK(world.decide(post.request, {.body = post.body}).verdict == Verdict::Pass);
  const Decision& fifth = world.decide(post.request, {.body = post.body});
  CHECK(fifth.reason == Reason::AppLimit);
}

TEST_CASE("decide: an exhausted limit wins over a changed body, for the head is refused first") {
  World world;
  sample::SignedPost post("body", "shopkey001", "shopsecret001", world.now);
  for (int i = 0; i < 4; ++i) world.decide(post.request, {.body = post.body});
  CHECK(world.decide(post.request, {.body = "bodx"}).row == error::Row::ThrottlingThreshold);
}

TEST_CASE("transaction: an abandoned decision gives back what it took") {
  World world;
  sample::SignedPost post("body", "shopkey001", "shopsecret001", world.now);
  for (int i = 0; i < 20; ++i) {
    Transaction abandoned;
    CHECK(abandoned.start(*world.compiled.plan, world.state, post.request, world.now) == Need::Body);
  }
  CHECK(world.decide(post.request, {.body = post.body}).verdict == Verdict::Pass);
  CHECK(world.transaction.decision().limits[1].standing.remain == 4);
}

TEST_CASE("transaction: stepping and deciding at once come to the same answer") {
  World world;
  sample::SignedPost post("a longer body", "shopkey001", "shopsecret001", world.now);
  Transaction stepped;
  Need need = stepped.start(*world.compiled.plan, world.state, post.request, world.now);
  for (char c : post.body) {
    REQUIRE(need == Need::Body);
    need = stepped.bring_body({&c, 1});
  }
  REQUIRE(need == Need::Body);
  CHECK(stepped.end_body() == Need::Done);
  CHECK(stepped.decision().verdict == Verdict::Pass);
  CHECK(stepped.decision().api == world.decide(post.request, {.body = post.body}).api);
}

TEST_CASE("transaction: a failed call becomes its error row") {
  World world;
  REQUIRE(world.get("/pool").verdict == Verdict::Forward);
  CHECK(world.transaction.finish({Outcome::Result::ConnectFailed, 0}).row == error::Row::BackendUnavailable);
  REQUIRE(world.get("/pool").verdict == Verdict::Forward);
  CHECK(world.transaction.finish({Outcome::Result::Timeout, 0}).response.status == 504);
  REQUIRE(world.get("/pool").verdict == Verdict::Forward);
  CHECK(world.transaction.finish({Outcome::Result::Response, 500}).verdict == Verdict::Forward);
}

TEST_CASE("decide: calls through the sub-domain are capped by the day (TH13)") {
  World world;
  const Request request{
      .method = "GET", .target = "/open/1", .host = "g1.apigw.example.com", .peer = "192.0.2.1"};
  for (int i = 0; i < 3; ++i) CHECK(world.decide(request).verdict == Verdict::Pass);
  CHECK(world.decide(request).reason == Reason::SubdomainDayCap);
  CHECK(world.get("/open/1").verdict == Verdict::Pass);
  world.now.seconds += 86400;
  CHECK(world.decide(request).verdict == Verdict::Pass);
}

TEST_CASE("decide: limits of what callers send, at the edge and one over (SM16)") {
  World world;
  const auto with_target = [&](std::size_t size) {
    const std::string target = "/open/" + std::string(size - 6, 'a');
    return world.get(target).reason;
  };
  CHECK(with_target(32768) == Reason::None);
  CHECK(with_target(32769) == Reason::TargetTooLong);
  const auto with_header = [&](std::size_t size) {
    const std::string value(size - 3, 'v');
    const Header headers[] = {{"X", value}};
    return world.decide({.method = "GET", .target = "/open/1", .host = "api.example.com", .headers = headers})
        .row;
  };
  CHECK(with_header(32768) == error::Row::InternalError);  // none: the row of a pass
  CHECK(world.transaction.decision().verdict == Verdict::Pass);
  CHECK(with_header(32769) == error::Row::HeadersTooLarge);
  CHECK(
      world.decide({.method = "GET", .target = "/open/1", .host = "api.example.com", .body_bytes = 12582913})
          .row == error::Row::BodyTooLarge);
}

TEST_CASE("decide: ambiguous hosts and environments are illegal (HO1, HO2, HO10)") {
  World world;
  const Header two_stages[] = {{"X-Stage", "RELEASE"}, {"x-stage", "RELEASE"}};
  CHECK(world.decide({.method = "GET", .target = "/open/1", .host = "api.example.com", .headers = two_stages})
            .reason == Reason::StageRepeated);
  const Header two_hosts[] = {{"Host", "api.example.com"}, {"Host", "api.example.com"}};
  CHECK(world.decide({.method = "GET", .target = "/open/1", .headers = two_hosts}).reason ==
        Reason::HostRepeated);
  CHECK(world.decide({.method = "GET", .target = "/open/1"}).reason == Reason::HostMissing);
  CHECK(world.decide({.method = "GET", .target = "http://evil.example/open/1", .host = "api.example.com"})
            .reason == Reason::AuthorityMismatch);
}

TEST_CASE("decide: a TLS server name may have to be the host, where the gateway says so (HO8)") {
  std::string document(sample::kDocument);
  const std::string_view gateway = "\"gateway\": {";
  document.insert(document.find(gateway) + gateway.size(), "\"sni_must_match\": true, ");
  const Compiled strict = compile(document);
  REQUIRE(strict.plan);
  World world;
  const auto ask = [&world](const Plan& plan, std::string_view server_name) {
    return decide(plan, world.state,
                  {.method = "GET",
                   .target = "/open/1",
                   .host = "API.example.com:443",
                   .server_name = server_name},
                  world.now, world.transaction)
        .reason;
  };
  CHECK(ask(*strict.plan, "api.EXAMPLE.com") == Reason::None);
  CHECK(ask(*strict.plan, "") == Reason::None);  // the host of the library knows none
  for (const std::string_view other : {"front.example.com", "api.example.com.evil.com", "api", "a b"}) {
    CHECK(ask(*strict.plan, other) == Reason::ServerNameMismatch);
    CHECK(world.transaction.decision().row == error::Row::RequestIllegal);
    CHECK(ask(*world.compiled.plan, other) == Reason::None);
  }
}

TEST_CASE("decide: TLS versions, protocols and depth answer their rows (HO9)") {
  World world;
  CHECK(
      world.decide({.method = "GET", .target = "/open/1", .host = "api.example.com", .tls = Tls::V1_3}).row ==
      error::Row::TlsVersionUnsupported);
  CHECK(world.transaction.decision().response.body.find("TLSv1.3") != std::string_view::npos);
  CHECK(
      world.decide({.method = "GET", .target = "/open/1", .host = "api.example.com", .scheme = Scheme::Http})
          .row == error::Row::ProtocolUnsupported);
  const Header deep[] = {{"X-Apig-Depth", "11"}}, served[] = {{"X-Apig-Depth", "10"}};
  CHECK(
      world.decide({.method = "GET", .target = "/open/1", .host = "api.example.com", .headers = deep}).row ==
      error::Row::RecursionTooDeep);
  CHECK(world.decide({.method = "GET", .target = "/open/1", .host = "api.example.com", .headers = served})
            .verdict == Verdict::Pass);
}

TEST_CASE("state: limits keep their count under a new plan; a changed limit keeps its debt") {
  World world;
  CHECK(world.get("/slow").verdict == Verdict::Pass);
  Compiled same = compile(sample::kDocument);
  world.compiled.plan = std::move(same.plan);
  CHECK(world.get("/slow").verdict == Verdict::Pass);
  CHECK(world.get("/slow").reason == Reason::ApiLimit);
  std::string wider(sample::kDocument);
  wider.replace(wider.find("\"api_call_limits\": 2"), 20, "\"api_call_limits\": 3");
  Compiled changed = compile(wider);
  REQUIRE(changed.plan);
  world.compiled.plan = std::move(changed.plan);
  CHECK(world.get("/slow").verdict == Verdict::Pass);
  CHECK(world.get("/slow").reason == Reason::ApiLimit);
}
