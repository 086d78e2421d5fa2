// What happens after a decision to forward: attempts, their end, health, the log; and the needs that only a
// stepping host sees.
#include <doctest/doctest.h>

#include <string>

#include "gateway/world.hpp"
#include "sluice/exchange.hpp"
#include "sluice/probe.hpp"
#include "sluice/transaction.hpp"

using namespace sluice;

namespace {

constexpr Now kNow{1614160800, 0, 1'000'000'000};

constexpr std::string_view kDocument = R"({
  "gateway": {"allow_private_backends": true, "region_id": "north-1", "utc_offset": "+08:00", "log_mask": ["pin"]},
  "groups": [{"id": "g1", "name": "orders", "url_domains": [{"url_domain": "api.example.com"}],
    "responses": [{"name": "default", "types": {"BACKEND_TIMEOUT": {"status": 503, "body": "{\"slow\": \"$context.error.code\"}"},
                                               "BACKEND_UNAVAILABLE": {"headers": [["Retry", "later"]]}}}],
    "apis": [
      {"id": "pool", "name": "pooled", "req_method": "ANY", "req_uri": "/pool", "auth_type": "NONE", "cors": true,
       "backend_type": "HTTP", "backend_api": {"req_method": "ANY", "req_uri": "/v1", "vpc_channel_status": 1, "retry_count": 2,
       "vpc_channel_info": {"vpc_channel_id": "c1"}}, "published": ["RELEASE"]},
      {"id": "least", "name": "least_busy", "req_method": "ANY", "req_uri": "/least", "auth_type": "NONE",
       "backend_type": "HTTP", "backend_api": {"req_method": "ANY", "req_uri": "/v1", "vpc_channel_status": 1,
       "vpc_channel_info": {"vpc_channel_id": "c2"}}, "published": ["RELEASE"]},
      {"id": "one", "name": "one_address", "req_method": "ANY", "req_uri": "/one", "auth_type": "NONE",
       "backend_type": "HTTP", "backend_api": {"req_method": "ANY", "req_uri": "/v1", "url_domain": "203.0.114.7"},
       "published": ["RELEASE"]},
      {"id": "mock", "name": "mocked", "req_method": "GET", "req_uri": "/mock", "auth_type": "NONE",
       "backend_type": "MOCK", "mock_info": {"result_content": "{}"}, "published": ["RELEASE"]},
      {"id": "body", "name": "with_body", "req_method": "POST", "req_uri": "/body", "auth_type": "AUTHORIZER",
       "authorizer_id": "z1", "backend_type": "HOST", "published": ["RELEASE"]},
      {"id": "iam", "name": "of_iam", "req_method": "GET", "req_uri": "/iam", "auth_type": "IAM",
       "backend_type": "HOST", "published": ["RELEASE"]}
    ]}],
  "throttles": [{"id": "t1", "name": "slow", "time_interval": 1, "time_unit": "MINUTE", "api_call_limits": 5,
                 "bindings": [{"api": "pool", "env": "RELEASE"}]}],
  "authorizers": [{"id": "z1", "name": "jwt", "authorizer_uri": "urn:fss:jwt", "need_body": true, "user_data": "u"}],
  "vpc_channels": [
    {"id": "c1", "name": "pool", "port": 80, "member_type": "ip",
     "members": [{"host": "10.0.0.1"}, {"host": "10.0.0.2", "port": 8080}, {"host": "10.0.0.3"}],
     "vpc_health_config": {"protocol": "HTTP", "path": "/health", "threshold_normal": 2, "threshold_abnormal": 2,
                           "http_code": "200", "time_interval": 20}},
    {"id": "c2", "name": "least", "port": 80, "member_type": "ip", "balance_strategy": 2,
     "members": [{"host": "10.0.1.1"}, {"host": "10.0.1.2"}]}]
})";

