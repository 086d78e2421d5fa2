// Turns of members while some are down or were tried, against the plain rule: in every round each member that
// may be chosen has exactly its weight, evenly spread. Source: published gateway's user guide, "VPC
// channels".
#include "channel/turn.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "sluice/channel.hpp"

using namespace sluice;

namespace {

channel::Channel compiled(const std::vector<std::uint32_t>& weights) {
  channel::Spec spec{.port = 80, .health = channel::HealthSpec{}};
  for (std::size_t i = 0; i < weights.size(); ++i)
    spec.members.push_back({.host = std::string(1, static_cast<char>('a' + i)), .weight = weights[i]});
  auto made = channel::compile(spec);
  REQUIRE(made.has_value());
  return std::move(*made);
}

std::string order(const channel::Channel& c, channel::State& state, int count) {
  std::string members;
  for (int i = 0; i < count; ++i) members += channel::pick(c, state, {})->host;
  return members;
}

void report(const channel::Channel& c, channel::State& state, std::uint16_t member, bool succeeded,
            int times) {
  while (times-- > 0) channel::report(c, state, member, succeeded);
}

channel::Weights weights_of(const std::vector<std::uint32_t>& list) {
  channel::Weights weights;
  for (std::size_t i = 0; i < list.size(); ++i) weights.add(static_cast<std::uint16_t>(i), list[i]);
  return weights;
}

}  // namespace

TEST_CASE("backend 4.1: while a member is down the others take turns as if there were no more of them") {
  const auto c = compiled({1, 1, 1});
  channel::State state;
  CHECK(order(c, state, 6) == "abcabc");
  report(c, state, 1, false, 5);
  CHECK(order(c, state, 6) == "acacac");
  report(c, state, 2, false, 5);
  CHECK(order(c, state, 3) == "aaa");
  report(c, state, 1, true, 2);
  report(c, state, 2, true, 2);
  CHECK(order(c, state, 3).find_first_not_of("abc") == std::string::npos);
  const std::string again = order(c, state, 30);
  for (char member : {'a', 'b', 'c'}) CHECK(std::ranges::count(again, member) == 10);
}

TEST_CASE("backend 4.1: every round of the members that are up holds each as often as it weighs") {
  std::mt19937 random(20210224);
  for (int trial = 0; trial < 60; ++trial) {
    std::vector<std::uint32_t> weights(2 + random() % 8);
    for (std::uint32_t& w : weights) w = 1 + random() % (trial % 2 != 0 ? 100 : 5);
    const auto c = compiled(weights);
    channel::State state;
    order(c, state, static_cast<int>(random() % 50));
    int left = 0;
    for (std::size_t i = 0; i + 1 < weights.size(); ++i)
      if (random() % 3 == 0) report(c, state, static_cast<std::uint16_t>(i), false, 5), weights[i] = 0;
    for (std::uint32_t w : weights) left += static_cast<int>(w);
    const bool all_up = std::ranges::find(weights, 0u) == weights.end();
    const int round = all_up ? static_cast<int>(c.sequence().size()) : left;
    const std::string turns = order(c, state, 3 * round);
    for (int from : {0, round / 3, round}) {
      const std::string window =
          turns.substr(static_cast<std::size_t>(from), static_cast<std::size_t>(round));
      for (std::size_t i = 0; i < weights.size(); ++i)
        CHECK(std::ranges::count(window, static_cast<char>('a' + i)) * left ==
              static_cast<int>(weights[i]) * round);
    }
  }
}

TEST_CASE("backend 4.1: turns are even: at every moment each member is within a turn of its share") {
  for (const std::vector<std::uint32_t>& list :
       {std::vector<std::uint32_t>{5, 1, 1}, {1, 1}, {3, 2}, {100, 99, 1}, {10000, 1, 3}}) {
    const channel::Weights weights = weights_of(list);
    std::vector<double> had(list.size());
    for (std::uint64_t turn = 0; turn < weights.sum; ++turn) {
      ++had[static_cast<std::size_t>(channel::smooth_turn(weights, turn))];
      for (std::size_t i = 0; i < list.size(); ++i)
        REQUIRE(std::abs(had[i] - double(turn + 1) * list[i] / double(weights.sum)) <= 1.5);
    }
    for (std::size_t i = 0; i < list.size(); ++i) CHECK(had[i] == list[i]);
  }
  CHECK(channel::smooth_turn({}, 7) == channel::kNone);
  CHECK(channel::scattered_turn({}, 7) == channel::kNone);
}

// A retry must not take the turn of a first choice: with both of them counted as one, each of these three
// members had another share of the first choices than its weight says.
TEST_CASE("backend 4.1: retries move nobody else's turn") {
  for (const std::vector<std::uint32_t>& weights :
       {std::vector<std::uint32_t>{1, 1, 1}, {1, 1, 1, 1}, {1, 1, 10}, {3, 3, 3, 3, 1}}) {
    const auto c = compiled(weights);
    const auto last = static_cast<std::uint16_t>(weights.size() - 1);
    channel::State state;
    report(c, state, last, false, 5);
    std::map<int, int> first, second;
    const int calls = 20000;
    for (int i = 0; i < calls; ++i) {
      const std::uint16_t chosen[] = {channel::pick(c, state, {})->member};
      ++first[chosen[0]];
      if (chosen[0] == 0) ++second[channel::pick(c, state, {.tried = chosen})->member];
    }
    double up = 0, beside = 0;
    for (std::size_t i = 0; i < last; ++i) up += weights[i], beside += i == 0 ? 0 : weights[i];
    for (int i = 0; i < last; ++i) {
      const double weight = weights[static_cast<std::size_t>(i)];
      CHECK(std::abs(first[i] / double(calls) - weight / up) <= 0.001);
      if (i != 0) CHECK(std::abs(second[i] / double(first[0]) - weight / beside) <= 0.01);
    }
  }
}

TEST_CASE("backend 4.1: scattered turns share out weights in any regular part of the turns") {
  const channel::Weights weights = weights_of({1, 2, 5});
  for (std::uint64_t step : {1, 2, 3, 5, 8, 16}) {
    std::vector<int> had(3);
    for (std::uint64_t i = 0; i < 8000; ++i)
      ++had[static_cast<std::size_t>(channel::scattered_turn(weights, i * step))];
    CHECK(std::abs(had[0] - 1000) <= 80);
    CHECK(std::abs(had[1] - 2000) <= 80);
    CHECK(std::abs(had[2] - 5000) <= 80);
  }
}
