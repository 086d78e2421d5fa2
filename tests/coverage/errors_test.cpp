// The seed's sections about errors, limits and what a configuration may hold: 4, 5.6, 6, 7.9, 7.10, 12.2,
// 12.3, 12.13. Source: coverage of the seed, each test named after its section.
#include <algorithm>
#include <set>

#include "coverage/world.hpp"

using namespace coverage;

TEST_CASE("seed 7.9: an error has a code, a message and the request's id") {
  World world(document({api("a", "GET", "/a")}));
  const Decision& d = world.call({.method = "GET",
                                  .target = "/b",
                                  .host = "api.example.com",
                                  .request_id = "36a1d2b3c4e5f60718293a4b5c6d7e8f"});
  CHECK(field(d.response.headers, "Content-Type") == "application/json");
  CHECK(field(d.response.headers, "X-Request-Id") == "36a1d2b3c4e5f60718293a4b5c6d7e8f");
  const string_view body = d.response.body;
  const auto code = body.find(R"("error_code")"), message = body.find(R"("error_msg")"),
             id = body.find(R"("request_id")");
  CHECK(body.find("APIG.0101") != body.npos);
  CHECK(body.find("36a1d2b3c4e5f60718293a4b5c6d7e8f") != body.npos);
  CHECK((code < message && message < id && id != body.npos));
  CHECK(world.get("/b").request_id.size() == 32);
}

TEST_CASE("seed 7.10 table 1: 43 errors answer calls, and each reason of a refusal has one of them") {
  std::size_t calls = 0;
  for (const error::Entry& e : error::rows()) calls += e.table == error::Table::Call ? 1 : 0;
  CHECK(calls == 43);
  CHECK(error::rows().size() == 227);
  for (int number = 100; number < 900; ++number) {
    const auto reason = static_cast<Reason>(number);
    if (error::text(reason) == error::text(Reason::None)) continue;
    CHECK_MESSAGE(error::row(error::row(reason)).table == error::Table::Call, error::text(reason));
  }
}

TEST_CASE("seed 7.10 table 2: a configuration is refused with the row that a management call would give") {
  CHECK(errors(R"({"groups": [{"id": "g", "name": "x"}]})") == std::vector<string>{"2005 /groups/0/name"});
  CHECK(errors(R"({"groups": [{"id": "g"}]})") == std::vector<string>{"2001 /groups/0/name"});
  CHECK(errors(document({api("a", "FETCH", "/a")})) ==
        std::vector<string>{"2004 /groups/0/apis/0/req_method"});
  CHECK(errors(document({api("a", "GET", "/a"), api("b", "GET", "/a")})) ==
        std::vector<string>{"3301 /groups/0/apis/1/req_uri"});
  CHECK(errors(document({api("a", "GET", "/a", at_channel("c9"))})) ==
        std::vector<string>{"3023 /groups/0/apis/0/backend_api/vpc_channel_info/vpc_channel_id"});
  std::set<string> manage;
  for (const error::Entry& e : error::rows())
    if (e.table == error::Table::Manage) manage.insert(string(e.code) + std::to_string(e.status));
  CHECK(manage.contains("APIG.3415403"));
}

TEST_CASE("seed 6: what counts inside one object is bounded as published") {
  string parameters, policies, members;
  for (int i = 0; i < 51; ++i)
    parameters +=
        (i == 0 ? "" : ", ") + string(R"({"name": "p)") + std::to_string(i) + R"(", "location": "QUERY"})";
  for (int i = 0; i < 6; ++i)
    policies += (i == 0 ? "" : ", ") + string(R"({"name": "policy)") + std::to_string(i) +
                R"(", "conditions": [{"condition_origin": "system", "sys_param_name": "reqMethod",
                   "condition_type": "exact", "condition_value": "GET"}]})";
  for (int i = 0; i < 201; ++i) members += (i == 0 ? "" : ", ") + string(R"({"host": "10.0.0.1"})");
  CHECK(errors(document({api("a", "GET", "/a", "\"req_params\": [" + parameters + "]")})) ==
        std::vector<string>{"3111 /groups/0/apis/0/req_params"});
  CHECK(errors(document({api("a", "GET", "/a",
                             R"("backend_type": "MOCK", "mock_info": {}, "policy_mocks": [)" + policies +
                                 "]")})) == std::vector<string>{"3113 /groups/0/apis/0/policy_mocks"});
  CHECK(
      errors(document(
          {.more =
               R"("vpc_channels": [{"id": "c", "name": "pool", "port": 80, "member_type": "ip", "members": [)" +
               members + "]}]"})) == std::vector<string>{"3110 /vpc_channels/0/members"});
}

