#include "sluice/authorizer.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

using namespace sluice;
using authorizer::Side;
using authorizer::Spec;

namespace {

authorizer::Authorizer compiled(const Spec& spec) { return std::move(*authorizer::compile(spec)); }

const Spec kToken{
    .id = "z1",
    .identities = {{.name = "X-Token", .validation = "[a-z]+"}, {.name = "who", .place = Place::Query}},
    .ttl_seconds = 60};

Result<authorizer::Identified, Reason> identified(const Spec& spec, std::string_view target,
                                                  std::vector<Header> headers) {
  char room[256];
  return authorizer::identify(compiled(spec), {.target = target, .headers = headers}, 7, room);
}

std::string event(const Spec& spec, const Request& request, std::string_view body = {}) {
  std::vector<char> room(4096);
  return std::string(authorizer::describe(compiled(spec), request, body, room).value());
}

std::string judged(int status, std::string_view body) {
  std::vector<char> room(2048);
  const auto known = authorizer::judge(status, body, room);
  if (!known) return known.error() == Reason::AuthorizerFailed ? "failed" : "other";
  std::string text = known->verdict.allows ? "allow" : "deny";
  for (const Named& pair : known->verdict.context)
    text += " " + std::string(pair.name) + "=" + std::string(pair.value);
  return text;
}

}  // namespace

TEST_CASE("authorizer: every identity must be there, once, and match") {
  CHECK(identified(kToken, "/?who=me", {{"x-token", "abc"}}).has_value());
  CHECK(identified(kToken, "/?%77ho=", {{"X-Token", " abc "}}).has_value());
  CHECK(identified(kToken, "/?who=me", {}).error() == Reason::AuthorizerIdentityMissing);
  CHECK(identified(kToken, "/", {{"X-Token", "abc"}}).error() == Reason::AuthorizerIdentityMissing);
  CHECK(identified(kToken, "/?who=me", {{"X-Token", "ABC"}}).error() == Reason::AuthorizerIdentityMissing);
  CHECK(identified(kToken, "/?who=me", {{"X-Token", "abc1"}}).error() == Reason::AuthorizerIdentityMissing);
  CHECK(identified(kToken, "/?who=me&who=you", {{"X-Token", "abc"}}).error() ==
        Reason::AuthorizerIdentityMissing);
  CHECK(identified(kToken, "/?who=me", {{"X-Token", "abc"}, {"x-token", "abc"}}).error() ==
        Reason::AuthorizerIdentityMissing);
  CHECK(identified(kToken, "/?who=%zz", {{"X-Token", "abc"}}).error() == Reason::AuthorizerIdentityMissing);
}

TEST_CASE("authorizer: the key is that of the authorizer and its identity values in order") {
  const auto key = [](std::string id, std::string a, std::string b, std::uint64_t seed = 7) {
    char room[256];
    const std::vector<Header> headers{{"A", a}, {"B", b}};
    return authorizer::identify(compiled({.id = id, .identities = {{.name = "A"}, {.name = "B"}}}),
                                {.headers = headers}, seed, room)
        ->key;
  };
  CHECK(key("z", "1", "2") == key("z", "1", "2"));
  CHECK_FALSE(key("z", "1", "2") == key("z", "2", "1"));
  CHECK_FALSE(key("z", "12", "") == key("z", "1", "2"));
  CHECK_FALSE(key("z", "1", "2") == key("y", "1", "2"));
  CHECK_FALSE(key("z", "1", "2") == key("z", "1", "2", 8));
}

TEST_CASE("authorizer: verdicts are remembered with a time and identities, at the back end without") {
  CHECK(identified(kToken, "/?who=me", {{"X-Token", "abc"}})->is_cacheable);
  CHECK_FALSE(identified({.id = "z", .ttl_seconds = 60}, "/", {})->is_cacheable);
  CHECK(identified({.id = "z", .side = Side::Backend, .ttl_seconds = 60}, "/", {})->is_cacheable);
  CHECK_FALSE(identified({.id = "z", .identities = {{.name = "A"}}}, "/", {{"A", "1"}})->is_cacheable);
}

