#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <string>

#include "sluice/channel.hpp"

using namespace sluice;
using channel::MemberSpec;
using channel::Strategy;

namespace {

channel::Channel compiled(channel::Spec spec) { return std::move(*channel::compile(spec)); }

std::vector<MemberSpec> weighted(std::initializer_list<std::uint32_t> weights) {
  std::vector<MemberSpec> members;
  for (std::uint32_t w : weights)
    members.push_back({.host = "10.0.0." + std::to_string(members.size() + 1), .weight = w});
  return members;
}

std::map<int, int> shares(const channel::Channel& c, channel::State& state, int picks,
                          std::vector<std::uint16_t> tried = {}) {
  std::map<int, int> count;
  for (int i = 0; i < picks; ++i) {
    const auto p = channel::pick(c, state, {.tried = tried});
    REQUIRE(p.has_value());
    ++count[p->member];
    channel::finish(c, state, p->member, true);
  }
  return count;
}

void fail(const channel::Channel& c, channel::State& state, std::uint16_t member, int times) {
  for (int i = 0; i < times; ++i) channel::report(c, state, member, false);
}

}  // namespace

TEST_CASE("channel: weighted round robin spreads a heavy member over the round") {
  const auto c = compiled({.port = 80, .members = weighted({5, 1, 1})});
  channel::State state;
  std::string order;
  for (int i = 0; i < 14; ++i) order += static_cast<char>('a' + channel::pick(c, state, {})->member);
  CHECK(order == "aabacaaaabacaa");
}

TEST_CASE("channel: the sequence divides weights by their common divisor") {
  CHECK(compiled({.port = 80, .members = weighted({10000, 5000})}).sequence().size() == 3);
  CHECK(compiled({.port = 80, .members = weighted({0, 7})}).sequence().size() == 1);
}

TEST_CASE(
    "channel: shares keep within one percent of the weights, also while a member is down or was tried") {
  std::mt19937 random(7);
  for (int round = 0; round < 40; ++round) {
    CAPTURE(round);
    channel::Spec spec{.port = 80, .health = channel::HealthSpec{}};
    const int count = 2 + static_cast<int>(random() % 6);
    for (int i = 0; i < count; ++i)
      spec.members.push_back(
          {.host = std::to_string(i), .weight = 1 + static_cast<std::uint32_t>(random() % 100)});
    const auto c = compiled(spec);
    channel::State state;
    const auto down = static_cast<std::uint16_t>(random() % static_cast<unsigned>(count));
    const int kind = round % 3;
    if (kind == 1) fail(c, state, down, 5);
    std::vector<std::uint16_t> tried;
    if (kind == 2) tried = {down};
    double sum = 0;
    for (int i = 0; i < count; ++i)
      sum += (kind != 0 && i == down) ? 0 : spec.members[static_cast<std::size_t>(i)].weight;
    auto got = shares(c, state, 10000, tried);
    for (int i = 0; i < count; ++i) {
      const double expected =
          (kind != 0 && i == down) ? 0 : spec.members[static_cast<std::size_t>(i)].weight / sum;
      CHECK(std::abs(got[i] / 10000.0 - expected) <= 0.01);
    }
  }
}

TEST_CASE("channel: weights of the largest sum are scaled, and nobody is left out") {
  channel::Spec spec{.port = 80};
  for (int i = 0; i < 200; ++i)
    spec.members.push_back({.host = std::to_string(i), .weight = i == 0 ? 1u : 9999u});
  const auto c = compiled(spec);
  CHECK(c.sequence().size() <= 65536 + 200);
  CHECK(std::ranges::count(c.sequence(), 0) == 1);
}

TEST_CASE("channel: a member of weight 0 or switched off is never chosen by the weighted strategies") {
  for (Strategy s : {Strategy::RoundRobin, Strategy::LeastConnections}) {
    auto members = weighted({0, 1, 1});
    members[1].is_enabled = false;
    const auto c = compiled({.port = 80, .strategy = s, .members = members});
    channel::State state;
    CHECK(shares(c, state, 100)[2] == 100);
  }
}

