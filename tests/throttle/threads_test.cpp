// Threads on shared counters: nothing lost, nothing over. Its own program, to be run under a thread
// sanitizer.
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "sluice/admission.hpp"

using namespace std::chrono_literals;
namespace throttle = sluice::throttle;
using throttle::Algorithm;
using throttle::Cell;
using throttle::Counter;
using throttle::Key;
using throttle::Ledger;
using throttle::Limit;
using throttle::Rate;

namespace {

constexpr int kThreads = 8;
constexpr sluice::Now kNow{1'700'000'000, 0, 0};

// Runs `work(thread)` on all threads at once and adds up what they return.
template <class Work>
std::uint64_t sum_over_threads(Work work) {
  std::atomic<std::uint64_t> sum{0};
  std::atomic<int> ready{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      ready.fetch_add(1);
      while (ready.load() < kThreads) std::this_thread::yield();
      sum.fetch_add(work(t));
    });
  }
  for (auto& thread : threads) thread.join();
  return sum.load();
}

}  // namespace

TEST_CASE("TH4 threads: exactly N of N+1 calls on one cell, bucket and window") {
  for (const auto algorithm : {Algorithm::TokenBucket, Algorithm::FixedWindow, Algorithm::CalendarDay}) {
    for (const std::uint32_t limit : {7U, 1000U, 40'000U}) {
      const Rate rate({.limit = limit, .per = 1h, .algorithm = algorithm});
      Cell cell;
      std::atomic<std::uint32_t> calls{0};
      const auto admitted = sum_over_threads([&](int) {
        std::uint64_t mine = 0;
        while (calls.fetch_add(1) <= limit) mine += cell.take(rate, kNow).admitted ? 1 : 0;
        return mine;
      });
      CHECK(admitted == limit);
      CHECK_FALSE(cell.look(rate, kNow).admitted);
    }
  }
}

TEST_CASE("TH4 threads: exactly N of many calls on one new key of a ledger, again and again") {
  auto ledger = Ledger::make({.bytes = 1 << 16});
  const Rate rate({.limit = 5, .per = 1h});
  for (int round = 0; round < 300; ++round) {
    const Key key = ledger->key(static_cast<std::uint64_t>(round), "one");
    const auto admitted = sum_over_threads([&](int) {
      std::uint64_t mine = 0;
      for (int i = 0; i < 3; ++i) mine += ledger->take(key, rate, kNow).admitted ? 1 : 0;
      return mine;
    });
    REQUIRE(admitted == 5);
  }
  CHECK(ledger->untracked() == 0);
}

TEST_CASE("TH4 threads: keys that come, expire and take each other's places stay exact") {
  auto ledger = Ledger::make({.bytes = 1});  // one shelf: every key competes for twelve places
  const Rate rate({.limit = 2, .per = 1s});
  constexpr int rounds = 400;
  constexpr int keys = 4;
  for (int round = 0; round < rounds; ++round) {
    const sluice::Now now{1'700'000'000 + round * 10, 0, 0};
    std::atomic<std::uint32_t> admitted[keys] = {};
    sum_over_threads([&](int thread) {
      for (int i = 0; i < keys; ++i) {
        const int k = (i + thread) % keys;
        const Key key = ledger->key(0, std::to_string(round % 3) + "/" + std::to_string(k));
        if (ledger->take(key, rate, now).admitted) admitted[k].fetch_add(1);
      }
      return 0;
    });
    for (const auto& count : admitted) REQUIRE(count.load() == 2);
  }
  CHECK(ledger->untracked() == 0);
}

TEST_CASE("TH5 threads: under contention no limit is passed, and refused calls leave no trace") {
  const Rate wide({.limit = 100'000, .per = 1h});
  const Rate narrow({.limit = 500, .per = 1h});
  Cell api;
  Cell user;
  auto ledger = Ledger::make({.bytes = 4096});
  Counter counters[3];
  counters[0].rate = &wide;
  counters[0].cell = &api;
  counters[1].rate = &wide;
  counters[1].ledger = &*ledger;
  counters[1].key = ledger->key(0, "address");
  counters[2].rate = &narrow;
  counters[2].cell = &user;
  const auto admitted = sum_over_threads([&](int) {
    std::uint64_t mine = 0;
    for (int i = 0; i < 2000; ++i) mine += throttle::admit(counters, kNow).admitted ? 1 : 0;
    return mine;
  });
  CHECK(admitted == 500);
  CHECK(api.look(wide, kNow).remain == 100'000 - 500);
  CHECK(ledger->look(counters[1].key, wide, kNow).remain == 100'000 - 500);
}

TEST_CASE("TH5 threads: take and undo from all threads end where they began") {
  const Rate rate({.limit = 1000, .per = 1h});
  Cell cell;
  Counter counter;
  counter.rate = &rate;
  counter.cell = &cell;
  sum_over_threads([&](int) {
    for (int i = 0; i < 5000; ++i) {
      auto admission = throttle::admit({&counter, 1}, kNow);
      throttle::undo(admission, kNow);
    }
    return 0;
  });
  CHECK(cell.word() == 0);
}
