// Limits that instances share: a call when tokens are in hand, how seldom the store is asked, and the usual
// way, one script call a request. Starts a redis-server of its own on loopback, which ends with it.
#include <benchmark/benchmark.h>
#include <hiredis/hiredis.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <string>
#include <thread>

#include "allocations.hpp"
#include "sluice/lease.hpp"
#include "sluice/redis.hpp"
#include "sluice/sluice.hpp"

using namespace std::chrono_literals;
namespace throttle = sluice::throttle;

namespace {

constexpr const char* kConfiguration = R"({
  "gateway": {"default_limit": 1000000},
  "groups": [{"id": "g", "name": "orders", "url_domains": [{"url_domain": "api.example.com"}],
    "apis": [{"id": "a", "name": "list", "req_method": "GET", "req_uri": "/", "auth_type": "NONE", "backend_type": "HOST",
              "published": ["RELEASE"]}]}],
  "throttles": [{"id": "t", "name": "together", "time_interval": 1, "time_unit": "SECOND", "api_call_limits": 100000,
                 "store": {"shared": true, "instances": 4, "timeout_ms": 1000}, "bindings": [{"api": "a", "env": "RELEASE"}]}]
})";

class Redis {
 public:
  Redis() {
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    bind(fd, reinterpret_cast<sockaddr*>(&address), size);
    getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
    close(fd);
    port = ntohs(address.sin_port);
    child_ = fork();
    if (child_ != 0) return;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const std::string text = std::to_string(port);
    execlp("redis-server", "redis-server", "--port", text.c_str(), "--bind", "127.0.0.1", "--save", "",
           "--appendonly", "no", "--logfile", "/dev/null", nullptr);
    _exit(127);
  }
  ~Redis() {
    kill(child_, SIGKILL);
    waitpid(child_, nullptr, 0);
  }

  redisContext* connect() const {
    for (int i = 0; i < 500; ++i) {
      redisContext* const context = redisConnect("127.0.0.1", port);
      if (context != nullptr && context->err == 0) return context;
      if (context != nullptr) redisFree(context);
      std::this_thread::sleep_for(10ms);
    }
    return nullptr;
  }

  std::uint16_t port = 0;

 private:
  pid_t child_ = -1;
};

Redis& redis() {
  static Redis server;
  return server;
}

sluice::Now at(std::uint64_t ns) { return {0, 0, ns}; }

// The lease is renewed as it goes, from a store that costs nothing.
void leased(benchmark::State& state) {
  throttle::Lease lease({{.limit = 100'000'000, .per = 1s}, 4});
  throttle::Pool pool;
  std::uint64_t now = 1'700'000'000'000'000'000, refused = 0;
  const bench::CountAllocations count(state);
  for (auto _ : state) {
    now += 100;
    auto answer = lease.take(at(now));
    if (answer.verdict != throttle::Lease::Verdict::Admitted || lease.wants(at(now))) {
      lease.granted(
          throttle::reserve(pool, lease.terms(), lease.ask(at(now)), static_cast<std::int64_t>(now / 1000)));
      refused += answer.verdict == throttle::Lease::Verdict::Refused ? 1 : 0;
    }
    benchmark::DoNotOptimize(answer);
  }
  if (refused != 0) state.SkipWithError("wrong answer");
}

// Whole decisions at 1000 a second, the store served beside them; the time is that of a decision that has a
// token.
void decide_at_1000(benchmark::State& state) {
  const sluice::Compiled compiled = sluice::compile(kConfiguration);
  redisContext* const up = redis().connect();
  if (up == nullptr || !compiled.plan) return state.SkipWithError("no redis-server");
  redisFree(up);
  sluice::State counters(7);
  sluice::Transaction transaction;
  sluice::redis::Store store({.port = redis().port, .timeout = 1000ms});
  const sluice::Request request{.method = "GET", .target = "/", .host = "api.example.com"};
  using Clock = std::chrono::steady_clock;
  auto next = Clock::now();
  std::uint64_t admitted = 0;
  for (auto _ : state) {
    std::this_thread::sleep_until(next += 1ms);
    const sluice::Now now = at(static_cast<std::uint64_t>(Clock::now().time_since_epoch().count()));
    const auto begun = Clock::now();
    const sluice::Need need = transaction.start(*compiled.plan, counters, request, now);
    const std::chrono::duration<double> took = Clock::now() - begun;
    if (need == sluice::Need::Tokens) store.bring_tokens(transaction, counters, now);
    admitted +=
        transaction.decision().verdict == sluice::Verdict::Pass && !transaction.decision().degraded ? 1 : 0;
    if (counters.wants_tokens()) store.serve(counters, now);
    state.SetIterationTime(took.count());
  }
  const double calls = static_cast<double>(store.counts().calls);
  state.counters["admissions_per_call"] = static_cast<double>(admitted) / calls;
  if (admitted < 50 * store.counts().calls)
    state.SkipWithError("more than a call of the store in 50 admissions");
}

// The same limit with one script call a request: a bucket as one time.
void script_each(benchmark::State& state) {
  redisContext* const context = redis().connect();
  if (context == nullptr) return state.SkipWithError("no redis-server");
  auto* const loaded = static_cast<redisReply*>(redisCommand(
      context, "SCRIPT LOAD %s",
      "local t = redis.call('TIME') local now = t[1] * 1000000 + t[2] local at = tonumber(redis.call('GET', "
      "KEYS[1]) or now) "
      "at = math.max(at, now) if at + tonumber(ARGV[1]) - now > tonumber(ARGV[2]) then return 0 end "
      "redis.call('SET', KEYS[1], string.format('%.0f', at + tonumber(ARGV[1])), 'PX', 2000) return 1"));
  const std::string digest = loaded != nullptr && loaded->type == REDIS_REPLY_STRING ? loaded->str : "";
  freeReplyObject(loaded);
  std::uint64_t admitted = 0;
  for (auto _ : state) {
    auto* const reply = static_cast<redisReply*>(
        redisCommand(context, "EVALSHA %s 1 key %s %s", digest.c_str(), "1", "1000000"));
    admitted += reply != nullptr && reply->type == REDIS_REPLY_INTEGER
                    ? static_cast<std::uint64_t>(reply->integer)
                    : 0;
    freeReplyObject(reply);
  }
  redisFree(context);
  if (admitted == 0) state.SkipWithError("wrong answer");
}

BENCHMARK(leased)->Name("lease_take/leased");
BENCHMARK(decide_at_1000)->Name("lease_decide/redis_1000_a_second")->Iterations(3000)->UseManualTime();
BENCHMARK(script_each)->Name("lease_redis/script_each")->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
