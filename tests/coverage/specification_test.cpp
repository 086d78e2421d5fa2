// Sentences of the specification that a whole decision shows, each test named after its section.
#include "coverage/world.hpp"

using namespace coverage;

TEST_CASE("matching 2: all headers are 128K at most, the Host that stands beside the list included") {
  World world(document({api("a", "GET", "/a")}));
  const string large(32768 - 5, 'v');
  const std::size_t left = 131072 - 3 * (32768 + 2) - (4 + 2 + string_view("api.example.com").size() + 2) - 2;
  const auto headers = [&](const string& last) {
    return std::vector<Header>{{"X-A", large}, {"X-A", large}, {"X-A", large}, {"X-A", last}};
  };
  const string last(left - 5, 'v'), over = last + "v";
  CHECK(world.get("/a", headers(last)).verdict == Verdict::Pass);
  CHECK(refusal(world.get("/a", headers(over))) == "0201/494");
  const auto listed = [&](const string& end) {
    std::vector<Header> all = headers(end);
    all.push_back({"Host", "api.example.com"});
    return all;
  };
  CHECK(world.get("/a", listed(last)).verdict == Verdict::Pass);
  CHECK(refusal(world.get("/a", listed(over))) == "0201/494");
  CHECK(world.get("/a", std::vector<Header>(255, {"X-A", "v"})).verdict == Verdict::Pass);
  CHECK(refusal(world.get("/a", std::vector<Header>(256, {"X-A", "v"}))) == "0201/494");
}

TEST_CASE("matching 2: a body is as long as its Content-Length says, before anything is matched") {
  World world(document({api("a", "PUT", "/a")}));
  CHECK(world.call("PUT", "/a", {{"Content-Length", "12582912"}}).verdict == Verdict::Pass);
  CHECK(refusal(world.call("PUT", "/a", {{"content-length", "12582913"}})) == "0201/413");
  CHECK(refusal(world.call("PUT", "/nowhere", {{"Content-Length", " 99999999999999999999999 "}})) ==
        "0201/413");
  CHECK(world.call("PUT", "/a", {{"Content-Length", "none"}}).verdict == Verdict::Pass);
}

TEST_CASE("matching 4.3: a depth that is anything but digits is no depth") {
  World world(document({api("a", "GET", "/a")}));
  for (const char* none : {"", "  ", "-1", "+11", "0x11", "1 1", "11a"})
    CHECK(world.get("/a", {{"X-Apig-Depth", none}}).verdict == Verdict::Pass);
  CHECK(world.get("/a", {{"X-Apig-Depth", "10"}}).verdict == Verdict::Pass);
  CHECK(refusal(world.get("/a", {{"X-Apig-Depth", "3"}, {"X-Apig-Depth", "0011"}})) == "0612/500");
  CHECK(refusal(world.get("/a", {{"X-Apig-Depth", "99999999999999999999999"}})) == "0612/500");
}

TEST_CASE("matching 4.3: a backend that resolves to its own API is refused where that is published") {
  const string own = "2000 /groups/0/apis/0/backend_api/url_domain";
  const auto refused = [&](std::vector<string> apis) { return errors(document(std::move(apis))); };
  const auto to = [](string_view path, string_view more = {}, string_view host = "api.example.com") {
    return at_address(host, path, more);
  };
  const string variable = R"("req_params": [{"name": "x", "location": "PATH"}])";
  const string at_variable =
      variable +
      R"(, "backend_params": [{"origin": "REQUEST", "name": "y", "location": "PATH", "value": "x"}])";
  CHECK(refused({api("a", "GET", "/b", to("/b"))}) == std::vector{own});
  CHECK(refused({api("a", "GET", "/b", to("/b", {}, "G1.apigw.example.com:443"))}) == std::vector{own});
  CHECK(refused({api("a", "GET", "/{x}", to("/b", variable))}) == std::vector{own});
  CHECK(refused({api("a", "GET", "/{x}", to("/v{y}", at_variable))}) == std::vector{own});
  CHECK(refused({api("a", "GET", "/b", to("/b/c", R"("match_mode": "SWA")"))}) == std::vector{own});
  CHECK(refused({api("a", "ANY", "/b", to("/b"))}) == std::vector{own});
  CHECK(refused({api("a", "GET", "/{x}", to("/b", variable)), api("b", "GET", "/b")}).empty());
  CHECK(refused({api("a", "GET", "/{x}", to("/b", variable)), api("b", "POST", "/b")}) == std::vector{own});
  CHECK(refused({api("a", "GET", "/{x}", to("/b", variable)),
                 api("b", "GET", "/b", R"("published": ["BETA"])")}) == std::vector{own});
  CHECK(refused({api("a", "GET", "/{x}", to("/v/{y}", at_variable))}).empty());
  CHECK(refused({api("a", "GET", "/b", to("/b", R"("published": [])"))}).empty());
  CHECK(refused({api("a", "GET", "/b", to("/c"))}).empty());
  CHECK(refused({api("a", "GET", "/b", to("/b", {}, "other.example.com"))}).empty());
}

TEST_CASE(
    "errors 5: the client's address stands in the answer of a call that is refused before it is looked at") {
  const string body = R"("responses": [{"name": "default", "types": {)"
                      R"("NOT_FOUND": {"status": 404, "body": "{\"from\": \"$context.sourceIp\"}"},)"
                      R"("DEFAULT_5XX": {"status": 500, "body": "{\"from\": \"$context.sourceIp\"}"}}}])";
  World world(document({.apis = {api("a", "GET", "/a")}, .group = body}));
  CHECK(world.get("/nowhere").response.body == R"({"from": "203.0.114.200"})");
  CHECK(world.get("/nowhere").caller.address == "203.0.114.200");
  CHECK(world.call("PUT", "/a").response.body == R"({"from": "203.0.114.200"})");
  CHECK(world.get("/a", {{"X-Apig-Depth", "11"}}).response.body == R"({"from": "203.0.114.200"})");
  CHECK(world.get("/%zz").caller.address == "203.0.114.200");
  World behind(document({.apis = {api("a", "GET", "/a")},
                         .gateway = R"("real_ip_from_xff": {"enable": true, "xff_index": -1})",
                         .group = body}));
  CHECK(behind.get("/nowhere", {{"X-Forwarded-For", "1.2.3.4"}}).response.body == R"({"from": "1.2.3.4"})");
  CHECK(behind.get("/nowhere").response.body == R"({"from": ""})");
}
