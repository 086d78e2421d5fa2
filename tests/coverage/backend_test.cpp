// The seed's sections 2 and 3 about backends: addresses, channels, answers. Source: coverage of the seed,
// each test named after its section.
#include <map>

#include "coverage/world.hpp"

using namespace coverage;

namespace {

const string kPool =
    R"("vpc_channels": [{"id": "c1", "name": "pool", "port": 8080, "member_type": "ip",
        "members": [{"host": "10.0.0.1"}, {"host": "10.0.0.2", "port": 9090}]}])";

string kind_of(string_view address) {
  const auto found = errors(document({api("a", "GET", "/a", at_address(address))}));
  return found.empty() ? "accepted" : found[0].substr(0, 4);
}

}  // namespace

TEST_CASE("seed 2, 3.1: response codes are the backend's, the gateway passes them through") {
  World world(document({api("a", "GET", "/a", at_address("203.0.114.7"))}));
  for (std::uint16_t status : {200, 201, 302, 404, 418, 429, 500, 503}) {
    REQUIRE(world.get("/a").verdict == Verdict::Forward);
    const Decision& d = world.finish({.result = Outcome::Result::Response, .status = status});
    CHECK(d.verdict == Verdict::Forward);  // nothing of the gateway's takes the answer's place
    CHECK(d.reason == Reason::None);
  }
}

TEST_CASE("seed 2, 3.2: a channel's port is the port that the backend listens on") {
  World world(document({.apis = {api("a", "GET", "/a", at_channel("c1"))}, .more = kPool}));
  const Decision& first = world.get("/a");
  CHECK(first.backend.host == "10.0.0.1");
  CHECK(first.backend.port == 8080);
  const Decision& second = world.get("/a");
  CHECK(second.backend.host == "10.0.0.2");
  CHECK(second.backend.port == 9090);
}

TEST_CASE("seed 2, 3.3, 3.10: a private load balancer needs a channel, a public address does not") {
  CHECK(kind_of("192.168.5.5") == "2022");
  CHECK(kind_of("203.0.114.7") == "accepted");
  World world(document({.apis = {api("a", "GET", "/a", at_channel("c1"))},
                        .more = R"("vpc_channels": [{"id": "c1", "name": "elb", "type": 1, "port": 80,
                                 "member_type": "ip", "members": [{"host": "192.168.5.5"}]}])"}));
  CHECK(world.get("/a").backend.host == "192.168.5.5");
}

TEST_CASE("seed 2, 3.4: without a channel a backend is a public domain or a public address") {
  CHECK(kind_of("backend.example.com") == "accepted");
  CHECK(kind_of("backend.example.com:8443") == "accepted");
  CHECK(kind_of("203.0.114.7:8080") == "accepted");
  CHECK(kind_of("[2606:4700::1]:8080") == "accepted");
  CHECK(kind_of("10.0.0.1") == "2022");
  CHECK(kind_of("backend.example.com:0") == "2025");
  CHECK(kind_of("backend.example.com:65536") == "2025");
  CHECK(kind_of("http://backend.example.com") == "2024");
  CHECK(kind_of("0x7f.1") == "2024");
}

TEST_CASE("seed 2, 3.5, 12.8: a body over 12M is refused, one of exactly 12M passes") {
  World world(document({api("a", "POST", "/a")}));
  Request upload{.method = "POST", .target = "/a", .host = "api.example.com", .body_bytes = 12 << 20};
  CHECK(world.call(upload).verdict == Verdict::Pass);
  upload.body_bytes = (12 << 20) + 1;
  CHECK(refusal(world.call(upload)) == "0201/413");
}

TEST_CASE(
    "seed 2, 3.6: a private address is refused, also when a name leads to it, and may stand in a channel") {
  World world(document({.apis = {api("a", "GET", "/a", at_address("backend.example.com")),
                                 api("p", "GET", "/p", at_channel("c1"))},
                        .more = kPool}));
  const Address inner = *read_address("172.31.0.9"), outer = *read_address("203.0.114.9");
  const Request request{.method = "GET", .target = "/a", .host = "api.example.com"};
  const Address only[] = {inner}, both[] = {inner, outer};
  const Resolved closed{"backend.example.com", only}, open{"backend.example.com", both},
      nothing{"backend.example.com", {}};
  CHECK(refusal(world.call(request, {.resolved = {&closed, 1}})) == "0404/403");
  CHECK(refusal(world.call(request, {.resolved = {&nothing, 1}})) == "0605/500");
  const Decision& d = world.call(request, {.resolved = {&open, 1}});
  CHECK(d.verdict == Verdict::Forward);
  CHECK(d.backend.address == "203.0.114.9");  // the one that was checked is the one to connect to
  CHECK(world.get("/p").backend.host == "10.0.0.1");
}

