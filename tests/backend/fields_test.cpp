#include <doctest/doctest.h>

#include <algorithm>

#include "backend/fixture.hpp"

using namespace fixture;

namespace {

bool has(const Outcome& out, string_view field) {
  return std::ranges::find(out.fields, field) != out.fields.end();
}

std::vector<string> kept(const string& fields, void (*change)(Fixture&) = nullptr) {
  Fixture f({.fields = fields});
  if (change != nullptr) change(f);
  auto out = f.run();
  REQUIRE(out.error.empty());
  std::erase_if(out.fields, [](const string& s) {
    return s.starts_with("Host:") || s.starts_with("X-Forwarded-For:") || s.starts_with("X-Request-Id:") ||
           s.starts_with("X-Apig-Depth:");
  });
  return out.fields;
}

using Fields = std::vector<string>;

}  // namespace

TEST_CASE("fields: every call has Host, X-Forwarded-For, X-Request-Id and X-Apig-Depth") {
  const Outcome out = Fixture({}).run();
  CHECK(out.fields == Fields{"Host: backend.example.com", "X-Forwarded-For: 198.51.100.7",
                             "X-Request-Id: 0123456789abcdef0123456789abcdef", "X-Apig-Depth: 1"});
}

TEST_CASE(
    "fields: Host is the address, the proxy host of a channel, or the request's own; a constant stands above "
    "all") {
  const auto host = [](const backend::HttpSpec& http, const string& params = {}) {
    Fixture f({.params = params, .http = http});
    f.to().host = "10.0.0.1";
    return f.run().fields.front();
  };
  CHECK(host({.address = "api.example.com:8080"}) == "Host: api.example.com:8080");
  CHECK(host({.proxy_host = "inner.example.com"}) == "Host: inner.example.com");
  CHECK(host({}) == "Host: front.example.com");
  CHECK(host({.address = "api.example.com"}, "header:Host=CONSTANT(other.example.com)") ==
        "Host: other.example.com");
  CHECK(host({}, "header:host=CONSTANT(other.example.com)") == "Host: other.example.com");
}

TEST_CASE("fields: X-Forwarded-For fields become one, and the caller's address comes last") {
  CHECK(has(
      Fixture({.fields = "X-Forwarded-For: 192.0.2.1 | A: b | x-forwarded-for: 192.0.2.2, 192.0.2.3"}).run(),
      "X-Forwarded-For: 192.0.2.1, 192.0.2.2, 192.0.2.3, 198.51.100.7"));
  CHECK(has(Fixture({.fields = "X-Forwarded-For:"}).run(), "X-Forwarded-For: 198.51.100.7"));
}

TEST_CASE("fields: the request id of a client is never handed on, and depth grows by one") {
  Fixture f({.fields = "X-Request-Id: mine | X-Apig-Depth: 3"});
  f.forwarding().depth = 3;
  const Outcome out = f.run();
  CHECK(has(out, "X-Request-Id: 0123456789abcdef0123456789abcdef"));
  CHECK(has(out, "X-Apig-Depth: 4"));
  CHECK(out.fields.size() == 4);
}

TEST_CASE("fields: those of one hop stay behind, with what Connection names (SM11)") {
  CHECK(kept("Connection: close, X-Hop | X-Hop: 1 | Keep-Alive: timeout=5 | TE: trailers | Trailer: X-T | "
             "Transfer-Encoding: chunked | Upgrade: h2c | HTTP2-Settings: x | Proxy-Connection: keep-alive | "
             "Proxy-Authorization: Basic x | Proxy-Foo: 1 | Content-Length: 3 | Accept: */*") ==
        Fields{"Content-Length: 3", "Accept: */*"});
}

TEST_CASE(
    "fields: naming a field in Connection has no effect on those with a rule, and on declared ones (SM11)") {
  CHECK(
      kept("Connection: Authorization, X-Sdk-Date, X-Stage, Host, Content-Length | Authorization: Bearer x | "
           "X-Sdk-Date: d | X-Stage: BETA | Content-Length: 3") ==
      Fields{"Authorization: Bearer x", "X-Sdk-Date: d", "X-Stage: BETA", "Content-Length: 3"});
  Fixture f({.declared = "header:X-Tenant", .fields = "Connection: X-Tenant | X-Tenant: t1"});
  CHECK(has(f.run(), "X-Tenant: t1"));
}

TEST_CASE("fields: x-apig fields stay behind, but for the mode") {
  CHECK(kept("X-Apig-Mode: debug | X-Apig-AppCode: c | x-apig-anything: 1") == Fields{"X-Apig-Mode: debug"});
}

TEST_CASE("fields: spelling a reserved name with underscores does not get it through (SM13)") {
  CHECK(
      kept("X_Sdk_Date: 1 | X_Stage: 2 | Content_Length: 3 | Transfer_Encoding: chunked | X_Apig_Depth: 9 | "
           "x_forwarded-for: 1.2.3.4 | X_Request_Id: 5 | X_Apig_A_Very_Long_Name_Behind_The_Prefix: 1 | "
           "My_Own: 6") == Fields{"My_Own: 6"});
  Fixture f({.params = "header:X-User-Id=CONSTANT(u)",
             .fields = "X_User_Id: evil | X-User_Id: evil | x-user-id: evil"});
  const Outcome out = f.run();
  CHECK(has(out, "X-User-Id: u"));
  CHECK(out.fields.size() == 5);
}