TEST_CASE("authorizer: the event holds fields, query and user data, and the body where it is wanted") {
  const std::vector<Header> headers{{"X-A", "1"}, {"B", "q\"\\\x01\xff"}, {"x-a", " 2 "}};
  const Request request{.target = "/p?a=1+2&b=%22&%61=3&&c&=x", .headers = headers};
  CHECK(
      event({.user_data = "u\"d"}, request) ==
      R"({"headers":{"X-A":"1, 2","B":"q\"\\\u0001\ufffd"},"queryStringParameters":{"a":"1 2, 3","b":"\"","c":""},"user_data":"u\"d"})");
  CHECK(event({.needs_body = true}, {.target = "/"}, "{}") ==
        R"({"headers":{},"queryStringParameters":{},"body":"{}","user_data":""})");
  CHECK(event({.side = Side::Backend, .user_data = "x", .needs_body = true}, request, "b") ==
        R"({"user_data":"x"})");
}

TEST_CASE("authorizer: room too small for the event gives nothing") {
  const Request request{.target = "/?a=%41"};
  const std::string whole = event({}, request);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    std::vector<char> room(size);
    CHECK_FALSE(authorizer::describe(compiled({}), request, {}, room).has_value());
  }
  std::string many = "/?";
  for (int i = 0; i < 300; ++i) many += "a&";
  std::vector<char> room(65536);
  CHECK_FALSE(authorizer::describe(compiled({}), {.target = many}, {}, room).has_value());
}

TEST_CASE("authorizer: an answer allows, denies, or is a failure") {
  CHECK(judged(200, R"({"status":"allow"})") == "allow");
  CHECK(judged(200, R"({"status":"deny","context":{"why":"no"}})") == "deny why=no");
  CHECK(judged(500, R"({"status":"allow"})") == "failed");
  for (const char* bad : {"", "null", "[]", "{}", "allow", R"({"status":true})", R"({"status":"ALLOW"})",
                          R"({"status":"allow "})", R"({"status":"allow","status":"deny"})",
                          R"({"status":"allow"} x)", R"({"status":"allow")"})
    CHECK(judged(200, bad) == "failed");
  CHECK(judged(200, std::string((1 << 20) + 1, ' ')) == "failed");
}

TEST_CASE("authorizer: context keeps text with legal names, in order") {
  CHECK(
      judged(
          200,
          R"({"context":{"a":"1","B_-9":"\u00e9","1x":"n","n":5,"t":true,"o":{},"l":[],"":"e","x.y":"d","z":""},"status":"allow"})") ==
      "allow a=1 B_-9=\xC3\xA9 z=");
  CHECK(judged(200, R"({"status":"allow","context":"text"})") == "allow");
  const std::string name(32, 'a');
  CHECK(judged(200, R"({"status":"allow","context":{")" + name + R"(":"1",")" + name + R"(b":"2"}})") ==
        "allow " + name + "=1");
}

TEST_CASE("authorizer: the function's own wrapping is read") {
  const auto answer = authorizer::read_answer(
      R"({"statusCode":200,"body":"{\"status\":\"allow\"}","isBase64Encoded":false})");
  CHECK(answer->status == 200);
  CHECK(judged(static_cast<int>(answer->status), answer->body) == "allow");
  for (const char* bad : {"", "{}", R"({"statusCode":"200","body":""})", R"({"statusCode":200})",
                          R"({"statusCode":200,"body":{}})", "[1]"})
    CHECK(authorizer::read_answer(bad).error() == Reason::AuthorizerFailed);
}

