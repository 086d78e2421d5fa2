// Rate limits: one word, one shared cell, a million keys, several counters. Time is passed in, as hosts do;
// the `clock` rows read a coarse clock for each call.
#include <benchmark/benchmark.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <new>
#include <string>
#include <vector>

#include "allocations.hpp"
#include "sluice/admission.hpp"

using namespace std::chrono_literals;
namespace throttle = sluice::throttle;
using throttle::Cell;
using throttle::Counter;
using throttle::Ledger;
using throttle::Limit;
using throttle::Rate;

namespace {

constexpr std::size_t kKeys = 1'000'000;
constexpr std::size_t kBytesPerKey = 40;

sluice::Now at(std::uint64_t steady_ns) {
  return {static_cast<std::int64_t>(steady_ns / 1'000'000'000),
          static_cast<std::uint32_t>(steady_ns % 1'000'000'000), steady_ns};
}

constexpr std::uint64_t kStart = 1'700'000'000'000'000'000;

sluice::Now coarse_now() {
  timespec t{};
  clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
  return {0, 0, static_cast<std::uint64_t>(t.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(t.tv_nsec)};
}

// 1000 a second in nanoseconds, 199 a second in ticks of 100 ns, and a window.
Rate rate_of(const char* kind) {
  switch (kind[0]) {
    case 'n':
      return Rate({.limit = 1000, .per = 1s});
    case 't':
      return Rate({.limit = 199, .per = 1s});
    case 'w':
      return Rate({.limit = 1000, .per = 1s, .algorithm = throttle::Algorithm::FixedWindow});
    default:
      return Rate({.limit = 2'000'000'000, .per = 1s});
  }
}

void check(benchmark::State& state, bool right) {
  if (!right) state.SkipWithError("wrong answer");
}

// A step of time and a call each; most are admitted under `plenty`, one in ten elsewhere.
void word(benchmark::State& state, const char* kind) {
  const Rate rate = rate_of(kind);
  check(state, throttle::take(0, rate, at(kStart)).remain == rate.burst() - 1);
  std::uint64_t word = 0;
  std::uint64_t now = kStart;
  const bench::CountAllocations count(state);
  for (auto _ : state) {
    const auto taken = throttle::take(word, rate, at(now += 100'000));
    word = taken.next;
    benchmark::DoNotOptimize(taken);
  }
}

void cell(benchmark::State& state, const char* kind) {
  static Cell cell;
  const Rate rate = rate_of(kind);
  std::uint64_t now = kStart;
  const bench::CountAllocations count(state);
  for (auto _ : state) benchmark::DoNotOptimize(cell.take(rate, at(now += 100)));
}

void cell_clock(benchmark::State& state, const char* kind) {
  static Cell cell;
  const Rate rate = rate_of(kind);
  const bench::CountAllocations count(state);
  for (auto _ : state) benchmark::DoNotOptimize(cell.take(rate, coarse_now()));
}

struct Keyed {
  Ledger ledger;
  std::vector<std::string> ids;
};

Keyed& million() {
  static Keyed made_once = [] {
    auto made = Ledger::make({.bytes = kKeys * kBytesPerKey, .seed = 0x5eed});
    if (!made) std::abort();
    Keyed keyed{std::move(*made), {}};
    for (std::size_t i = 0; i < kKeys; ++i) keyed.ids.push_back("client-" + std::to_string(i * 7919 % kKeys));
    return keyed;
  }();
  return made_once;
}

// Every key in a scrambled order, over and over; each pass is a second later, so buckets refill and expire.
void ledger_million(benchmark::State& state) {
  Keyed& keyed = million();
  const Rate rate({.limit = 5, .per = 1s});
  std::uint64_t now = kStart;
  std::size_t i = static_cast<std::size_t>(state.thread_index()) * (kKeys / 2);
  const bench::CountAllocations count(state);
  for (auto _ : state) {
    const std::string& id = keyed.ids[i];
    benchmark::DoNotOptimize(keyed.ledger.take(keyed.ledger.key(1, id), rate, at(now)));
    now += 1000;
    if (++i == kKeys) i = 0;
  }
  if (state.thread_index() == 0) {
    check(state, keyed.ledger.untracked() == 0);
    state.counters["bytes_per_key"] = static_cast<double>(keyed.ledger.bytes()) / kKeys;
  }
}

void ledger_hot(benchmark::State& state) {
  static Ledger ledger = std::move(*Ledger::make({.bytes = 1 << 20, .seed = 1}));
  const Rate rate = rate_of("plenty");
  const throttle::Key key = ledger.key(1, "alice");
  std::uint64_t now = kStart;
  const bench::CountAllocations count(state);
  for (auto _ : state) benchmark::DoNotOptimize(ledger.take(key, rate, at(now += 100)));
}

// New addresses without end: entering, and admission untracked once the table is full.
void ledger_flood(benchmark::State& state) {
  Ledger ledger = std::move(*Ledger::make({.bytes = 1 << 20, .seed = 1}));
  const Rate rate({.limit = 5, .per = 1h});
  std::uint32_t address = 0;
  const bench::CountAllocations count(state);
  for (auto _ : state) {
    benchmark::DoNotOptimize(ledger.take(ledger.key(0, sluice::Address::v4(++address)), rate, at(kStart)));
  }
}

void admission(benchmark::State& state) {
  const Rate rate = rate_of("plenty");
  static std::array<Cell, 4> cells;
  std::array<Counter, 4> counters;
  for (std::size_t i = 0; i < counters.size(); ++i) {
    counters[i].rate = &rate;
    counters[i].cell = &cells[i];
  }
  std::uint64_t now = kStart;
  const bench::CountAllocations count(state);
  for (auto _ : state) benchmark::DoNotOptimize(throttle::admit(counters, at(now += 100)));
}

BENCHMARK_CAPTURE(word, nanoseconds, "nanoseconds")->Name("throttle_word/nanoseconds");
BENCHMARK_CAPTURE(word, ticks, "ticks")->Name("throttle_word/ticks");
BENCHMARK_CAPTURE(word, window, "window")->Name("throttle_word/window");
BENCHMARK_CAPTURE(word, plenty, "plenty")->Name("throttle_word/plenty");
BENCHMARK_CAPTURE(cell, plenty, "plenty")->Name("throttle_cell/hot");
BENCHMARK_CAPTURE(cell, plenty, "plenty")->Name("throttle_cell/hot")->Threads(2);
BENCHMARK_CAPTURE(cell_clock, plenty, "plenty")->Name("throttle_cell/hot/own_clock");
BENCHMARK(ledger_hot)->Name("throttle_ledger/hot");
BENCHMARK(ledger_hot)->Name("throttle_ledger/hot")->Threads(2);
BENCHMARK(ledger_million)->Name("throttle_ledger/million")->MinTime(2);
BENCHMARK(ledger_million)->Name("throttle_ledger/million")->Threads(2)->MinTime(2);
BENCHMARK(ledger_flood)->Name("throttle_ledger/flood");
BENCHMARK(admission)->Name("throttle_admission/four");

}  // namespace

BENCHMARK_MAIN();
