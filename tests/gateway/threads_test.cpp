// Eight threads decide while another replaces the plan: nobody waits, nothing is freed under a reader, no
// count is lost.
#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <thread>

#include "gateway/shared_sample.hpp"
#include "on_threads.hpp"
#include "sluice/gateway.hpp"

using namespace sluice;

namespace {
constexpr std::size_t kWorkers = 8;

}  // namespace

TEST_CASE("gateway: plans are replaced under eight deciding threads, and freed when nobody holds them") {
  Gateway gateway(kWorkers);
  State state(7);
  REQUIRE(gateway.reload(sample::kDocument).is_in_force);
  std::atomic<bool> done{false};
  std::atomic<std::uint64_t> decided{0}, wrong{0};
  std::thread writer([&] {
    while (decided < 100) std::this_thread::yield();  // all are at it
    for (int i = 0; i < 40; ++i) gateway.reload(i % 4 == 3 ? "{\"groups\": 7}" : sample::kDocument);
    done = true;
  });
  on_threads(kWorkers, [&](std::size_t worker) {
    Transaction transaction;
    while (!done) {
      const auto plan = gateway.hold(worker);
      const Request request{
          .method = "GET", .target = "/open/7", .host = "api.example.com", .peer = "192.0.2.1"};
      const Decision& d = decide(plan.get(), state, request, sample::kNow, transaction);
      if (d.api != "open" || (d.verdict != Verdict::Pass && d.reason != Reason::DefaultLimit)) ++wrong;
      ++decided;
    }
  });
  writer.join();
  CHECK(wrong == 0);
  CHECK(gateway.collect() == 0);
}

TEST_CASE("gateway: a bad document changes nothing") {
  Gateway gateway(1);
  CHECK_FALSE(gateway.hold(0));
  REQUIRE(gateway.reload(sample::kDocument).is_in_force);
  const Plan* before = gateway.hold(0).get();
  const auto refused = gateway.reload("{");
  CHECK_FALSE(refused.is_in_force);
  CHECK(refused.diagnostics.size() == 1);
  CHECK(gateway.hold(0).get() == before);
}

TEST_CASE("gateway: a held plan outlives its replacement") {
  Gateway gateway(2);
  State state(7);
  gateway.reload(sample::kDocument);
  {
    const auto held = gateway.hold(1);
    gateway.reload(sample::kDocument);
    CHECK(gateway.collect() == 1);
    Transaction transaction;
    const Request request{.method = "GET", .target = "/open/7", .host = "api.example.com"};
    CHECK(decide(held.get(), state, request, sample::kNow, transaction).verdict == Verdict::Pass);
  }
  CHECK(gateway.collect() == 0);
}

TEST_CASE("decide: eight threads on one limit are admitted exactly as often as it says (TH4)") {
  Compiled compiled = compile(sample::kDocument);
  REQUIRE(compiled.plan);
  State state(7);
  std::atomic<int> admitted{0};
  on_threads(kWorkers, [&](std::size_t) {
    Transaction transaction;
    const Request request{.method = "GET", .target = "/open/7", .host = "api.example.com"};
    for (int i = 0; i < 100; ++i)
      admitted +=
          decide(*compiled.plan, state, request, sample::kNow, transaction).verdict == Verdict::Pass ? 1 : 0;
  });
  CHECK(admitted == 200);
}

namespace {

// Eight threads of two addresses, 60 calls each, on limits that instances share; another thread serves them.
struct SharedRun {
  explicit SharedRun(std::string_view limits) {
    const Compiled compiled = compile(sample::shared_document(std::string(limits), ""));
    REQUIRE(compiled.plan);
    State state(7);
    std::atomic<bool> done{false};
    std::thread server([&] {
      sample::Store store;
      while (!done) {
        if (store.serve(state, sample::kNow) == 0) std::this_thread::yield();
      }
    });
    on_threads(kWorkers, [&](std::size_t worker) { call(*compiled.plan, state, worker % 2); });
    done = true;
    server.join();
  }

  void call(const Plan& plan, State& state, std::size_t address) {
    Transaction transaction;
    const Request request{.method = "GET",
                          .target = "/open",
                          .host = "api.example.com",
                          .peer = address == 0 ? "192.0.2.1" : "192.0.2.2"};
    for (int i = 0; i < 60; ++i) {
      Need need = transaction.start(plan, state, request, sample::kNow);
      while (need == Need::Tokens) {
        std::this_thread::yield();
        need = transaction.bring_tokens(sample::kNow);
      }
      admitted[address] += transaction.decision().verdict == Verdict::Pass ? 1 : 0;
      degraded += transaction.decision().degraded ? 1 : 0;
    }
  }

  std::array<std::atomic<int>, 2> admitted{};
  std::atomic<int> degraded{0};
};

}  // namespace

TEST_CASE("decide: eight threads on a limit that instances share admit exactly what it says") {
  const SharedRun run(R"("time_interval": 1, "time_unit": "MINUTE", "api_call_limits": 200)");
  CHECK(run.admitted[0].load() + run.admitted[1].load() == 200);
  CHECK(run.degraded.load() == 0);
}

// A call that its address refuses holds a token of the API for a moment. Another call may find none then, and
// a token that was told to the store as spent in that moment is not put back: too few may pass, never too
// many.
TEST_CASE("decide: eight threads on two limits that instances share admit no call too many") {
  const SharedRun run(
      R"("time_interval": 1, "time_unit": "MINUTE", "api_call_limits": 200, "ip_call_limits": 150)");
  CHECK(run.admitted[0].load() + run.admitted[1].load() <= 200);
  CHECK(run.admitted[0].load() + run.admitted[1].load() > 150);
  CHECK(run.admitted[0].load() <= 150);
  CHECK(run.admitted[1].load() <= 150);
  CHECK(run.degraded.load() == 0);
}
