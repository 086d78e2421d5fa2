// Instances on any number of machines share one limit through Redis. Start it several times:
//
//     shared_limit_redis HOST PORT [SECONDS]
//
// Together they are admitted 200 calls at once, then 100 a second. Stop the server: each goes on alone with
// its share, and says so; start it again: they share again.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <thread>

#include "sluice/redis.hpp"
#include "sluice/sluice.hpp"

namespace {

constexpr const char* kConfiguration = R"({
  "groups": [{"id": "g", "name": "orders", "url_domains": [{"url_domain": "api.example.com"}],
    "apis": [{"id": "a", "name": "list", "req_method": "GET", "req_uri": "/", "auth_type": "NONE", "backend_type": "HOST",
              "published": ["RELEASE"]}]}],
  "throttles": [{"id": "t", "name": "together", "time_interval": 1, "time_unit": "SECOND", "api_call_limits": 100, "burst": 200,
                 "store": {"shared": true, "instances": 4, "failure": "local", "timeout_ms": 20},
                 "bindings": [{"api": "a", "env": "RELEASE"}]}]
})";

sluice::Now now() {
  using namespace std::chrono;
  return sluice::now_at(system_clock::now().time_since_epoch(), steady_clock::now().time_since_epoch());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return std::fprintf(stderr, "usage: shared_limit_redis HOST PORT [SECONDS]\n"), 2;
  const int seconds = argc > 3 ? std::atoi(argv[3]) : 5;
  const sluice::Compiled compiled = sluice::compile(kConfiguration);
  if (!compiled.plan) return std::puts("the configuration does not compile"), 1;

  std::random_device random;
  sluice::State state(std::uint64_t{random()} << 32 | random());
  sluice::Transaction transaction;
  sluice::redis::Store store(
      {.host = argv[1], .port = static_cast<std::uint16_t>(std::atoi(argv[2])), .seed = random()});
  const sluice::Request request{.method = "GET", .target = "/", .host = "api.example.com"};

  for (int second = 0; second < seconds; ++second) {
    int admitted = 0, refused = 0, degraded = 0;
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(1);
    while (std::chrono::steady_clock::now() < end) {
      sluice::Need need = transaction.start(*compiled.plan, state, request, now());
      if (need == sluice::Need::Tokens) store.bring_tokens(transaction, state, now());  // waits 20 ms at most
      const sluice::Decision& decision = transaction.decision();
      (decision.verdict == sluice::Verdict::Pass ? admitted : refused) += 1;
      degraded += decision.degraded ? 1 : 0;
      if (state.wants_tokens()) store.serve(state, now());  // ahead of the next call
      std::this_thread::sleep_for(std::chrono::microseconds(500));
    }
    std::printf("%d admitted, %d refused, %d of them without the store; %llu calls of the store so far\n",
                admitted, refused, degraded, static_cast<unsigned long long>(store.counts().calls));
  }
  return 0;
}
