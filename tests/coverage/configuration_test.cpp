// What a hostile or careless configuration can do, where it takes the whole gateway to see it.
#include <atomic>
#include <thread>

#include "coverage/world.hpp"
#include "sluice/gateway.hpp"

using namespace coverage;

namespace {

string with_variable(string_view value) {
  return document(
      {.apis = {api("a", "GET", "/a", at_address("203.0.114.7", "/v1/#dir#/x"))},
       .group = R"("variables": [{"env": "RELEASE", "name": "dir", "value": ")" + string(value) + R"("}])"});
}

bool is_loaded(Gateway& gateway, string_view json) { return gateway.reload(json).is_in_force; }

}  // namespace

TEST_CASE(
    "configuration: CF10 a pattern that makes others backtrack for ages is matched at once, one that cannot "
    "be is refused") {
  const auto policy = [](string_view pattern) {
    return document(
        {api("a", "GET", "/a",
             R"("req_params": [{"name": "q", "location": "QUERY"}], "backend_type": "MOCK", "mock_info": {},
                            "policy_mocks": [{"name": "one", "result_content": "p", "conditions": [{"condition_origin": "param",
                            "condition_type": "pattern", "req_param_name": "q", "condition_value": ")" +
                 string(pattern) + "\"}]}]")});
  };
  const string place = "2011 /groups/0/apis/0/policy_mocks/0/conditions/0/condition_value";
  CHECK(errors(policy(R"((a)\\1)")) == std::vector<string>{place});
  CHECK(errors(policy("(a")) == std::vector<string>{place});
  CHECK(errors(policy(string(2049, 'a'))) ==
        std::vector<string>{"2006 /groups/0/apis/0/policy_mocks/0/conditions/0/condition_value"});
  World world(policy("(a+)+b"));
  CHECK(world.get("/a?q=" + string(20'000, 'a')).verdict == Verdict::Respond);
}

TEST_CASE("configuration: CF11 a variable's value is checked where it lands") {
  CHECK(errors(document({api("a", "GET", "/a", at_address("203.0.114.7", "/#dir#"))})) ==
        std::vector<string>{"3011 /groups/0/apis/0/backend_api/req_uri"});
  CHECK(errors(with_variable(R"(a\r\nX: b)")) == std::vector<string>{"2011 /groups/0/variables/0/value"});
  CHECK(errors(with_variable("#dir#")) == std::vector<string>{"2011 /groups/0/variables/0/value"});
  World climbs(with_variable("../.."));
  CHECK(refusal(climbs.get("/a")) == "0105/500");
  World fine(with_variable("a/b"));
  CHECK(fine.get("/a").backend.target == "/v1/a/b/x");
  World address(
      document({.apis = {api("a", "GET", "/a", at_address("#host#"))},
                .group = R"("variables": [{"env": "RELEASE", "name": "host", "value": "10.0.0.1"}])"}));
  CHECK(refusal(address.get("/a")) == "0404/403");
  World none(document({.apis = {api("a", "GET", "/a", at_address("#host#"))},
                       .group = R"("variables": [{"env": "RELEASE", "name": "host", "value": "a/b"}])"}));
  CHECK(refusal(none.get("/a")) == "0105/500");
}

TEST_CASE(
    "configuration: CF12 a thousand reloads under traffic, good and bad, each served by a whole snapshot") {
  Gateway gateway(2);
  const string no_limit = R"("default_limit": 0)";
  const string first = document({.apis = {api("first", "GET", "/a")}, .gateway = no_limit}),
               second = document({.apis = {api("second", "GET", "/a")}, .gateway = no_limit});
  REQUIRE(is_loaded(gateway, first));
  std::atomic<bool> is_over{false};
  std::atomic<int> wrong{0}, served{0};
  std::thread caller([&] {
    State state{7};
    Transaction transaction;
    while (!is_over || served == 0) {
      const auto held = gateway.hold(1);
      const Decision& d = decide(
          held.get(), state, {.method = "GET", .target = "/a", .host = "api.example.com"}, kNow, transaction);
      const bool is_known = d.api == "first" || d.api == "second";
      if (!is_known) ++wrong;
      ++served;
    }
  });
  for (int i = 0; i < 1000; ++i) {
    if (i % 3 == 2)
      CHECK_FALSE(is_loaded(gateway, "{\"groups\": ["));
    else
      CHECK(is_loaded(gateway, i % 3 == 0 ? second : first));
  }
  is_over = true;
  caller.join();
  CHECK(wrong == 0);
}
