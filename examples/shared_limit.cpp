// Four worker processes share one limit through memory that all of them map, as the workers of a web server
// do.
//
//     shared_limit [SECONDS]
//
// Each calls as fast as it can; together they are admitted what the configuration says: 200 at once, then 100
// a second. Kill one of them in the middle: the others get what it would have got.
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "sluice/sluice.hpp"

namespace {

constexpr const char* kConfiguration = R"({
  "groups": [{"id": "g", "name": "orders", "url_domains": [{"url_domain": "api.example.com"}],
    "apis": [{"id": "a", "name": "list", "req_method": "GET", "req_uri": "/", "auth_type": "NONE", "backend_type": "HOST",
              "published": ["RELEASE"]}]}],
  "throttles": [{"id": "t", "name": "together", "time_interval": 1, "time_unit": "SECOND", "api_call_limits": 100, "burst": 200,
                 "store": {"shared": true, "instances": 4}, "bindings": [{"api": "a", "env": "RELEASE"}]}]
})";
constexpr std::size_t kStoreBytes = 1 << 20;  // about 7000 keys
constexpr int kWorkers = 4;

// The machine's own clock, which all processes see alike.
sluice::Now now() {
  using namespace std::chrono;
  return sluice::now_at(system_clock::now().time_since_epoch(), steady_clock::now().time_since_epoch());
}

void work(const sluice::Plan& plan, sluice::throttle::SharedPools pools, int worker,
          std::chrono::seconds duration) {
  sluice::State state(static_cast<std::uint64_t>(worker) + 4711);  // a real host takes a random seed
  sluice::Transaction transaction;
  const sluice::Request request{.method = "GET", .target = "/", .host = "api.example.com"};
  int admitted = 0, refused = 0;
  for (const auto end = std::chrono::steady_clock::now() + duration;
       std::chrono::steady_clock::now() < end;) {
    if (transaction.start(plan, state, request, now()) == sluice::Need::Tokens)
      sluice::serve_tokens(transaction, state, pools, now());  // nothing in hand: lease some
    (transaction.decision().verdict == sluice::Verdict::Pass ? admitted : refused) += 1;
    if (state.wants_tokens()) sluice::serve_tokens(state, pools, now());  // ahead of the next call
    std::this_thread::sleep_for(std::chrono::microseconds(200));
  }
  std::printf("worker %d: %d admitted, %d refused\n", worker, admitted, refused);
}

}  // namespace

int main(int argc, char** argv) {
  const std::chrono::seconds duration(argc > 1 ? std::atoi(argv[1]) : 2);
  const sluice::Compiled compiled = sluice::compile(kConfiguration);
  if (!compiled.plan) return std::puts("the configuration does not compile"), 1;

  void* memory = mmap(nullptr, kStoreBytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return std::perror("mmap"), 1;
  const auto pools = sluice::throttle::SharedPools::create({static_cast<std::byte*>(memory), kStoreBytes});
  if (!pools) return std::puts("no store"), 1;

  std::printf("limit: 200 at once, then 100 a second; %d workers for %lld s\n", kWorkers,
              static_cast<long long>(duration.count()));
  std::fflush(nullptr);
  for (int worker = 0; worker < kWorkers; ++worker) {
    if (fork() != 0) continue;
    work(*compiled.plan, *pools, worker, duration);
    std::fflush(nullptr);
    _exit(0);
  }
  while (wait(nullptr) > 0) {
  }
  return 0;
}