TEST_CASE("seed 6, 5.6: quotas of a user are numbers of the configuration, as published unless raised") {
  const QuotasSpec quotas;
  CHECK(quotas.groups == 50);
  CHECK(quotas.apis == 200);
  CHECK(quotas.policy_backends == 5);
  CHECK(quotas.apps == 50);
  CHECK(quotas.throttles == 30);
  CHECK(quotas.environments == 10);
  CHECK(quotas.signature_keys == 30);
  CHECK(quotas.acls == 100);
  CHECK(quotas.vpc_channels == 30);
  CHECK(quotas.variables == 50);
  CHECK(quotas.url_domains == 5);
  CHECK(quotas.members == 200);
  CHECK(quotas.parameters == 50);
}

TEST_CASE("seed 6: special thresholds stay below the API's, limits below the wider ones") {
  const auto throttle = [](string_view limits) {
    return errors(document(
        {.apis = {api("a", "GET", "/a")},
         .more =
             R"("apps": [{"id": "app1", "name": "shop", "app_key": "shopkey001", "app_secret": "shopsecret001"}],
                              "throttles": [{"id": "t1", "name": "one", "time_interval": 1, "time_unit": "MINUTE", )" +
             string(limits) + "}]"}));
  };
  CHECK(throttle(
            R"("api_call_limits": 10, "user_call_limits": 10, "app_call_limits": 10, "ip_call_limits": 10)")
            .empty());
  CHECK(throttle(R"("api_call_limits": 10, "user_call_limits": 11)") ==
        std::vector<string>{"2003 /throttles/0/user_call_limits"});
  CHECK(throttle(R"("api_call_limits": 10, "user_call_limits": 5, "app_call_limits": 6)") ==
        std::vector<string>{"2003 /throttles/0/app_call_limits"});
  CHECK(throttle(R"("api_call_limits": 10, "ip_call_limits": 11)") ==
        std::vector<string>{"2003 /throttles/0/ip_call_limits"});
  CHECK(
      throttle(
          R"("api_call_limits": 10, "specials": [{"object_type": "APP", "object_id": "app1", "call_limits": 11}])") ==
      std::vector<string>{"2003 /throttles/0/specials/0/call_limits"});
}

TEST_CASE("seed 12.2: each cause of a failed call has its own answer") {
  World world(document(
      {.apis = {api("a", "GET", "/a", R"("auth_type": "APP")"), api("l", "GET", "/l"), api("t", "GET", "/t"),
                api("p", "GET", "/p",
                    R"("req_params": [{"name": "n", "location": "QUERY", "type": "NUMBER", "required": 1,
                                        "valid_enable": 1, "max_num": 5}])")},
       .more = R"("acls": [{"id": "l1", "acl_name": "none", "entity_type": "IP", "acl_type": "PERMIT",
                                   "acl_value": "198.51.100.1", "bindings": [{"api": "l"}]}],
                          "throttles": [{"id": "t1", "name": "one", "time_interval": 1, "time_unit": "MINUTE", "api_call_limits": 1,
                                         "bindings": [{"api": "t"}]}])"}));
  CHECK(refusal(world.call({.method = "GET", .target = "/a", .host = "unbound.example.org"})) == "0101/404");
  CHECK(refusal(world.get("/unpublished")) == "0101/404");
  CHECK(refusal(world.get("/l", {{"X-Stage", "WRONG"}})) == "0101/404");
  CHECK(refusal(world.get("/a")) == "0303/401");
  CHECK(refusal(world.get("/l")) == "0402/403");
  CHECK(world.get("/t").verdict == Verdict::Pass);
  CHECK(refusal(world.get("/t")) == "0308/429");
  CHECK(refusal(world.get("/p")) == "0106/400");
  const Decision& large = world.get("/p?n=6");
  CHECK(refusal(large) == "0106/400");
  CHECK(large.response.body.find("Invalid query parameter: n, too large") != string_view::npos);
}

TEST_CASE("seed 12.3: a code is looked up with its message, meaning and remedy") {
  const auto rows = error::with_code("APIG.0308");
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].status == 429);
  CHECK(rows[0].message == "The throttling threshold has been reached.");
  CHECK_FALSE(rows[0].meaning.empty());
  CHECK_FALSE(rows[0].remedy.empty());
  CHECK(error::with_code("0201").size() == 7);
}

TEST_CASE("seed 12.13: x-auth-token is reserved and is no header parameter, in any spelling") {
  for (const char* name :
       {"x-auth-token", "X-Auth-Token", "X-AUTH-TOKEN", "Authorization", "x-stage", "X-Apig-A", "x-sdk-date"})
    CHECK(errors(document(
              {api("a", "GET", "/a",
                   R"("req_params": [{"name": ")" + string(name) + R"(", "location": "HEADER"}])")})) ==
          std::vector<string>{"2012 /groups/0/apis/0/req_params/0/name"});
  CHECK(errors(document({api("a", "GET", "/a",
                             R"("req_params": [{"name": "X-Auth-Tokens", "location": "HEADER"}])")}))
            .empty());
}