TEST_CASE("channel: nobody to choose is an answer") {
  channel::State state;
  CHECK(channel::pick(compiled({.port = 80}), state, {}).error() == Reason::MemberNoneUsable);
  for (int s = 1; s <= 4; ++s)
    CHECK(channel::pick(
              compiled({.port = 80, .strategy = static_cast<Strategy>(s), .members = weighted({0, 0})}),
              state, {})
              .error() == Reason::MemberNoneUsable);
  CHECK(channel::pick(compiled({.members = weighted({1})}), state, {}).error() == Reason::BackendPortMissing);
}

TEST_CASE("channel: a member's own port stands before the channel's") {
  auto members = weighted({1, 1});
  members[1].port = 8080;
  const auto c = compiled({.port = 80, .members = members});
  channel::State state;
  CHECK(channel::pick(c, state, {})->port == 80);
  CHECK(channel::pick(c, state, {})->port == 8080);
}

TEST_CASE("channel: too many members and too heavy ones are refused") {
  CHECK(channel::compile({.members = std::vector<MemberSpec>(201)}).error() ==
        channel::Problem::TooManyMembers);
  CHECK(channel::compile({.members = weighted({10001})}).error() == channel::Problem::WeightTooLarge);
  CHECK(channel::compile({.port = 1, .members = std::vector<MemberSpec>(200)}).has_value());
}

TEST_CASE("channel: backup members serve only while no other can") {
  auto members = weighted({1, 1});
  members[1].is_backup = true;
  const auto c = compiled({.port = 80, .members = members, .health = channel::HealthSpec{}});
  channel::State state;
  CHECK(shares(c, state, 50)[0] == 50);
  fail(c, state, 0, 5);
  CHECK(shares(c, state, 50)[1] == 50);
  CHECK(channel::usable_count(c, state) == 1);
}

TEST_CASE("channel: health turns after consecutive results only") {
  const auto c = compiled({.port = 80,
                           .members = weighted({1, 1}),
                           .health = channel::HealthSpec{.passes_to_rise = 2, .failures_to_fall = 3}});
  channel::State state;
  fail(c, state, 0, 2);
  channel::report(c, state, 0, true);
  fail(c, state, 0, 2);
  CHECK(channel::is_healthy(c, state, 0));
  fail(c, state, 0, 1);
  CHECK_FALSE(channel::is_healthy(c, state, 0));
  channel::report(c, state, 0, true);
  fail(c, state, 0, 1);
  channel::report(c, state, 0, true);
  CHECK_FALSE(channel::is_healthy(c, state, 0));
  channel::report(c, state, 0, true);
  CHECK(channel::is_healthy(c, state, 0));
}

TEST_CASE("channel: without a health check every member stays up") {
  const auto c = compiled({.port = 80, .members = weighted({1})});
  channel::State state;
  fail(c, state, 0, 100);
  CHECK(channel::is_healthy(c, state, 0));
}

TEST_CASE("channel: a member that stays keeps its health when the channel is compiled anew") {
  auto members = weighted({1, 1, 1});
  const auto before = compiled({.port = 80, .members = members, .health = channel::HealthSpec{}});
  channel::State state;
  fail(before, state, 2, 5);
  const auto after =
      compiled({.port = 80, .members = {members[2], members[0]}, .health = channel::HealthSpec{}});
  CHECK_FALSE(channel::is_healthy(after, state, 0));
  CHECK(channel::is_healthy(after, state, 1));
  channel::finish(after, state, 9, false);  // a call of the former channel ends: no such member, no effect
}

TEST_CASE("channel: least connections goes by calls in flight for the weight") {
  const auto c = compiled({.port = 80, .strategy = Strategy::LeastConnections, .members = weighted({2, 1})});
  channel::State state;
  std::map<int, int> in_flight;
  for (int i = 0; i < 300; ++i) ++in_flight[channel::pick(c, state, {})->member];
  CHECK(in_flight[0] == 200);
  CHECK(in_flight[1] == 100);
  for (int i = 0; i < 100; ++i) channel::give_back(c, state, 1);
  for (int i = 0; i < 100; ++i) CHECK(channel::pick(c, state, {})->member == 1);
}

