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
using throttle::Limit;
using throttle::Rate;

namespace {

constexpr std::uint64_t kStart = 1'700'000'000 * kSecond;
constexpr std::uint64_t kYear = 365 * 86400 * kSecond;
constexpr std::chrono::seconds kMostDays{std::int64_t{kMost} * 86400};

std::uint32_t taken_at(std::uint64_t& word, const Rate& rate, const sluice::Now& now, std::uint32_t tries) {
  std::uint32_t admitted = 0;
  for (std::uint32_t i = 0; i < tries; ++i) {
    const auto taken = throttle::take(word, rate, now);
    word = taken.next;
    admitted += taken.admitted ? 1 : 0;
  }
  return admitted;
}

}  // namespace

TEST_CASE("bucket: the snippet of the manual") {
  std::uint64_t word = 0;
  const sluice::Now now = at(kStart);
  auto r = throttle::take(word, {.limit = 10, .per = 1min}, now);
  CHECK(r.admitted);
  CHECK(r.remain == 9);
  CHECK(r.retry_after == 0s);
  for (int i = 0; i < 9; ++i) r = throttle::take(r.next, {.limit = 10, .per = 1min}, now);
  CHECK(r.remain == 0);
  r = throttle::take(r.next, {.limit = 10, .per = 1min}, now);
  CHECK_FALSE(r.admitted);
  CHECK(r.retry_after == 6s);
}

TEST_CASE("bucket: equals exact fractions over random limits, bursts and times") {
  constexpr std::uint64_t seed = 20260524;
  samples::Random random(seed);
  for (int round = 0; round < 3000; ++round) {
    const Limit limit = samples::limit(random);
    const Rate rate(limit);
    const auto tick = static_cast<std::uint64_t>(rate.tick().count());
    CAPTURE(seed);
    CAPTURE(round);
    CAPTURE(limit.limit);
    CAPTURE(limit.per.count());
    CAPTURE(limit.burst);
    CAPTURE(tick);
    oracle::Bucket exact(limit);
    std::uint64_t word = 0;
    std::uint64_t now = kStart / tick * tick;
    for (int i = 0; i < 60; ++i) {
      now += (samples::step(random, limit) + tick - 1) / tick * tick;
      if (now > UINT64_MAX / 2) break;
      const auto expected = exact.take(now);
      const auto taken = throttle::take(word, rate, at(now));
      REQUIRE(taken.admitted == expected.admitted);
      REQUIRE(taken.remain == expected.remain);
      const oracle::Wide most = INT64_MAX;
      const oracle::Wide in_ticks = (expected.retry_after_ns + tick - 1) / tick * tick;
      REQUIRE(oracle::Wide(taken.retry_after.count()) == std::min(in_ticks, most));
      word = taken.next;
    }
  }
}

TEST_CASE(
    "bucket: between ticks it answers as at the last tick, and retry_after is exact to the nanosecond") {
  constexpr std::uint64_t seed = 7;
  samples::Random random(seed);
  for (int round = 0; round < 2000; ++round) {
    const Limit limit = samples::limit(random);
    const Rate rate(limit);
    const auto tick = static_cast<std::uint64_t>(rate.tick().count());
    CAPTURE(round);
    oracle::Bucket exact(limit);
    std::uint64_t word = 0;
    std::uint64_t now = kStart;
    for (int i = 0; i < 30 && now < UINT64_MAX / 2; ++i) {
      now += samples::step(random, limit);
      const auto taken = throttle::take(word, rate, at(now));
      REQUIRE(taken.admitted == exact.take(now / tick * tick).admitted);
      word = taken.next;
      if (taken.admitted || taken.retry_after.count() > INT64_MAX / 2) continue;
      const std::uint64_t then = now + static_cast<std::uint64_t>(taken.retry_after.count());
      REQUIRE(throttle::look(word, rate, at(then)).admitted);
      REQUIRE_FALSE(throttle::look(word, rate, at(then - 1)).admitted);
    }
  }
}