struct World : sample::World {
  World() : sample::World(kDocument) {}
  static Request request(std::string_view target, Headers headers = {}, std::string_view method = "GET") {
    return {.method = method,
            .target = target,
            .host = "api.example.com",
            .headers = headers,
            .peer = "192.0.2.1"};
  }
  const Decision& decide(const Request& asked, const Supplies& supplies = {}) {
    return sluice::decide(*compiled.plan, state, asked, kNow, transaction, supplies);
  }
};

constexpr Outcome kUnreachable{.result = Outcome::Result::ConnectFailed};

std::string value_of(Headers headers, std::string_view name) {
  for (const Header& h : headers)
    if (h.name == name) return std::string(h.value);
  return "-";
}

}  // namespace

TEST_CASE("retry: each attempt goes to a member not tried before, as often as configured") {
  World world;
  const Decision& d = world.decide(World::request("/pool"));
  REQUIRE(d.verdict == Verdict::Forward);
  CHECK(d.backend.retries == 2);
  std::vector<std::string> hosts{std::string(d.backend.host)};
  while (world.transaction.retry(kUnreachable)) hosts.emplace_back(d.backend.host);
  CHECK(hosts.size() == 3);
  CHECK(hosts[0] != hosts[1]);
  CHECK(hosts[1] != hosts[2]);
  CHECK(hosts[0] != hosts[2]);
  const Decision& end = world.transaction.finish(kUnreachable);
  CHECK(end.row == error::Row::BackendUnavailable);
  CHECK(end.response.status == 502);
  CHECK(value_of(end.response.headers, "Retry") == "later");
}

TEST_CASE("retry: without a channel the same address, not for POST, and not after an answer") {
  World world;
  const Decision& get = world.decide(World::request("/one"));
  CHECK(world.transaction.retry(kUnreachable));
  CHECK(get.backend.host == "203.0.114.7");
  CHECK_FALSE(world.transaction.retry(kUnreachable));
  world.decide(World::request("/one", {}, "POST"));
  CHECK_FALSE(world.transaction.retry(kUnreachable));
  world.decide(World::request("/one"));
  CHECK_FALSE(world.transaction.retry({.result = Outcome::Result::Response, .status = 500}));
}

TEST_CASE("finish: a timeout answers in the words of the group, once") {
  World world;
  world.decide(World::request("/one"));
  const Decision& d = world.transaction.finish({.result = Outcome::Result::Timeout});
  CHECK(d.verdict == Verdict::Reject);
  CHECK(d.response.status == 503);
  CHECK(d.response.body == R"({"slow": "APIG.0201"})");
  CHECK(d.backend.target == "/v1");  // for the log
  CHECK(world.transaction.finish({}).verdict == Verdict::Reject);
}

TEST_CASE("finish: a debugging caller sees the latencies") {
  World world;
  const Header debug[] = {{"X-Apig-Mode", "Debug"}, {"Origin", "https://shop.example"}};
  world.decide(World::request("/pool", debug));
  const Decision& d = world.transaction.finish({.status = 200, .latency_ms = 31, .upstream_ms = 29});
  CHECK(d.verdict == Verdict::Forward);
  CHECK(value_of(d.response_headers, "X-Apig-Latency") == "31");
  CHECK(value_of(d.response_headers, "X-Apig-Upstream-Latency") == "29");
  CHECK(value_of(d.response_headers, "X-Apig-RateLimit-api") == "remain:4,limit:5,time:1 minute");
  CHECK(value_of(d.response_headers, "Access-Control-Allow-Origin") == "*");
  world.decide(World::request("/pool"));
  CHECK(value_of(world.transaction.finish({.latency_ms = 1}).response_headers, "X-Apig-Latency") == "-");
  const Decision& mock = world.decide(World::request("/mock", debug));
  CHECK(value_of(mock.response.headers, "X-Apig-Latency") == "0");
  const Decision& late = world.transaction.finish({.latency_ms = 3, .upstream_ms = 2});
  CHECK(value_of(late.response.headers, "X-Apig-Latency") == "3");
  CHECK(value_of(late.response.headers, "X-Apig-Upstream-Latency") == "-");
}

