// The seed's sections about publishing and matching: 3.13, 7.4, 11 and 12. Source: coverage of the seed, each
// test named after its section.
#include "coverage/world.hpp"

using namespace coverage;

TEST_CASE(
    "seed 2, 12.1: a URL of more than 32K with its parameters is 414, what it carried belongs into the "
    "body") {
  World world(document({api("a", "GET", "/a", R"("match_mode": "SWA")")}));
  const string longest = "/a?" + string(32768 - 3, 'x');
  CHECK(world.get(longest).verdict == Verdict::Pass);
  CHECK(refusal(world.get(longest + "x")) == "0201/414");
}

TEST_CASE("seed 3.8: a group has five domains at most, a domain belongs to one group") {
  const auto domains = [](int count) {
    string list;
    for (int i = 0; i < count; ++i)
      list += (i == 0 ? "" : ", ") + string(R"({"url_domain": "d)") + std::to_string(i) + ".example.com\"}";
    return R"({"groups": [{"id": "g1", "name": "one", "url_domains": [)" + list + R"(]}]})";
  };
  CHECK(errors(domains(5)).empty());
  CHECK(errors(domains(6)) == std::vector<string>{"3108 /groups/0/url_domains"});
  CHECK(errors(R"({"groups": [{"id": "g1", "name": "one", "url_domains": [{"url_domain": "a.example.com"}]},
                              {"id": "g2", "name": "two", "url_domains": [{"url_domain": "A.example.com"}]}]})") ==
        std::vector<string>{"3305 /groups/1/url_domains/0/url_domain"});
}