TEST_CASE("bucket: usual rates are counted in nanoseconds, and no rate in more than its period's unit") {
  CHECK(Rate({.limit = 200, .per = 1s}).tick() == 1ns);
  CHECK(Rate({.limit = 10, .per = 1min}).tick() == 1ns);
  CHECK(Rate({.limit = 1'000'000, .per = 1s}).tick() == 1ns);
  CHECK(Rate({.limit = 3, .per = 1s}).tick() <= 2ns);
  CHECK(Rate({.limit = 199, .per = 1s}).tick() <= 100ns);
  CHECK(Rate({.limit = kMost, .per = std::chrono::seconds(kMost)}).tick() <= 1s);
  CHECK(Rate({.limit = kMost, .per = std::chrono::seconds(kMost - 2)}).tick() <= 1s);
  CHECK(Rate({.limit = kMost - 1, .per = kMostDays, .burst = kMost}).tick() <= 24h);
  samples::Random random(99);
  for (int i = 0; i < 2000; ++i) {
    const Limit limit = samples::limit(random);
    const std::int64_t per = limit.per.count();
    const std::int64_t unit = per <= kMost                         ? 1
                              : per / 60 <= kMost && per % 60 == 0 ? 60
                              : per / 3600 <= kMost                ? 3600
                                                                   : 86400;
    CAPTURE(limit.limit);
    CAPTURE(per);
    CHECK(Rate(limit).tick() <= std::chrono::seconds(unit));
  }
}

TEST_CASE("TH1 bucket: 2147483647 in 2147483647 days is one a day, exactly") {
  const Rate rate({.limit = kMost, .per = kMostDays});
  std::uint64_t word = 0;
  const std::uint64_t start = 86400 * kSecond * 20000;
  auto grant = throttle::take_up_to(word, rate, at(start), UINT32_MAX);
  CHECK(grant.calls == kMost);
  word = grant.next;
  auto taken = throttle::take(word, rate, at(start));
  CHECK_FALSE(taken.admitted);
  CHECK(taken.retry_after == 24h);
  CHECK_FALSE(throttle::take(word, rate, at(start + 86400 * kSecond - 1)).admitted);
  taken = throttle::take(word, rate, at(start + 86400 * kSecond));
  CHECK(taken.admitted);
  CHECK_FALSE(throttle::take(taken.next, rate, at(start + 86400 * kSecond)).admitted);
}

TEST_CASE("TH1 bucket: the ends of every range neither overflow nor turn into no limit") {
  for (const Limit& limit :
       {Limit{.limit = 1, .per = kMostDays}, Limit{.limit = 1, .per = kMostDays, .burst = kMost},
        Limit{.limit = kMost, .per = 1s}, Limit{.limit = kMost, .per = 1s, .burst = 1},
        Limit{.limit = kMost, .per = kMostDays, .burst = 1}, Limit{.limit = 1, .per = 1s},
        Limit{.limit = UINT32_MAX, .per = std::chrono::seconds::max(), .burst = UINT32_MAX}}) {
    const Rate rate(limit);
    CAPTURE(limit.limit);
    CAPTURE(limit.per.count());
    const std::uint32_t burst = std::min(kMost, limit.burst == 0 ? limit.limit : limit.burst);
    CHECK(rate.burst() == burst);
    CHECK(rate.limit() == std::min(kMost, limit.limit));
    for (const std::uint64_t now : {std::uint64_t{0}, kStart, UINT64_MAX}) {
      const auto grant = throttle::take_up_to(0, rate, at(now), UINT32_MAX);
      CHECK(grant.calls == burst);
      const auto taken = throttle::take(grant.next, rate, at(now));
      CHECK_FALSE(taken.admitted);
      CHECK(taken.retry_after > 0s);
    }
  }
  CHECK(throttle::take(throttle::take(0, Limit{.limit = 1, .per = kMostDays}, at(kStart)).next,
                       Limit{.limit = 1, .per = kMostDays}, at(kStart))
            .retry_after == std::chrono::nanoseconds::max());
}