TEST_CASE("channel: least connections among equals takes turns as weighted round robin does") {
  const auto c =
      compiled({.port = 80, .strategy = Strategy::LeastConnections, .members = weighted({5, 1, 1})});
  channel::State state;
  std::string order;
  for (int i = 0; i < 14; ++i) {
    const auto p = channel::pick(c, state, {});
    order += static_cast<char>('a' + p->member);
    channel::finish(c, state, p->member, true);
  }
  CHECK(order == "aabacaaaabacaa");
}

TEST_CASE("channel: least connections keeps the shares of equals while another member is busy") {
  std::mt19937 random(11);
  for (int round = 0; round < 20; ++round) {
    channel::Spec spec{.port = 80, .strategy = Strategy::LeastConnections};
    for (int i = 0; i < 4; ++i)
      spec.members.push_back(
          {.host = std::to_string(i), .weight = 1 + static_cast<std::uint32_t>(random() % 50)});
    const auto c = compiled(spec);
    channel::State state;
    while (channel::pick(c, state, {.tried = std::vector<std::uint16_t>{0, 1, 2}})->member != 3) {
    }
    auto got = shares(c, state, 10000);
    CHECK(got[3] == 0);
    const double sum = spec.members[0].weight + spec.members[1].weight + spec.members[2].weight;
    for (int i = 0; i < 3; ++i)
      CHECK(std::abs(got[i] / 10000.0 - spec.members[static_cast<std::size_t>(i)].weight / sum) <= 0.01);
  }
}

TEST_CASE("channel: a probe passes with the statuses that are listed, and with any where none is") {
  const auto statuses = channel::read_statuses("200,204-299,302");
  REQUIRE(statuses.has_value());
  const auto c =
      compiled({.port = 80, .members = weighted({1}), .health = channel::HealthSpec{.statuses = *statuses}});
  for (std::uint16_t good : {200, 204, 250, 299, 302}) CHECK(channel::passes(c, good));
  for (std::uint16_t bad : {100, 199, 201, 203, 300, 301, 303, 500, 0}) CHECK_FALSE(channel::passes(c, bad));
  CHECK(channel::passes(compiled({.port = 80, .members = weighted({1}), .health = channel::HealthSpec{}}),
                        500));
  for (const char* none :
       {"", "99", "600", "2000", "200,", ",200", "200-", "-200", "299-201", "200 ", "2x0", "200-299-300"})
    CHECK(channel::read_statuses(none).error() == channel::Problem::StatusesIllegal);
}

TEST_CASE("channel: a removed member moves its own share only, under both hash strategies") {
  for (Strategy s : {Strategy::SourceHash, Strategy::UriHash}) {
    channel::Spec spec{.port = 80, .strategy = s, .members = weighted({1, 1, 1, 1, 0})};
    const auto all = compiled(spec);
    spec.members.erase(spec.members.begin() + 1);
    const auto fewer = compiled(spec);
    channel::State state;
    std::map<std::string, int> count;
    for (int i = 0; i < 10000; ++i) {
      const std::string key = "198.51.100." + std::to_string(i);
      const channel::Call call{.source = key, .path = key};
      const std::string host(channel::pick(all, state, call)->host);
      const std::string now(channel::pick(fewer, state, call)->host);
      CHECK((host == now || host == "10.0.0.2"));
      ++count[host];
    }
    for (const auto& [host, n] : count) CHECK(std::abs(n - 2000) < 200);
    CHECK(count.size() == 5);  // weights do not steer a hash
  }
}

TEST_CASE("channel: a retry never meets a member that was tried") {
  for (int s = 1; s <= 4; ++s) {
    const auto c =
        compiled({.port = 80, .strategy = static_cast<Strategy>(s), .members = weighted({3, 2, 1})});
    channel::State state;
    std::vector<std::uint16_t> tried;
    while (tried.size() < 3) {
      const auto p = channel::pick(c, state, {.source = "a", .path = "/a", .tried = tried});
      REQUIRE(p.has_value());
      CHECK(std::ranges::find(tried, p->member) == tried.end());
      tried.push_back(p->member);
    }
    CHECK(channel::pick(c, state, {.tried = tried}).error() == Reason::MemberNoneUsable);
  }
}
