#include <doctest/doctest.h>

#include <chrono>

#include "oracle.hpp"
#include "samples.hpp"
#include "sluice/throttle.hpp"

using namespace std::chrono_literals;
using samples::at;
using samples::kMost;
using samples::kSecond;
namespace throttle = sluice::throttle;
using throttle::Algorithm;
using throttle::Limit;
using throttle::Rate;

namespace {

constexpr std::uint64_t kStart = 1'700'000'000 * kSecond;

Rate window(std::uint32_t limit, std::chrono::seconds per) {
  return Rate({.limit = limit, .per = per, .algorithm = Algorithm::FixedWindow});
}

Rate day(std::uint32_t limit, std::int32_t utc_offset) {
  return Rate({.limit = limit, .algorithm = Algorithm::CalendarDay, .utc_offset_seconds = utc_offset});
}

std::uint32_t taken_at(std::uint64_t& word, const Rate& rate, const sluice::Now& now, std::uint32_t tries) {
  std::uint32_t admitted = 0;
  for (std::uint32_t i = 0; i < tries; ++i) {
    const auto taken = throttle::take(word, rate, now);
    word = taken.next;
    admitted += taken.admitted ? 1 : 0;
  }
  return admitted;
}

sluice::Now wall(std::int64_t seconds, std::uint32_t nanoseconds = 0) { return {seconds, nanoseconds, 5}; }

}  // namespace

TEST_CASE("window: begins with the first call and lasts the period") {
  const Rate rate = window(3, 10s);
  std::uint64_t word = 0;
  CHECK(taken_at(word, rate, at(kStart), 2) == 2);
  CHECK(taken_at(word, rate, at(kStart + 9 * kSecond), 2) == 1);
  const auto refused = throttle::take(word, rate, at(kStart + 9 * kSecond));
  CHECK(refused.retry_after == 1s);
  CHECK_FALSE(throttle::take(word, rate, at(kStart + 10 * kSecond - 1)).admitted);
  // The next one begins with its own first call, not where the last one ended.
  CHECK(taken_at(word, rate, at(kStart + 14 * kSecond), 9) == 3);
  CHECK(taken_at(word, rate, at(kStart + 23 * kSecond), 9) == 0);
  CHECK(taken_at(word, rate, at(kStart + 24 * kSecond), 9) == 3);
}

