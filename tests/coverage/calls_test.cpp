// The seed's sections about what stands between a caller and the backend: 3.13, 5.1, 5.5, 7.9, 7.11
// and 12.18. Source: coverage of the seed, each test named after its section.
#include "coverage/world.hpp"
#include "sluice/backend_sign.hpp"

using namespace coverage;

namespace {

const string kAuthorizers = R"("authorizers": [
    {"id": "z1", "name": "jwt", "type": "FRONTEND", "authorizer_uri": "urn:fss:r:p:function:default:auth", "ttl": 60,
     "identities": [{"name": "token", "location": "HEADER", "validation": "[a-z]+"}]},
    {"id": "z2", "name": "inner", "type": "BACKEND", "authorizer_uri": "urn:fss:r:p:function:default:inner",
     "user_data": "for the backend"}])";

const Decision& with_answers(World& world, string_view target, std::vector<Header> headers,
                             std::vector<KnownAnswer> answers) {
  static std::vector<Header> kept;
  kept = std::move(headers);
  return world.call({.method = "GET",
                     .target = target,
                     .host = "api.example.com",
                     .headers = kept,
                     .peer = "203.0.114.200"},
                    {.authorizers = answers});
}

}  // namespace

TEST_CASE(
    "seed 3.13: an API with cross-origin calls allowed answers any origin, and its OPTIONS API the "
    "preflight") {
  World world(document(
      {api("g", "GET", "/orders",
           R"("cors": true, "backend_type": "MOCK", "mock_info": {"result_content": "[]"})"),
       api("o", "OPTIONS", "/",
           R"("match_mode": "SWA", "cors": true, "auth_type": "APP", "backend_type": "MOCK", "mock_info": {})"),
       api("n", "GET", "/none", R"("backend_type": "MOCK", "mock_info": {})")}));
  const Decision& simple = world.get("/orders", {{"Origin", "https://shop.example"}});
  CHECK(simple.verdict == Verdict::Respond);
  CHECK(field(simple.response.headers, "Access-Control-Allow-Origin") == "*");
  const Decision& preflight = world.call("OPTIONS", "/orders",
                                         {{"Origin", "https://shop.example"},
                                          {"Access-Control-Request-Method", "GET"},
                                          {"Access-Control-Request-Headers", "x-stage"}});
  CHECK(preflight.verdict == Verdict::Respond);  // whatever its authentication says
  CHECK(preflight.response.status == 200);
  CHECK(field(preflight.response.headers, "Access-Control-Allow-Origin") == "*");
  CHECK(field(preflight.response.headers, "Access-Control-Allow-Methods") ==
        "GET,POST,PUT,DELETE,HEAD,OPTIONS,PATCH");
  CHECK(field(preflight.response.headers, "Access-Control-Max-Age") == "172800");
  CHECK(field(preflight.response.headers, "Access-Control-Allow-Headers").starts_with("X-Stage,X-Sdk-Date,"));
  CHECK(field(world.get("/none", {{"Origin", "https://shop.example"}}).response.headers,
              "Access-Control-Allow-Origin") == "(none)");
}

TEST_CASE("seed 5.1: IAM is a token or a signature; any account may call, and a token is asked for first") {
  World world(document({api("i", "GET", "/i", R"("auth_type": "IAM")")}));
  const Header token[] = {{"X-Auth-Token", "t"}};
  const Request request{.method = "GET", .target = "/i", .host = "api.example.com", .headers = token};
  const iam::Identity known{
      .result = iam::Result::Ok, .user_id = "u", .account_id = "d", .account_name = "dom"};
  const Decision& d = world.call(request, {.identity = &known});
  CHECK(d.verdict == Verdict::Pass);
  CHECK(d.caller.account_name == "dom");
  const iam::Identity invalid{.result = iam::Result::Invalid}, down{.result = iam::Result::Down},
      renew{.result = iam::Result::MustUpdate};
  CHECK(refusal(world.call(request, {.identity = &invalid})) == "0301/401");
  CHECK(refusal(world.call(request, {.identity = &renew})) == "0307/401");
  CHECK(refusal(world.call(request, {.identity = &down})) == "0613/503");
  CHECK(refusal(world.get("/i")) == "0301/401");
}