TEST_CASE("seed 3.13 figure: path parameters, characters and match modes of a request path") {
  World world(document({api("p", "GET", "/u/{id}/x", R"("req_params": [{"name": "id", "location": "PATH"}])"),
                        api("s", "GET", "/a", R"("match_mode": "SWA")"), api("c", "GET", "/c*%25+-_.")}));
  const Decision& d = world.get("/u/7/x");
  CHECK(d.api == "p");
  REQUIRE(d.path_params.size() == 1);
  CHECK(d.path_params[0].value == "7");
  CHECK(refusal(world.get("/u//x")) == "0201/400");
  for (const char* covered : {"/a", "/a/", "/a/b", "/a/b/c"}) CHECK(world.get(covered).api == "s");
  CHECK(refusal(world.get("/ab")) == "0101/404");
  CHECK(refusal(world.get("/u/7/x/")) == "0101/404");
  CHECK(errors(document({api("a", "GET", "/abc{id}")})) ==
        std::vector<string>{"2011 /groups/0/apis/0/req_uri"});
  CHECK(errors(document({api("a", "GET", "/a", R"("remark": ")" + string(256, 'x') + '"')})) ==
        std::vector<string>{"2006 /groups/0/apis/0/remark"});
  CHECK(errors(document({api("a", "GET", "/a", R"("type": 3)")})) ==
        std::vector<string>{"2004 /groups/0/apis/0/type"});
}

TEST_CASE("seed 3.13 figure: the sub-domain is the group's id under the gateway's suffix") {
  World world(document({api("a", "GET", "/a")}));
  CHECK(world.call({.method = "GET", .target = "/a", .host = "g1.apigw.example.com"}).api == "a");
  CHECK(refusal(world.call({.method = "GET", .target = "/a", .host = "g2.apigw.example.com"})) == "0101/404");
}

TEST_CASE(
    "seed 7.4: an API is called where it is published, and each environment has its own authorizations and "
    "limits") {
  World world(document(
      {.apis = {api("a", "GET", "/a", R"("auth_type": "APP", "published": ["RELEASE", "BETA"])"),
                api("b", "GET", "/b", R"("published": ["BETA"])"),
                api("c", "GET", "/c", R"("published": [])")},
       .more =
           R"("apps": [{"id": "app1", "name": "shop", "app_key": "shopkey001", "app_secret": "shopsecret001"}],
          "authorizations": [{"app": "app1", "api": "a", "env": "BETA"}],
          "throttles": [{"id": "t1", "name": "beta", "time_interval": 1, "time_unit": "MINUTE", "api_call_limits": 1,
                         "bindings": [{"api": "b", "env": "BETA"}]}])"}));
  CHECK(refusal(world.signed_call("GET", "/a", "", "shopkey001", "shopsecret001")) == "0304/403");
  CHECK(world.signed_call("GET", "/a", "", "shopkey001", "shopsecret001", {{"X-Stage", "BETA"}}).caller.app ==
        "app1");
  CHECK(refusal(world.get("/b")) == "0101/404");
  CHECK(world.get("/b", {{"X-Stage", "BETA"}}).api == "b");
  CHECK(refusal(world.get("/b", {{"X-Stage", "BETA"}})) == "0308/429");
  CHECK(refusal(world.get("/c")) == "0101/404");
}

TEST_CASE("seed 11.1: an edited definition has no effect until it is published again") {
  // The edited definition is published nowhere; what was published before is still in effect.
  const string edited = api("a", "GET", "/new", R"("published": [])");
  const string before = api("a", "GET", "/old", R"("published": [])");
  const string version =
      R"("versions": [{"api": "a", "version_id": "v1", "published": ["RELEASE"], "definition": )" + before +
      "}]";
  World world(document({.apis = {edited}, .more = version}));
  CHECK(world.get("/old").api == "a");
  CHECK(refusal(world.get("/new")) == "0101/404");
  World again(document({api("a", "GET", "/new")}));
  CHECK(again.get("/new").api == "a");
  CHECK(refusal(again.get("/old")) == "0101/404");
}

TEST_CASE("seed 11.2, 12.5: X-Stage names the environment, RELEASE without it") {
  World world(document({api("a", "GET", "/a"), api("b", "GET", "/b", R"("published": ["BETA"])")}));
  CHECK(world.get("/a").environment == "RELEASE");
  CHECK(world.get("/b", {{"x-stage", " BETA "}}).environment == "BETA");
  CHECK(world.get("/a", {{"X-Stage", ""}}).environment == "RELEASE");
  CHECK(refusal(world.get("/b", {{"X-Stage", "beta"}})) == "0101/404");
  CHECK(refusal(world.get("/b", {{"X-Stage", "BETA"}, {"X-Stage", "BETA"}})) == "0201/400");
}

TEST_CASE("seed 12.9: an API is not found for its method, its environment or its group's domain") {
  World world(document({api("a", "POST", "/a"), api("b", "GET", "/b", R"("published": ["BETA"])")}));
  const Decision& method = world.get("/a");
  CHECK(refusal(method) == "0101/404");
  CHECK(error::row(method.row).message == "The API does not exist.");
  const Decision& unpublished = world.get("/b");
  CHECK(refusal(unpublished) == "0101/404");
  CHECK(error::row(unpublished.row).message ==
        "The API does not exist or has not been published in the environment.");
  CHECK(refusal(world.call({.method = "POST", .target = "/a", .host = "other.example.org"})) == "0101/404");
}

TEST_CASE("seed 12.11: the trailing slash makes another API") {
  World world(document(
      {api("with", "GET", "/test/"), api("without", "GET", "/test"), api("alone", "GET", "/alone")}));
  CHECK(world.get("/test").api == "without");
  CHECK(world.get("/test/").api == "with");
  CHECK(refusal(world.get("/alone/")) == "0101/404");
}

TEST_CASE("seed 12.11: without an OPTIONS API a preflight is not found") {
  World world(document({api("g", "GET", "/orders", R"("cors": true)")}));
  CHECK(refusal(world.call("OPTIONS", "/orders", {{"Origin", "https://shop.example"}})) == "0101/404");
}

TEST_CASE("seed 12.16: ws follows HTTP, wss follows HTTPS") {
  World world(
      document({api("plain", "GET", "/plain", at_address("203.0.114.7", "/b", R"("req_protocol": "HTTP")")),
                api("tls", "GET", "/tls", at_address("203.0.114.7", "/b", R"("req_protocol": "HTTPS")")),
                api("mock", "GET", "/mock", R"("backend_type": "MOCK", "mock_info": {})")}));
  const Header upgrade[] = {
      {"Connection", "Upgrade"}, {"Upgrade", "websocket"}, {"Sec-WebSocket-Version", "13"}};
  const auto call = [&](string_view target, Scheme scheme) -> const Decision& {
    return world.call(
        {.method = "GET", .target = target, .host = "api.example.com", .headers = upgrade, .scheme = scheme});
  };
  const Decision& d = call("/plain", Scheme::Ws);
  REQUIRE(d.verdict == Verdict::Forward);
  CHECK(d.backend.scheme == Scheme::Ws);
  CHECK(field(d.backend.headers, "Upgrade") == "websocket");
  CHECK(field(d.backend.headers, "Sec-WebSocket-Version") == "13");
  CHECK(call("/tls", Scheme::Wss).verdict == Verdict::Forward);
  CHECK(refusal(call("/plain", Scheme::Wss)) == "0607/400");
  CHECK(refusal(call("/tls", Scheme::Ws)) == "0607/400");
  CHECK(refusal(call("/mock", Scheme::Ws)) == "0602/400");
}