TEST_CASE("fields: credentials are handed on as the forwarding says") {
  const string all =
      "Authorization: a | X-Sdk-Date: d | X-Sdk-Content-Sha256: h | X-Auth-Token: t | X-HW-AppKey: s | "
      "apikey: k | X-HW-ID: i";
  CHECK(kept(all) == Fields{"Authorization: a", "X-Sdk-Date: d", "X-Sdk-Content-Sha256: h", "X-HW-ID: i"});
  CHECK(kept(all, [](Fixture& f) {
          f.forwarding().drops_authorization = f.forwarding().drops_signing = true;
        }) == Fields{"X-HW-ID: i"});
  CHECK(kept("X-Auth-Token: t", [](Fixture& f) { f.forwarding().keeps_token = true; }) ==
        Fields{"X-Auth-Token: t"});
  Fixture f({.target = "/?a=1&apikey=k&%61pikey=k&b"});
  f.forwarding().drops_key_query = true;
  CHECK(f.run().target == "/?a=1&b");
}

TEST_CASE("fields: Upgrade reaches the backend for a WebSocket only, h2c never (SM12)") {
  const string upgrade = "Connection: keep-alive, Upgrade | Upgrade: websocket | Sec-WebSocket-Key: k";
  CHECK(kept(upgrade) == Fields{"Sec-WebSocket-Key: k", "Connection: Upgrade", "Upgrade: websocket"});
  CHECK(kept("Connection: Upgrade, HTTP2-Settings | Upgrade: h2c | HTTP2-Settings: x").empty());
  CHECK(kept("Upgrade: websocket").empty());
  Fixture f({.fields = upgrade, .http = {.scheme = Scheme::Https, .address = "b.example.com"}});
  const Outcome out = f.run();
  CHECK(out.call.scheme == Scheme::Wss);
  CHECK(out.call.port == 443);
}

TEST_CASE("fields: a value that would end its line is refused (SM18)") {
  CHECK(Fixture({.params = "header:X-A=SYSTEM($context.authorizer.frontend.evil)"}).run().error == "0106");
  CHECK(Fixture({.params = "header:X-A=SYSTEM($context.authorizer.frontend.role)"}).run().error.empty());
  CHECK(Fixture({.params = "header:X-A=CONSTANT(a\rb)"}).run().error == "spec 6");
}

TEST_CASE("fields: more can be put on a call, in the place of one of that name") {
  Fixture f({.fields = "Authorization: theirs"});
  Outcome out = f.run();
  const std::size_t count = out.call.headers.size();
  backend::put(out.call, {"authorization", "ours"});
  backend::put(out.call, {"X-Sdk-Date", "now"});
  CHECK(out.call.headers.size() == count + 1);
  CHECK(out.call.headers[1].value == "ours");
}

TEST_CASE("call: method, retries and the kinds of backend") {
  const auto call = [](backend::HttpSpec http, const string& method, int retry_count,
                       std::uint32_t members = 0) {
    Fixture f({.method = method, .http = http});
    f.spec().retry_count = static_cast<std::int16_t>(retry_count);
    f.to().usable_members = members;
    f.to().host = "10.0.0.1";
    return f.run().call;
  };
  CHECK(call({.method = "ANY"}, "PUT", -1).retries == 1);
  CHECK(call({.method = "ANY"}, "POST", -1).retries == 0);
  CHECK(call({.method = "PATCH"}, "GET", -1).retries == 0);
  CHECK(call({}, "GET", 0).retries == 0);
  CHECK(call({}, "GET", 7).retries == 7);
  CHECK(call({}, "GET", 7, 3).retries == 2);
  CHECK(call({}, "GET", -1, 1).retries == 0);
}

TEST_CASE("call: a function is told the request's own path, and what it is") {
  Fixture f({.front = "/f/{x}",
             .declared = "path:x, query:a",
             .params = "query:b=REQUEST(x)",
             .target = "/f/%7Bq%7D?c=1&a=2"});
  f.spec().kind = backend::Kind::Function;
  f.spec().function = {.urn = "urn:f", .version = "v1", .is_async = true};
  const Outcome out = f.run();
  CHECK(out.error == "");
  CHECK(out.target == "/f/%7Bq%7D?c=1&a=2&b=%7Bq%7D");
  CHECK(out.call.function.is_async);
}

TEST_CASE("mock: its answer is what was configured") {
  const auto b = backend::compile({.kind = backend::Kind::Mock, .mock = {.status = 201, .body = "{}"}});
  const backend::Mock m = backend::mock(*b);
  CHECK(m.status == 201);
  CHECK(m.body == "{}");
  CHECK(m.headers[0].value == "application/json");
}

TEST_CASE("build: room too small is an answer at every size") {
  Fixture f({.target = "/?a=1", .fields = "A: b"});
  const auto b = backend::compile(f.spec());
  const backend::Inbound in{f.request(), f.facts(), "/", {}, {}, PathMode::Strict};
  bool fitted = false;
  for (std::size_t size = 0; size < 1024; ++size) {
    std::vector<char> room(size);
    const auto built = backend::build(*b, in, f.forwarding(), {.host = "h"}, room);
    if (!built) CHECK(built.error() == Reason::ScratchExhausted);
    if (fitted) CHECK(built.has_value());
    fitted = built.has_value();
  }
  CHECK(fitted);
}