TEST_CASE("finish: least connections counts calls until they end") {
  World world;
  Transaction first, second, third;
  const auto host = [&](Transaction& transaction) {
    return std::string(
        sluice::decide(*world.compiled.plan, world.state, World::request("/least"), kNow, transaction)
            .backend.host);
  };
  const std::string busy = host(first);
  const std::string other = host(second);
  CHECK(busy != other);
  first.finish({.status = 200});
  CHECK(host(third) == busy);  // the other one still serves
  third.finish({.status = 200});
  second.finish({.status = 200});
}

TEST_CASE("health: failures of calls and of probes take a member out, probes bring it back") {
  World world;
  REQUIRE(probe_count(*world.compiled.plan) == 3);
  const Probe probed = probe(*world.compiled.plan, 1);
  CHECK(probed.channel == "c1");
  CHECK(probed.host == "10.0.0.2");
  CHECK(probed.port == 8080);
  CHECK(probed.protocol == Probe::Protocol::Http);
  CHECK(probed.path == "/health");
  CHECK(probed.method == "GET");
  CHECK(probed.interval_seconds == 20);
  const auto report_all = [&](const ProbeResult& result) {
    for (std::size_t i = 0; i < 3; ++i) report(*world.compiled.plan, world.state, i, kNow, result);
  };
  report_all({.connected = true, .status = 500});
  CHECK(is_healthy(*world.compiled.plan, world.state, 0, kNow));
  report_all({.connected = false});
  CHECK_FALSE(is_healthy(*world.compiled.plan, world.state, 0, kNow));
  const Decision& none = world.decide(World::request("/pool"));
  CHECK(none.row == error::Row::NoBackendAvailable);
  report_all({.connected = true, .status = 200});
  report_all({.connected = true, .status = 200});
  CHECK(world.decide(World::request("/pool")).verdict == Verdict::Forward);
  CHECK(probe(*world.compiled.plan, 99).host.empty());
}

TEST_CASE("veto: the host refuses in the group's words, and nothing was counted") {
  World world;
  for (int i = 0; i < 9; ++i) {
    CHECK(world.decide(World::request("/pool")).verdict == Verdict::Forward);
    CHECK(world.transaction.veto("a bot") == Need::Done);
    CHECK(world.transaction.decision().row == error::Row::AccessDenied);
    CHECK(world.transaction.decision().detail == "a bot");
    CHECK(world.transaction.decision().response.status == 403);
  }
  CHECK(world.decide(World::request("/pool")).limits[1].standing.remain == 4);
  CHECK_FALSE((world.transaction.veto("x"), world.transaction.retry(kUnreachable)));
}

TEST_CASE("authorizer: the event of one that wants the body shows it") {
  World world;
  const Header headers[] = {{"A", "1"}};
  Request asked = World::request("/body?q=1", headers, "POST");
  const std::string body = "a \"body\"";
  CHECK(world.transaction.start(*world.compiled.plan, world.state, asked, kNow) == Need::Body);
  CHECK(world.transaction.wants_whole_body());
  CHECK(world.transaction.bring_body(std::string_view(body).substr(0, 3)) == Need::Body);
  CHECK(world.transaction.bring_body(std::string_view(body).substr(3)) == Need::Body);
  CHECK(world.transaction.end_body() == Need::Authorizer);
  const AuthorizerCall call = world.transaction.wanted_authorizer();
  CHECK(call.id == "z1");
  CHECK(call.urn == "urn:fss:jwt");
  CHECK(call.event ==
        R"({"headers":{"A":"1"},"queryStringParameters":{"q":"1"},"body":"a \"body\"","user_data":"u"})");
  CHECK(world.transaction.bring_authorizer(200, R"({"status":"allow"})") == Need::Done);
  CHECK(world.transaction.decision().verdict == Verdict::Pass);
}

