// The client's address stands in a refusal of any stage: in the access log, and in the answers of a group.
#include <doctest/doctest.h>

#include <string>

#include "gateway/world.hpp"
#include "sluice/exchange.hpp"
#include "sluice/transaction.hpp"

using namespace sluice;

namespace {

constexpr Now kNow{1614160800, 0, 1'000'000'000};

std::string document(std::string_view gateway) {
  return R"({"gateway": {)" + std::string(gateway) + R"(},
  "groups": [{"id": "g1", "name": "orders", "url_domains": [{"url_domain": "api.example.com"}],
    "responses": [{"name": "default", "types": {"NOT_FOUND": {"status": 404, "body": "{\"from\": \"$context.sourceIp\"}"}}}],
    "apis": [{"id": "mock", "name": "mocked", "req_method": "GET", "req_protocol": "HTTPS", "req_uri": "/mock",
      "auth_type": "NONE", "backend_type": "MOCK", "mock_info": {"result_content": "{}"}, "published": ["RELEASE"]}]}]})";
}

struct World : sample::World {
  explicit World(std::string_view gateway = "") : sample::World(document(gateway)) {}
  const Decision& decide(const Request& asked) {
    return sluice::decide(compiled.plan.get(), state, asked, kNow, transaction, {});
  }
  std::string logged_address(const Request& asked) {
    const Decision& decision = decide(asked);
    char room[2048];
    const auto line = log::write(record_of(*compiled.plan, decision, asked, kNow, {}), {}, room);
    REQUIRE(line);
    return std::string(line->substr(0, line->find(' ')));
  }
};

Request asked(std::string_view target) {
  return {.method = "GET", .target = target, .host = "api.example.com", .peer = "192.0.2.1"};
}

}  // namespace

TEST_CASE("client: $context.sourceIp is filled in a group's NOT_FOUND answer") {
  World world;
  const Decision& d = world.decide(asked("/none"));
  CHECK(d.row == error::Row::ApiNotFound);
  CHECK(d.response.body == R"({"from": "192.0.2.1"})");
}

TEST_CASE(
    "client: the log knows the peer of a call without an API, of a wrong protocol, of an illegal request") {
  World world;
  CHECK(world.logged_address(asked("/none")) == "192.0.2.1");
  Request unknown_host = asked("/mock");
  unknown_host.host = "other.example.com";
  CHECK(world.logged_address(unknown_host) == "192.0.2.1");
  Request plain = asked("/mock");
  plain.scheme = Scheme::Http;
  CHECK(world.logged_address(plain) == "192.0.2.1");
  CHECK(world.decide(plain).reason == Reason::ProtocolRefused);
  Request old = asked("/mock");
  old.tls = Tls::V1_0;
  CHECK(world.logged_address(old) == "192.0.2.1");
  CHECK(world.decide(old).reason == Reason::TlsVersion);
  Request illegal = asked("/mock");
  illegal.method = "G(T";
  CHECK(world.logged_address(illegal) == "192.0.2.1");
  CHECK(world.decide(illegal).reason == Reason::MethodIllegal);
  CHECK(world.logged_address(asked("/mock")) == "192.0.2.1");
}

TEST_CASE("client: an early refusal finds the client as a later stage does") {
  World world(R"("real_ip_from_xff": {"enable": true, "xff_index": -1})");
  const Header fields[] = {{"X-Forwarded-For", "198.51.100.7, 198.51.100.8"}};
  Request behind = asked("/none");
  behind.headers = fields;
  CHECK(world.decide(behind).response.body == R"({"from": "198.51.100.8"})");
  CHECK(world.logged_address(asked("/none")) == "-");  // unknown never falls back to the peer
  CHECK(world.logged_address(behind) == "198.51.100.8");
}

TEST_CASE("log: X-Forwarded-For in several fields stands whole in the record of a call") {
  World world;
  const Header fields[] = {{"X-Forwarded-For", "198.51.100.7"}, {"X-Forwarded-For", "198.51.100.8"}};
  Request behind = asked("/mock");
  behind.headers = fields;
  const Decision& decision = world.decide(behind);
  char room[2048];
  const auto line = log::write(record_of(*world.compiled.plan, decision, behind, kNow, {}), {}, room);
  REQUIRE(line);
  CHECK(line->find(" \"198.51.100.7, 198.51.100.8\" ") != line->npos);
}

TEST_CASE("client: without a plan it is the peer, and a call's address is not the next one's") {
  World world;
  const Decision& d = sluice::decide(nullptr, world.state, asked("/mock"), kNow, world.transaction, {});
  CHECK(d.reason == Reason::NoPlan);
  CHECK(d.caller.address == "192.0.2.1");
  Request nobody = asked("/none");
  nobody.peer = {};
  CHECK(world.decide(nobody).caller.address.empty());
}