TEST_CASE(
    "TH2 bucket: a limit or period of zero or less admits nothing or the least, and never divides by zero") {
  CHECK_FALSE(throttle::take(0, Limit{}, at(kStart)).admitted);
  CHECK(throttle::take(0, Limit{}, at(kStart)).retry_after == std::chrono::nanoseconds::max());
  CHECK_FALSE(throttle::look(123, Rate({.limit = 0, .per = 1s, .burst = 5}), at(1)).admitted);
  for (const auto per : {0s, -1s, std::chrono::seconds::min()}) {
    std::uint64_t word = 0;
    CHECK(taken_at(word, Rate({.limit = 2, .per = per}), at(kStart), 5) == 2);
  }
}

TEST_CASE("TH3 bucket: a clock that stands still refills nothing") {
  const Rate rate({.limit = 5, .per = 1s});
  std::uint64_t word = 0;
  CHECK(taken_at(word, rate, at(kStart), 1000) == 5);
}

TEST_CASE("TH3 bucket: a clock that goes back never admits more, and blocks for at most one period") {
  for (const std::uint64_t back : {std::uint64_t{1}, kSecond / 2, kSecond, 3600 * kSecond, kStart}) {
    CAPTURE(back);
    const Rate rate({.limit = 5, .per = 1s});
    std::uint64_t word = 0;
    CHECK(taken_at(word, rate, at(kStart), 5) == 5);
    const std::uint64_t now = kStart - back;
    CHECK(taken_at(word, rate, at(now), 10) == 0);
    CHECK(taken_at(word, rate, at(now + kSecond / 2), 10) <= 2);
    CHECK(taken_at(word, rate, at(now + kSecond), 10) >= 1);
    CHECK(taken_at(word, rate, at(now + 3 * kSecond), 10) == 5);
  }
}

TEST_CASE("TH3 bucket: a century ahead and back again blocks for at most one period") {
  const Rate rate({.limit = 5, .per = 1s});
  std::uint64_t word = 0;
  CHECK(taken_at(word, rate, at(kStart), 5) == 5);
  CHECK(taken_at(word, rate, at(kStart + 100 * kYear), 10) == 5);
  CHECK(taken_at(word, rate, at(kStart), 10) == 0);
  CHECK(taken_at(word, rate, at(kStart + kSecond), 10) == 5);
}

TEST_CASE("TH3 bucket: along random clocks, admissions stay within burst and the forward progress") {
  constexpr std::uint64_t seed = 3;
  samples::Random random(seed);
  for (int round = 0; round < 300; ++round) {
    const Limit limit{.limit = 1 + static_cast<std::uint32_t>(samples::below(random, 20)), .per = 1s};
    const Rate rate(limit);
    std::uint64_t word = 0;
    std::uint64_t now = kStart;
    std::uint64_t progress = 0;
    std::uint64_t admitted = 0;
    for (int i = 0; i < 300; ++i) {
      const std::uint64_t jump = samples::below(random, 10) == 0 ? 3600 * kSecond : kSecond / 4;
      const std::uint64_t distance = samples::below(random, jump);
      const bool ahead = samples::below(random, 3) != 0;
      now = ahead ? now + distance : now - distance;
      progress += ahead ? distance : 0;
      admitted += taken_at(word, rate, at(now), 3);
      CAPTURE(round);
      REQUIRE(oracle::Wide(admitted) * kSecond <= oracle::Wide(limit.limit) * kSecond +
                                                      oracle::Wide(progress) * limit.limit +
                                                      oracle::Wide(rate.tick().count()) * limit.limit * 300);
    }
  }
}

TEST_CASE("bucket: any word at any time is a state between empty and full") {
  samples::Random random(5);
  for (int i = 0; i < 20000; ++i) {
    const Limit limit = samples::limit(random);
    const Rate rate(limit);
    const std::uint64_t word = random() >> samples::below(random, 64);
    const std::uint64_t now = random() >> samples::below(random, 64);
    const auto taken = throttle::take(word, rate, at(now));
    CHECK(taken.remain < rate.burst());
    CHECK(taken.admitted == (taken.retry_after == 0s));
    const auto all = throttle::take_up_to(word, rate, at(now), UINT32_MAX);
    CHECK(all.calls <= rate.burst());
    CHECK(all.calls == (taken.admitted ? taken.remain + 1 : 0));
  }
}