TEST_CASE("seed 3.11: several backend nodes are several members, each called as its weight says") {
  World world(
      document({.apis = {api("a", "GET", "/a", at_channel("c1"))},
                .more = R"("vpc_channels": [{"id": "c1", "name": "pool", "port": 80, "member_type": "ip",
                          "members": [{"host": "10.0.0.1", "weight": 3}, {"host": "10.0.0.2", "weight": 1},
                                      {"host": "10.0.0.3", "weight": 0}, {"host": "10.0.0.4", "status": 2}]}])"}));
  world.now = kNow;
  std::map<string, int> count;
  for (int i = 0; i < 100; ++i) {
    world.now.steady_ns += 10'000'000;
    ++count[string(world.get("/a").backend.host)];
  }
  CHECK(count == std::map<string, int>{{"10.0.0.1", 75}, {"10.0.0.2", 25}});
}

TEST_CASE("seed 3.12: the sixteen ranges are closed to backends, what lies beside them is open") {
  for (const char* closed :
       {"0.0.0.0",         "0.255.255.255",  "10.0.0.0",       "10.255.255.255", "100.125.0.0",
        "100.125.255.255", "127.0.0.1",      "169.254.0.0",    "172.16.0.0",     "172.31.255.255",
        "192.0.0.255",     "192.0.2.0",      "192.88.99.1",    "192.168.0.0",    "192.168.255.255",
        "198.18.0.0",      "198.19.255.255", "198.51.100.255", "203.0.113.0",    "224.0.0.0",
        "239.255.255.255", "240.0.0.0",      "255.255.255.255"})
    CHECK_MESSAGE(kind_of(closed) == "2022", closed);
  for (const char* open :
       {"1.0.0.0",        "9.255.255.255",   "11.0.0.0",      "100.64.0.1",      "100.124.255.255",
        "100.126.0.0",    "126.255.255.255", "128.0.0.0",     "169.253.255.255", "169.255.0.0",
        "172.15.255.255", "172.32.0.0",      "192.0.1.0",     "192.0.3.0",       "192.88.98.255",
        "192.88.100.0",   "192.167.255.255", "192.169.0.0",   "198.17.255.255",  "198.20.0.0",
        "198.51.99.255",  "198.51.101.0",    "203.0.112.255", "203.0.114.0",     "223.255.255.255"})
    CHECK_MESSAGE(kind_of(open) == "accepted", open);
}

TEST_CASE("seed 7.7: files are uploaded by POST, up to 12M") {
  World world(document({api("a", "POST", "/upload", at_address("203.0.114.7"))}));
  const Header fields[] = {{"Content-Type", "multipart/form-data; boundary=x"},
                           {"Content-Length", "12582912"}};
  const Decision& d = world.call({.method = "POST",
                                  .target = "/upload",
                                  .host = "api.example.com",
                                  .headers = fields,
                                  .body_bytes = 12582912});
  CHECK(d.verdict == Verdict::Forward);
  CHECK(field(d.backend.headers, "Content-Type") == "multipart/form-data; boundary=x");
  CHECK(field(d.backend.headers, "Content-Length") == "12582912");
}