TEST_CASE("seed 5.5: a custom authorizer allows, denies, or fails, and what it says reaches the backend") {
  World world(document(
      {.apis = {api(
           "a", "GET", "/a",
           at_address(
               "203.0.114.7", "/b",
               R"("auth_type": "AUTHORIZER", "authorizer_id": "z1", "backend_params": [{"origin": "SYSTEM",
                                  "name": "X-User", "location": "HEADER", "value": "$context.authorizer.frontend.user"}])"))},
       .more = kAuthorizers}));
  const string allow = R"({"status": "allow", "context": {"user": "bob"}})";
  CHECK(refusal(with_answers(world, "/a", {}, {{"z1", 200, allow}})) == "0305/401");  // no identity
  CHECK(refusal(with_answers(world, "/a", {{"token", "ABC"}}, {{"z1", 200, allow}})) == "0305/401");
  CHECK(refusal(with_answers(world, "/a", {{"token", "no"}}, {{"z1", 200, R"({"status": "deny"})"}})) ==
        "0305/401");
  CHECK(refusal(with_answers(world, "/a", {{"token", "bad"}}, {{"z1", 500, allow}})) == "0601/500");
  CHECK(refusal(with_answers(world, "/a", {{"token", "worse"}}, {{"z1", 200, "allow"}})) == "0601/500");
  const Decision& d = with_answers(world, "/a", {{"token", "yes"}}, {{"z1", 200, allow}});
  REQUIRE(d.verdict == Verdict::Forward);
  CHECK(field(d.backend.headers, "X-User") == "bob");
  const Decision& again = with_answers(world, "/a", {{"token", "yes"}}, {});  // remembered for its time
  REQUIRE(again.verdict == Verdict::Forward);
  CHECK(field(again.backend.headers, "X-User") == "bob");
  CHECK(refusal(with_answers(world, "/a", {{"token", "no"}}, {})) == "0305/401");  // so is a denial
}

TEST_CASE("seed 10.2: a backend is protected by an authorizer of its own, or by HTTPS") {
  World world(document(
      {.apis = {api(
           "a", "GET", "/a",
           R"("backend_type": "HTTP", "backend_api": {"req_protocol": "HTTPS", "req_method": "ANY", "req_uri": "/b",
                       "url_domain": "203.0.114.7", "authorizer_id": "z2"}, "backend_params": [{"origin": "SYSTEM",
                       "name": "X-Key", "location": "HEADER", "value": "$context.authorizer.backend.key"}])")},
       .more = kAuthorizers}));
  const Decision& d =
      with_answers(world, "/a", {}, {{"z2", 200, R"({"status": "allow", "context": {"key": "k"}})"}});
  REQUIRE(d.verdict == Verdict::Forward);
  CHECK(d.backend.scheme == Scheme::Https);
  CHECK(d.backend.port == 443);
  CHECK(field(d.backend.headers, "X-Key") == "k");
  CHECK(refusal(with_answers(world, "/a", {}, {{"z2", 200, R"({"status": "deny"})"}})) == "0305/401");
  CHECK(refusal(with_answers(world, "/a", {}, {{"z2", 502, ""}})) == "0601/500");
}

TEST_CASE("seed 5.6, 10.2: with a signature key the backend can tell that the gateway calls") {
  const string key =
      R"("signature_keys": [{"id": "k1", "name": "basic", "sign_type": "basic", "sign_key": "backend",
                          "sign_secret": "secret001", "bindings": [{"api": "b"}]},
                         {"id": "k2", "name": "hmac", "sign_type": "hmac", "sign_key": "backendkey01",
                          "sign_secret": "backendsecret001", "bindings": [{"api": "h"}]}])";
  World world(document({.apis = {api("b", "GET", "/b", at_address("203.0.114.7")),
                                 api("h", "GET", "/h", at_address("203.0.114.7"))},
                        .more = key}));
  const Decision& basic = world.get("/b", {{"Authorization", "Bearer theirs"}});
  REQUIRE(basic.verdict == Verdict::Forward);
  CHECK(field(basic.backend.headers, "Authorization") == "Basic YmFja2VuZDpzZWNyZXQwMDE=");
  const Decision& d =
      world.get("/h?x=1", {{"Authorization", "Bearer theirs"}, {"X-Sdk-Date", "20210224T100000Z"}});
  REQUIRE(d.verdict == Verdict::Forward);
  const Request sent{.method = d.backend.method, .target = d.backend.target, .headers = d.backend.headers};
  CHECK(sign::verify_backend(sent, "", {"backendkey01", "backendsecret001"}, kNow).reason == Reason::None);
  CHECK(sign::verify_backend(sent, "", {"backendkey01", "backendsecret002"}, kNow).reason ==
        Reason::SignatureWrong);
}

TEST_CASE("seed 11.4: debugging uses the edited definition, without limits; variables it cannot have") {
  World world(document({api("a", "GET", "/a", R"("published": [])"),
                        api("v", "GET", "/v", at_address("#host#", "/b", R"("published": [])"))}));
  const Request request{.method = "GET", .target = "/a", .host = "api.example.com"};
  for (int i = 0; i < 300; ++i)
    REQUIRE(decide_debug(world.plan(), world.state(), "a", request, kNow, world.transaction()).verdict ==
            Verdict::Pass);
  CHECK(refusal(world.call(request)) == "0101/404");  // published nowhere
  const Request variables{.method = "GET", .target = "/v", .host = "api.example.com"};
  CHECK(refusal(decide_debug(world.plan(), world.state(), "v", variables, kNow, world.transaction())) ==
        "2030/400");
}