TEST_CASE("bucket: what is given back is what time has not refilled") {
  const Rate rate({.limit = 10, .per = 10s});
  const auto first = throttle::take(0, rate, at(kStart));
  CHECK(throttle::give_back(first.next, rate, at(kStart), first.next) == 0);
  const auto second = throttle::take(first.next, rate, at(kStart));
  CHECK(throttle::give_back(second.next, rate, at(kStart), first.next) == first.next);
  // A second later the first call's token has come back by itself; the second one's has not.
  CHECK(throttle::give_back(second.next, rate, at(kStart + kSecond), first.next) == second.next);
  CHECK(throttle::give_back(second.next, rate, at(kStart + kSecond), second.next) == 0);
  // The bucket was full in between: nothing of the old call is left to give.
  std::uint64_t word = first.next;
  CHECK(taken_at(word, rate, at(kStart + 5 * kSecond), 20) == 10);
  CHECK(throttle::give_back(word, rate, at(kStart + 5 * kSecond), first.next) == word);
  // Several calls at once.
  const auto lease = throttle::take_up_to(0, rate, at(kStart), 4);
  CHECK(lease.calls == 4);
  CHECK(throttle::take(throttle::give_back(lease.next, rate, at(kStart), lease.next, 3), rate, at(kStart))
            .remain == 8);
}

TEST_CASE("bucket: random takes given back at once leave the exact level") {
  samples::Random random(11);
  for (int round = 0; round < 500; ++round) {
    const Limit limit = samples::limit(random);
    const Rate rate(limit);
    const auto tick = static_cast<std::uint64_t>(rate.tick().count());
    oracle::Bucket exact(limit);
    std::uint64_t word = 0;
    std::uint64_t now = kStart / tick * tick;
    for (int i = 0; i < 40 && now < UINT64_MAX / 2; ++i) {
      now += samples::step(random, limit) / tick * tick;
      const auto expected = exact.take(now);
      const auto taken = throttle::take(word, rate, at(now));
      CAPTURE(round);
      REQUIRE(taken.admitted == expected.admitted);
      REQUIRE(taken.remain == expected.remain);
      word = taken.next;
      if (!taken.admitted || samples::below(random, 2) == 0) continue;
      exact.give_back();
      word = throttle::give_back(word, rate, at(now), taken.next);
    }
  }
}

TEST_CASE("bucket: a changed limit keeps what was used, up to the new burst") {
  const Rate ten({.limit = 10, .per = 1min});
  const Rate four({.limit = 4, .per = 1min});
  const Rate odd({.limit = 1009, .per = 7s});
  const sluice::Now now = at(kStart);
  std::uint64_t word = 0;
  CHECK(taken_at(word, ten, now, 7) == 7);
  std::uint64_t fewer = throttle::rescale(word, ten, four, now);
  CHECK(taken_at(fewer, four, now, 9) == 0);
  std::uint64_t more = throttle::rescale(word, ten, odd, now);
  CHECK(taken_at(more, odd, now, 2000) == 1002);
  std::uint64_t back = throttle::rescale(throttle::rescale(word, ten, odd, now), odd, ten, now);
  CHECK(taken_at(back, ten, now, 10) == 3);
  CHECK(throttle::rescale(0, ten, odd, now) == 0);
  CHECK(throttle::rescale(word, ten, odd, at(kStart + 42 * kSecond)) == 0);
}

TEST_CASE("bucket: no limit can be escaped by changing it to none and back") {
  const Rate ten({.limit = 10, .per = 1min});
  CHECK(throttle::rescale(77, ten, Rate(), at(kStart)) == 0);
  CHECK(throttle::rescale(77, Rate(), ten, at(kStart)) == 0);
}