TEST_CASE("seed 7.11: a backend's address, method, path, time and Host") {
  World world(document(
      {.apis =
           {api("a", "ANY", "/a/{id}",
                R"("req_params": [{"name": "id", "location": "PATH"}], "backend_type": "HTTP",
                       "backend_api": {"req_protocol": "HTTPS", "req_method": "ANY", "req_uri": "/v1/{order}/x",
                                       "url_domain": "203.0.114.7:8443", "timeout": 1500},
                       "backend_params": [{"origin": "REQUEST", "name": "order", "location": "PATH", "value": "id"}])"),
            api("o", "GET", "/o", at_channel("c1")),
            api("h", "GET", "/h", at_channel("c1", R"(, "vpc_channel_proxy_host": "inner.example")")),
            api("m", "GET", "/m",
                R"("backend_type": "MOCK", "mock_info": {"result_content": "{\"ok\":true}", "status_code": 201})")},
       .more = kPool}));
  const Decision& d = world.call("PATCH", "/a/7%207");
  CHECK(d.backend.method == "PATCH");  // ANY: the request's own
  CHECK(d.backend.scheme == Scheme::Https);
  CHECK(d.backend.target == "/v1/7%207/x");
  CHECK(d.backend.port == 8443);
  CHECK(d.backend.timeout_ms == 1500);
  CHECK(field(d.backend.headers, "Host") == "203.0.114.7:8443");
  CHECK(field(world.get("/o").backend.headers, "Host") == "api.example.com");  // the original one
  CHECK(field(world.get("/h").backend.headers, "Host") == "inner.example");
  const Decision& mock = world.get("/m");
  CHECK(mock.verdict == Verdict::Respond);
  CHECK(mock.response.status == 201);
  CHECK(mock.response.body == R"({"ok":true})");
}

TEST_CASE("seed 11.3: backends differ by environment through variables, or through other definitions") {
  World world(document(
      {.apis = {api("a", "GET", "/a",
                    at_address("#address#:8080", "/#dir#/x", R"("published": ["RELEASE", "BETA"])")),
                api("v", "GET", "/v", at_address("203.0.114.1"))},
       .group = R"("variables": [{"env": "RELEASE", "name": "address", "value": "203.0.114.7"},
                                    {"env": "BETA", "name": "address", "value": "203.0.114.8"},
                                    {"env": "RELEASE", "name": "dir", "value": "v1"},
                                    {"env": "BETA", "name": "dir", "value": "v2/b"}])",
       .more = R"("versions": [{"api": "v", "version_id": "v2", "published": ["BETA"], "definition": )" +
               api("v", "GET", "/v", at_address("203.0.114.2", "/b", R"("published": [])")) + "}]"}));
  CHECK(world.get("/a").backend.host == "203.0.114.7");
  CHECK(world.get("/a").backend.target == "/v1/x");
  CHECK(world.get("/a", {{"X-Stage", "BETA"}}).backend.host == "203.0.114.8");
  CHECK(world.get("/a", {{"X-Stage", "BETA"}}).backend.target == "/v2/b/x");
  CHECK(world.get("/v").backend.host == "203.0.114.1");
  CHECK(world.get("/v", {{"X-Stage", "BETA"}}).backend.host == "203.0.114.2");
  const auto undefined = errors(document({api("a", "GET", "/a", at_address("#address#"))}));
  CHECK(undefined == std::vector<string>{"3011 /groups/0/apis/0/backend_api/url_domain"});
}

TEST_CASE("seed 12.4: what can go wrong at a backend has a row of its own each") {
  World world(document({api("a", "GET", "/a", at_address("203.0.114.7"))}));
  const auto failed = [&](Outcome::Result result) {
    REQUIRE(world.get("/a").verdict == Verdict::Forward);
    return refusal(world.finish({.result = result}));
  };
  CHECK(failed(Outcome::Result::ConnectFailed) == "0201/502");
  CHECK(failed(Outcome::Result::Timeout) == "0201/504");
  CHECK(failed(Outcome::Result::Error) == "0201/500");
}

TEST_CASE("seed 12.10: no member that can be called is 0610, no port 0611") {
  const auto refused = [](string_view channel) {
    World world(document({.apis = {api("a", "GET", "/a", at_channel("c1"))},
                          .more = R"("vpc_channels": [{"id": "c1", "name": "pool", "member_type": "ip", )" +
                                  string(channel) + "}]"}));
    return refusal(world.get("/a"));
  };
  CHECK(refused(R"("port": 80, "members": [])") == "0610/502");
  CHECK(refused(R"("port": 80, "members": [{"host": "10.0.0.1", "weight": 0}])") == "0610/502");
  CHECK(refused(R"("port": 80, "members": [{"host": "10.0.0.1", "status": 2}])") == "0610/502");
  CHECK(refused(R"("balance_strategy": 3, "port": 80, "members": [{"host": "10.0.0.1", "weight": 0}])") ==
        "0610/502");
  CHECK(refused(R"("members": [{"host": "10.0.0.1"}])") == "0611/500");
}