TEST_CASE("seed 7.9, 7.10: a group may answer an error in its own words, else it is the published body") {
  World world(document(
      {.apis = {api("a", "GET", "/a", R"("auth_type": "APP")")},
       .group =
           R"("responses": [{"id": "r1", "name": "default", "types": {"AUTH_HEADER_MISSING": {"status": 418,
                          "body": "{\"why\": \"$context.error.type $context.error.code\", \"at\": \"$context.reqPath\"}",
                          "headers": [["X-Stage-Name", "$context.stage"]]}}}])"}));
  const Decision& own = world.get("/a?x=1");
  CHECK(own.response.status == 418);
  CHECK(own.response.body == R"({"why": "AUTH_HEADER_MISSING APIG.0303", "at": "/a"})");
  CHECK(field(own.response.headers, "X-Stage-Name") == "RELEASE");
  const Decision& plain = world.call({.method = "GET",
                                      .target = "/b",
                                      .host = "api.example.com",
                                      .request_id = "36a1d2b3c4e5f60718293a4b5c6d7e8f"});
  CHECK(plain.response.status == 404);
  CHECK(plain.response.body ==
        R"({"error_code": "APIG.0101", "error_msg": "The API does not exist or has not been published )"
        R"(in the environment.", "request_id": "36a1d2b3c4e5f60718293a4b5c6d7e8f"})");
}

TEST_CASE(
    "seed 12.18: policy backends are looked at in order, the first whose conditions hold is used, else the "
    "default") {
  const auto policy = [](string_view name, string_view mode, string_view conditions, string_view path) {
    return R"({"name": ")" + string(name) + R"(", "effect_mode": ")" + string(mode) +
           R"(", "conditions": [)" + string(conditions) + R"(], "req_method": "ANY", "req_uri": ")" +
           string(path) + R"(", "url_domain": "203.0.114.8"})";
  };
  const string ring =
      R"({"condition_origin": "param", "condition_type": "exact", "condition_value": "beta", "req_param_name": "ring"})";
  const string source = R"({"condition_origin": "source", "condition_value": "198.51.100.0/24,2001:db8::7"})";
  const string listed =
      R"({"condition_origin": "param", "condition_type": "enum", "condition_value": "x, y", "req_param_name": "ring"})";
  const string path =
      R"({"condition_origin": "system", "condition_type": "pattern", "condition_value": "/a/[0-9]+", "sys_param_name": "reqPath"})";
  const string method =
      R"({"condition_origin": "system", "condition_type": "exact", "condition_value": "DELETE", "sys_param_name": "reqMethod"})";
  const string cookie =
      R"({"condition_origin": "cookie", "condition_type": "exact", "condition_value": "1", "cookie_param_name": "lane"})";
  World world(document({api(
      "a", "ANY", "/a",
      at_address(
          "203.0.114.7", "/default",
          R"("match_mode": "SWA", "req_params": [{"name": "ring", "location": "QUERY", "default_value": "none"}],
                    "policy_https": [)" +
              policy("both", "ALL", ring + ", " + source, "/both") + ", " +
              policy("either", "ANY", listed + ", " + path, "/either") + ", " +
              policy("source", "ANY", source, "/source") + ", " + policy("method", "ANY", method, "/method") +
              ", " + policy("cookie", "ANY", cookie, "/cookie") + "]"))}));
  const auto target = [&](string_view method_name, string_view called, std::vector<Header> headers,
                          string_view peer) {
    const Decision& d = world.call({.method = method_name,
                                    .target = called,
                                    .host = "api.example.com",
                                    .headers = headers,
                                    .peer = peer});
    const string_view whole = d.backend.target.substr(1);
    return string(whole.substr(0, std::min(whole.find_first_of("/?"), whole.size())));
  };
  const string_view near = "198.51.100.9", far = "203.0.114.200";
  CHECK(target("GET", "/a?ring=beta", {}, near) == "both");
  CHECK(target("GET", "/a?ring=beta", {}, far) == "default");
  CHECK(target("GET", "/a?ring=y", {}, near) == "either");
  CHECK(target("GET", "/a/42", {}, near) == "either");
  CHECK(target("GET", "/a/42/x", {}, near) == "source");  // the whole path has to match
  CHECK(target("DELETE", "/a", {}, far) == "method");
  CHECK(target("GET", "/a", {{"Cookie", "k=v; lane=1"}}, far) == "cookie");
  CHECK(target("GET", "/a", {{"Cookie", "lane=2"}}, far) == "default");
  CHECK(target("GET", "/a", {}, far) == "default");
}