TEST_CASE("TH4 window: exactly the limit within a window, however late in it, and again after its edge") {
  for (const std::uint32_t limit : {1U, 2U, 10U, 1000U, 100'000U}) {
    const Rate rate = window(limit, 60s);
    std::uint64_t word = 0;
    CHECK(taken_at(word, rate, at(kStart), 1) == 1);
    CHECK(taken_at(word, rate, at(kStart + 59 * kSecond + 999'000'000), limit + 1) == limit - 1);
    CHECK(taken_at(word, rate, at(kStart + 60 * kSecond), limit + 1) == limit);
  }
}

TEST_CASE("window: equals two plain fields over random limits, periods and times") {
  constexpr std::uint64_t seed = 42;
  samples::Random random(seed);
  for (int round = 0; round < 3000; ++round) {
    Limit limit = samples::limit(random);
    if (samples::below(random, 2) == 0)
      limit.limit = 1 + static_cast<std::uint32_t>(samples::below(random, 8));
    limit.algorithm = Algorithm::FixedWindow;
    const Rate rate(limit);
    const auto tick = static_cast<std::uint64_t>(rate.tick().count());
    CAPTURE(seed);
    CAPTURE(round);
    CAPTURE(limit.limit);
    CAPTURE(limit.per.count());
    oracle::Window exact(limit);
    std::uint64_t word = 0;
    std::uint64_t now = kStart / tick * tick;
    for (int i = 0; i < 60; ++i) {
      now += (samples::step(random, limit) + tick - 1) / tick * tick;
      if (now > UINT64_MAX / 2) break;
      const auto expected = exact.take(now);
      const auto taken = throttle::take(word, rate, at(now));
      REQUIRE(taken.admitted == expected.admitted);
      REQUIRE(taken.remain == expected.remain);
      REQUIRE(oracle::Wide(taken.retry_after.count()) ==
              std::min(expected.retry_after_ns, oracle::Wide(INT64_MAX)));
      word = taken.next;
    }
  }
}

TEST_CASE("window: between ticks it never lasts less than its period, and at most a tick longer") {
  samples::Random random(8);
  for (int round = 0; round < 3000; ++round) {
    Limit limit = samples::limit(random);
    limit.algorithm = Algorithm::FixedWindow;
    const Rate rate(limit);
    const std::uint64_t now = kStart + samples::below(random, 10 * kSecond);
    const auto all = throttle::take_up_to(0, rate, at(now), UINT32_MAX);
    REQUIRE(all.calls == limit.limit);
    const auto refused = throttle::take(all.next, rate, at(now));
    REQUIRE_FALSE(refused.admitted);
    const oracle::Wide period = oracle::Wide(limit.per.count()) * kSecond;
    if (period > INT64_MAX / 2) continue;
    const auto wait = static_cast<std::uint64_t>(refused.retry_after.count());
    REQUIRE(wait >= period);
    REQUIRE(wait < period + static_cast<std::uint64_t>(rate.tick().count()));
    REQUIRE(throttle::take(all.next, rate, at(now + wait)).remain == limit.limit - 1);
    REQUIRE_FALSE(throttle::take(all.next, rate, at(now + wait - 1)).admitted);
  }
}

TEST_CASE("TH1 window: 2147483647 in 2147483647 days") {
  const Rate rate = window(kMost, std::chrono::seconds(std::int64_t{kMost} * 86400));
  const auto all = throttle::take_up_to(0, rate, at(kStart), UINT32_MAX);
  CHECK(all.calls == kMost);
  CHECK_FALSE(throttle::take(all.next, rate, at(kStart)).admitted);
  CHECK_FALSE(throttle::take(all.next, rate, at(UINT64_MAX)).admitted);
}

TEST_CASE("TH3 window: a clock that goes back keeps the count and blocks for at most one period") {
  for (const std::uint64_t back : {std::uint64_t{1}, kSecond, 3600 * kSecond, kStart}) {
    CAPTURE(back);
    const Rate rate = window(5, 10s);
    std::uint64_t word = 0;
    CHECK(taken_at(word, rate, at(kStart), 5) == 5);
    const std::uint64_t now = kStart - back;
    CHECK(taken_at(word, rate, at(now), 10) == 0);
    CHECK(throttle::take(word, rate, at(now)).retry_after <= 10s + rate.tick());
    CHECK(taken_at(word, rate, at(now + 9 * kSecond), 10) == 0);
    CHECK(taken_at(word, rate, at(now + 11 * kSecond), 10) == 5);
  }
}

TEST_CASE("TH3 window: a century ahead and back again") {
  constexpr std::uint64_t century = std::uint64_t{100} * 365 * 86400 * kSecond;
  const Rate rate = window(5, 10s);
  std::uint64_t word = 0;
  CHECK(taken_at(word, rate, at(kStart), 5) == 5);
  CHECK(taken_at(word, rate, at(kStart + century), 9) == 5);
  CHECK(taken_at(word, rate, at(kStart), 9) == 0);
  CHECK(taken_at(word, rate, at(kStart + 10 * kSecond + 100), 9) == 5);
}

TEST_CASE("TH13 day: the 1001st call of a local day is refused until its midnight") {
  const Rate rate = day(1000, 8 * 3600);
  const std::int64_t midnight = 1'614'096'000;  // 2021-02-24T00:00:00+08:00
  std::uint64_t word = 0;
  CHECK(taken_at(word, rate, wall(midnight), 999) == 999);
  CHECK(taken_at(word, rate, wall(midnight + 86399, 999'999'999), 1) == 1);
  const auto refused = throttle::take(word, rate, wall(midnight + 86399));
  CHECK_FALSE(refused.admitted);
  CHECK(refused.retry_after == 1s);
  CHECK(throttle::take(word, rate, wall(midnight + 3600, 5)).retry_after == 23h - 5ns);
  CHECK(taken_at(word, rate, wall(midnight + 86400), 2000) == 1000);
}

TEST_CASE("TH13 day: the offset moves midnight, to either side and before 1970") {
  struct Row {
    std::int32_t offset;
    std::int64_t last_second;
  };
  for (const auto row : {Row{0, 86399}, Row{8 * 3600, 57599}, Row{-5 * 3600 - 1800, 106199 - 86400},
                         Row{14 * 3600, 35999}, Row{0, -1}, Row{3600, -86400 * 5 - 3601}}) {
    CAPTURE(row.offset);
    CAPTURE(row.last_second);
    const Rate rate = day(1, row.offset);
    std::uint64_t word = 0;
    CHECK(taken_at(word, rate, wall(row.last_second), 2) == 1);
    CHECK(taken_at(word, rate, wall(row.last_second + 1), 2) == 1);
    CHECK(taken_at(word, rate, wall(row.last_second + 86400), 2) == 0);
    CHECK(taken_at(word, rate, wall(row.last_second + 86401), 2) == 1);
  }
}

TEST_CASE("TH13 day: a wall clock that goes back over midnight keeps the count") {
  const Rate rate = day(3, 0);
  std::uint64_t word = 0;
  CHECK(taken_at(word, rate, wall(86400 * 100), 3) == 3);
  CHECK(taken_at(word, rate, wall(86400 * 100 - 1), 3) == 0);
  CHECK(taken_at(word, rate, wall(86400 * 50), 3) == 0);
  CHECK(throttle::take(word, rate, wall(86400 * 50)).retry_after <= 24h);
  CHECK(taken_at(word, rate, wall(86400 * 51), 3) == 3);
}

TEST_CASE("day: any wall clock is safe") {
  const Rate rate = day(2, INT32_MIN);
  for (const std::int64_t second : {INT64_MIN, INT64_MIN + 1, std::int64_t{-1}, std::int64_t{0}, INT64_MAX}) {
    std::uint64_t word = 0;
    CHECK(taken_at(word, rate, wall(second, UINT32_MAX), 5) == 2);
  }
}

TEST_CASE("window: a call is given back to its own window only") {
  const Rate rate = window(3, 10s);
  const auto first = throttle::take(0, rate, at(kStart));
  const auto second = throttle::take(first.next, rate, at(kStart));
  CHECK(throttle::take(throttle::give_back(second.next, rate, at(kStart), first.next), rate, at(kStart))
            .remain == 1);
  CHECK(throttle::give_back(first.next, rate, at(kStart), first.next) == 0);
  std::uint64_t later = second.next;
  CHECK(taken_at(later, rate, at(kStart + 20 * kSecond), 5) == 3);
  CHECK(throttle::give_back(later, rate, at(kStart + 20 * kSecond), second.next) == later);
}

TEST_CASE("window: a changed limit or period keeps the count and the beginning") {
  const sluice::Now now = at(kStart);
  const sluice::Now later = at(kStart + 4 * kSecond);
  const Rate small = window(5, 10s);
  const Rate wide = window(100'000, 20s);
  std::uint64_t word = 0;
  CHECK(taken_at(word, small, now, 4) == 4);
  std::uint64_t moved = throttle::rescale(word, small, wide, later);
  CHECK(throttle::take_up_to(moved, wide, later, UINT32_MAX).calls == 99'996);
  moved = throttle::take_up_to(moved, wide, later, UINT32_MAX).next;
  CHECK(throttle::take(moved, wide, later).retry_after <= 16s);
  CHECK(throttle::take(moved, wide, later).retry_after > 15s);
  std::uint64_t shrunk = throttle::rescale(word, small, window(2, 10s), later);
  CHECK(taken_at(shrunk, window(2, 10s), later, 5) == 0);
  CHECK(throttle::rescale(word, small, window(5, 3s), later) == 0);
}

TEST_CASE("window: changing the algorithm keeps what was used") {
  const sluice::Now now = at(kStart);
  const Rate counted = window(10, 1min);
  const Rate smooth({.limit = 10, .per = 1min});
  std::uint64_t word = 0;
  CHECK(taken_at(word, counted, now, 7) == 7);
  std::uint64_t bucket = throttle::rescale(word, counted, smooth, now);
  CHECK(throttle::take_up_to(bucket, smooth, now, 99).calls == 3);
  std::uint64_t back = throttle::rescale(bucket, smooth, counted, now);
  CHECK(throttle::take_up_to(back, counted, now, 99).calls == 3);
}
