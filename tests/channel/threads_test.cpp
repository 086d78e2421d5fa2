#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <cmath>
#include <string>
#include <thread>
#include <vector>

#include "sluice/channel.hpp"

using namespace sluice;
using channel::Strategy;

namespace {

constexpr std::size_t kThreads = 4;
constexpr int kPicks = 20000;

channel::Channel made(Strategy strategy) {
  channel::Spec spec{.port = 80, .strategy = strategy, .health = channel::HealthSpec{}};
  for (std::uint32_t weight : {5u, 3u, 2u})
    spec.members.push_back({.host = std::to_string(weight), .weight = weight});
  return std::move(*channel::compile(spec));
}

template <class Work>
void on_threads(Work work) {
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < kThreads; ++t) threads.emplace_back([&work, t] { work(t); });
  for (std::thread& thread : threads) thread.join();
}

}  // namespace

TEST_CASE("channel: threads on one cursor share its turns out exactly") {
  const auto c = made(Strategy::RoundRobin);
  channel::State state;
  std::array<std::atomic<int>, 3> count{};
  on_threads([&](std::size_t) {
    for (int i = 0; i < kPicks; ++i) ++count[channel::pick(c, state, {})->member];
  });
  CHECK(count[0] == kPicks * static_cast<int>(kThreads) / 2);
  CHECK(count[1] == kPicks * static_cast<int>(kThreads) * 3 / 10);
  CHECK(count[2] == kPicks * static_cast<int>(kThreads) / 5);
}

TEST_CASE("channel: calls in flight of many threads are counted exactly") {
  const auto c = made(Strategy::LeastConnections);
  channel::State state;
  on_threads([&](std::size_t) {
    for (int i = 0; i < kPicks; ++i) channel::finish(c, state, channel::pick(c, state, {})->member, true);
  });
  // Nothing is in flight any more: the next ten calls fill the members by their weights.
  std::array<int, 3> count{};
  for (int i = 0; i < 10; ++i) ++count[channel::pick(c, state, {})->member];
  CHECK(count == std::array{5, 3, 2});
}

TEST_CASE(
    "channel: while members go down and come back, every pick is of a member that is not switched off") {
  for (Strategy strategy :
       {Strategy::RoundRobin, Strategy::LeastConnections, Strategy::SourceHash, Strategy::UriHash}) {
    const auto c = made(strategy);
    channel::State state;
    std::atomic<int> refused{0};
    on_threads([&](std::size_t t) {
      for (int i = 0; i < kPicks / 4; ++i) {
        if (t == 0) {  // probes: members 0 and 1 fall and rise, member 2 stays up
          const bool succeeded = i / 8 % 2 != 0;
          channel::report(c, state, static_cast<std::uint16_t>(i & 1), succeeded);
          continue;
        }
        const std::string key = std::to_string(i);
        const auto p = channel::pick(c, state, {.source = key, .path = key});
        if (!p) ++refused;
        if (p) channel::finish(c, state, p->member, true);
      }
    });
    CHECK(refused == 0);
  }
}