TEST_CASE("authorizer: a pattern that is none is refused, and named") {
  const auto problem =
      authorizer::compile({.identities = {{.name = "a"}, {.name = "b", .validation = "(?=x)"}}});
  CHECK(problem.error().kind == authorizer::Problem::Kind::PatternIllegal);
  CHECK(problem.error().identity == 1);
}

TEST_CASE("authorizer: a verdict is remembered for its time, with its context") {
  auto cache = std::move(*authorizer::Cache::make(1, 64));
  const auto a = compiled({.id = "z", .ttl_seconds = 10});
  const std::vector<Named> context{{"user", "bob"}, {"empty", ""}};
  const authorizer::Key key{5, 9};
  char room[1024];
  CHECK_FALSE(cache.find(key, {.steady_ns = 1}, room).has_value());
  cache.store(key, {false, context}, a, {.steady_ns = 1});
  const auto known = cache.find(key, {.steady_ns = 9'000'000'000}, room);
  REQUIRE(known.has_value());
  CHECK_FALSE(known->verdict.allows);
  REQUIRE(known->verdict.context.size() == 2);
  CHECK(known->verdict.context[0].value == "bob");
  CHECK(known->verdict.context[1].name == "empty");
  CHECK_FALSE(cache.find(key, {.steady_ns = 10'000'000'001}, room).has_value());
  CHECK_FALSE(cache.find({5, 11}, {.steady_ns = 2}, room).has_value());
  char tiny[16];
  CHECK_FALSE(cache.find(key, {.steady_ns = 2}, tiny).has_value());
}

TEST_CASE("authorizer: no time, or too much context, and nothing is remembered") {
  auto cache = std::move(*authorizer::Cache::make(1, 4));
  char room[1024];
  cache.store({5, 9}, {true, {}}, compiled({.id = "z"}), {.steady_ns = 1});
  CHECK_FALSE(cache.find({5, 9}, {.steady_ns = 2}, room).has_value());
  const std::string big(500, 'x');
  const std::vector<Named> context{{"big", big}};
  cache.store({5, 9}, {true, context}, compiled({.id = "z", .ttl_seconds = 9}), {.steady_ns = 1});
  CHECK_FALSE(cache.find({5, 9}, {.steady_ns = 2}, room).has_value());
}

TEST_CASE("authorizer: a full cache forgets what ends first") {
  auto cache = std::move(*authorizer::Cache::make(1, 4));
  const auto a = compiled({.id = "z", .ttl_seconds = 10});
  char room[64];
  for (std::uint64_t i = 1; i <= 5; ++i) cache.store({i, 1}, {true, {}}, a, {.steady_ns = i});
  CHECK_FALSE(cache.find({1, 1}, {.steady_ns = 6}, room).has_value());
  for (std::uint64_t i = 2; i <= 5; ++i) CHECK(cache.find({i, 1}, {.steady_ns = 6}, room).has_value());
}

TEST_CASE("authorizer: readers never see half of a verdict that is being replaced") {
  auto cache = std::move(*authorizer::Cache::make(1, 4));
  const auto a = compiled({.id = "z", .ttl_seconds = 3600});
  const std::string one(200, 'a'), two(400, 'b');
  std::atomic<bool> stop{false};
  std::thread writer([&] {
    for (int i = 0; i < 20000; ++i) {
      const std::vector<Named> context{{"v", i % 2 == 0 ? one : two}};
      cache.store({1, 1}, {i % 2 == 0, context}, a, {.steady_ns = 1});
    }
    stop = true;
  });
  std::size_t seen = 0, torn = 0;
  for (bool is_last = false; !is_last;) {
    is_last = stop;  // what was stored last stays, so the last look finds it on any schedule
    char room[1024];
    const auto known = cache.find({1, 1}, {.steady_ns = 2}, room);
    if (!known) continue;
    ++seen;
    torn += known->verdict.context[0].value != (known->verdict.allows ? one : two);
  }
  writer.join();
  CHECK(torn == 0);
  CHECK(seen > 0);
}