TEST_CASE("authorizer: slices that lie apart are refused, a body of 1 MiB is shown") {
  World world;
  const Request asked = World::request("/body", {}, "POST");
  world.transaction.start(*world.compiled.plan, world.state, asked, kNow);
  const std::string one = "one", two = "two";
  world.transaction.bring_body(one);
  CHECK(world.transaction.bring_body(std::string_view(two)) == Need::Done);
  CHECK(world.transaction.decision().reason == Reason::NeedUnmet);
  const std::string large(1 << 20, '"');
  world.transaction.start(*world.compiled.plan, world.state, asked, kNow);
  world.transaction.bring_body(large);
  CHECK(world.transaction.end_body() == Need::Authorizer);
  CHECK(world.transaction.wanted_authorizer().event.size() > 2 * large.size());
  CHECK(world.transaction.decline() == Need::Done);
  CHECK(world.transaction.decision().reason == Reason::AuthorizerFailed);
}

TEST_CASE("identity: the host sees the token, or the key and its companions") {
  World world;
  const Header headers[] = {{"x-auth-token", "tok"}, {"X-Project-Id", "p1"}};
  const Request asked = World::request("/iam", headers);
  CHECK(world.transaction.start(*world.compiled.plan, world.state, asked, kNow) == Need::Identity);
  CHECK(world.transaction.wanted_identity().token == "tok");
  CHECK(world.transaction.wanted_identity().project_id == "p1");
  std::string id = "account";
  CHECK(world.transaction.bring_identity({.account_id = id}) == Need::Done);
  id = "changed";  // the answer was borrowed for the call only
  CHECK(world.transaction.decision().caller.account_id == "account");
}

TEST_CASE("log: the record of a call, its secrets masked") {
  World world;
  const Header headers[] = {{"User-Agent", "curl/8"}, {"X-Forwarded-For", "198.51.100.7"}};
  Request asked = World::request("/one?pin=1234&apikey=k&q=1", headers);
  asked.request_id = "0123456789abcdef0123456789abcdef";
  const Decision& d = world.decide(asked);
  world.transaction.finish({.status = 200});
  const log::Attempt attempts[] = {
      {.address = "203.0.114.7:80", .status = 200, .connect_ms = 1, .header_ms = 20, .response_ms = 25}};
  char room[2048];
  const auto line = log::write(record_of(*world.compiled.plan, d, asked, kNow,
                                         {.request_bytes = 120,
                                          .status = 200,
                                          .response_bytes = 300,
                                          .milliseconds = 30,
                                          .attempts = attempts}),
                               log_masks(*world.compiled.plan), room);
  REQUIRE(line);
  CHECK(*line ==
        "192.0.2.1 0123456789abcdef0123456789abcdef one - - [24/Feb/2021:18:00:00 +0800] 0.030 GET "
        "api.example.com "
        "/one?pin=***&apikey=***&q=1 HTTP/1.1 200 300 120 \"curl/8\" \"198.51.100.7\" 203.0.114.7:80 "
        "/v1?pin=***&apikey=***&q=1 200 0.001 0.020 0.025 north-1\n");
  const Decision& refused = world.decide(World::request("/none"));
  const auto short_line =
      log::write(record_of(*world.compiled.plan, refused, World::request("/none"), kNow, {}),
                 log_masks(*world.compiled.plan), room);
  REQUIRE(short_line);
  CHECK(short_line->find(" /none HTTP/1.1 404 0 0 \"-\" \"-\" - - - - - - north-1\n") != short_line->npos);
  CHECK(wants_log(*world.compiled.plan));
}

TEST_CASE("cors: a backend's own fields stand above the gateway's") {
  const Header origin{"Access-Control-Allow-Origin", "*"}, age{"Access-Control-Max-Age", "1"},
      id{"X-Request-Id", "1"};
  const Header names_one[] = {{"access-control-allow-origin", "https://a"}};
  const Header names_other[] = {{"Access-Control-Max-Age", "5"}};
  CHECK(yields(origin, names_one));
  CHECK(yields(age, names_one));
  CHECK_FALSE(yields(origin, names_other));
  CHECK(yields(age, names_other));
  CHECK_FALSE(yields(age, {}));
  CHECK_FALSE(yields(id, names_one));
}
