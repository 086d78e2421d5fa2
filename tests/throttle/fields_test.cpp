#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <string>

#include "sluice/admission.hpp"

using namespace std::chrono_literals;
namespace throttle = sluice::throttle;
using throttle::Dimension;
using throttle::Standing;
using throttle::Unit;

namespace {

Standing standing(Dimension dimension, std::uint32_t remain, std::uint32_t limit, std::uint32_t interval,
                  Unit unit) {
  Standing standing;
  standing.dimension = dimension;
  standing.remain = remain;
  standing.limit = limit;
  standing.interval = interval;
  standing.unit = unit;
  return standing;
}

}  // namespace

TEST_CASE("fields: the debug header as published") {
  std::array<char, 80> room{};
  CHECK(throttle::debug_value(standing(Dimension::Api, 9, 10, 10, Unit::Second), room) ==
        "remain:9,limit:10,time:10 second");
  CHECK(throttle::debug_value(standing(Dimension::Api, 199, 200, 1, Unit::Minute), room) ==
        "remain:199,limit:200,time:1 minute");
  CHECK(throttle::debug_value(standing(Dimension::Api, 0, 2147483647, 2147483647, Unit::Day), room) ==
        "remain:0,limit:2147483647,time:2147483647 day");
  CHECK(throttle::debug_value(standing(Dimension::Api, 1, 1, 2, Unit::Hour), room) ==
        "remain:1,limit:1,time:2 hour");
  CHECK_FALSE(
      throttle::debug_value(standing(Dimension::Api, 1, 1, 2, Unit::Hour), sluice::Room(room.data(), 27)));
  CHECK(throttle::debug_value(standing(Dimension::Api, 1, 1, 2, Unit::Hour), sluice::Room(room.data(), 28)));
}

TEST_CASE("fields: a header for each dimension but the sub-domain") {
  CHECK(throttle::debug_name(Dimension::Api) == "X-Apig-RateLimit-api");
  CHECK(throttle::debug_name(Dimension::ApiAllEnv) == "X-Apig-RateLimit-api-allenv");
  CHECK(throttle::debug_name(Dimension::User) == "X-Apig-RateLimit-user");
  CHECK(throttle::debug_name(Dimension::App) == "X-Apig-RateLimit-app");
  CHECK(throttle::debug_name(Dimension::Address) == "X-Apig-RateLimit-ip");
  CHECK(throttle::debug_name(Dimension::SubDomain).empty());
}

TEST_CASE("fields: Retry-After in whole seconds, rounded up, at least one") {
  CHECK(throttle::retry_after_seconds(0ns) == 1);
  CHECK(throttle::retry_after_seconds(1ns) == 1);
  CHECK(throttle::retry_after_seconds(1s) == 1);
  CHECK(throttle::retry_after_seconds(1s + 1ns) == 2);
  CHECK(throttle::retry_after_seconds(-5s) == 1);
  CHECK(throttle::retry_after_seconds(std::chrono::nanoseconds::max()) == 9223372037);
}

TEST_CASE("fields: RateLimit and RateLimit-Policy as structured lists") {
  std::array<Standing, 2> all{standing(Dimension::Api, 9, 10, 1, Unit::Minute),
                              standing(Dimension::Address, 0, 3, 2, Unit::Day)};
  all[1].refuses = true;
  all[1].retry_after = 1500ms;
  std::array<char, 100> room{};
  CHECK(throttle::ratelimit_policy(all, room) == "\"api\";q=10;w=60, \"ip\";q=3;w=172800");
  CHECK(throttle::ratelimit(all, room) == "\"api\";r=9, \"ip\";r=0;t=2");
  CHECK(throttle::ratelimit({}, room) == "");
  CHECK_FALSE(throttle::ratelimit(all, sluice::Room(room.data(), 10)));
}

TEST_CASE("fields: periods reach 2147483647 days exactly") {
  static_assert(throttle::period(2147483647, Unit::Day).count() == std::int64_t{2147483647} * 86400);
  static_assert(throttle::period(7, Unit::Hour) == 7h);
  static_assert(throttle::period(1, Unit::Minute) == 1min);
}
