#include "sluice/admission.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <vector>

#include "oracle.hpp"
#include "samples.hpp"

using namespace std::chrono_literals;
using samples::at;
using samples::kSecond;
namespace throttle = sluice::throttle;
using throttle::admit;
using throttle::Cell;
using throttle::Counter;
using throttle::Dimension;
using throttle::Mode;
using throttle::Rate;

namespace {

constexpr std::uint64_t kStart = 1'700'000'000 * kSecond;
const sluice::Now kNow = at(kStart);

Counter counter(Dimension dimension, const Rate& rate, Cell& cell, Mode mode = Mode::Enforce) {
  Counter counter;
  counter.dimension = dimension;
  counter.mode = mode;
  counter.rate = &rate;
  counter.cell = &cell;
  return counter;
}

}  // namespace

TEST_CASE("admission: without counters every call is admitted") {
  CHECK(admit({}, kNow).admitted);
  CHECK(admit({}, kNow).all().empty());
}

TEST_CASE("TH5 admission: when the last counter refuses, none is charged") {
  const Rate ten({.limit = 10, .per = 1min});
  const Rate one({.limit = 1, .per = 1min});
  Cell api;
  Cell user;
  const Counter counters[] = {counter(Dimension::Api, ten, api), counter(Dimension::User, one, user)};
  CHECK(admit(counters, kNow).admitted);
  for (int i = 0; i < 100; ++i) {
    const auto admission = admit(counters, kNow);
    REQUIRE_FALSE(admission.admitted);
    CHECK(admission.refused_by()->dimension == Dimension::User);
    CHECK(admission.retry_after == 60s);
    CHECK(admission.standings[0].remain == 9);
    CHECK(admission.standings[1].remain == 0);
  }
  CHECK(api.look(ten, kNow).remain == 9);
}

TEST_CASE("admission: the wait is long enough for every counter, also for those behind the refusing one") {
  const Rate fast({.limit = 1, .per = 1s});
  const Rate slow({.limit = 1, .per = 1h});
  Cell api;
  Cell app;
  const Counter counters[] = {counter(Dimension::Api, fast, api), counter(Dimension::App, slow, app)};
  CHECK(admit(counters, kNow).admitted);
  const auto refused = admit(counters, kNow);
  CHECK(refused.refused_by()->dimension == Dimension::Api);
  CHECK(refused.retry_after == 1h);
  CHECK(refused.standings[1].refuses);
}

TEST_CASE("admission: an observing counter counts and reports, and refuses nothing") {
  const Rate one({.limit = 1, .per = 1min});
  const Rate ten({.limit = 3, .per = 1min});
  Cell watched;
  Cell enforced;
  const Counter counters[] = {counter(Dimension::Api, one, watched, Mode::Observe),
                              counter(Dimension::App, ten, enforced)};
  CHECK_FALSE(admit(counters, kNow).standings[0].refuses);
  const auto second = admit(counters, kNow);
  CHECK(second.admitted);
  CHECK(second.standings[0].refuses);
  CHECK(second.standings[0].retry_after == 60s);
  CHECK(second.retry_after == 0s);
  CHECK(admit(counters, kNow).admitted);
  CHECK_FALSE(admit(counters, kNow).admitted);
}

TEST_CASE("admission: a refused call is not counted by an observing counter either") {
  const Rate none;
  const Rate ten({.limit = 10, .per = 1min});
  Cell watched;
  Cell closed;
  const Counter counters[] = {counter(Dimension::Api, ten, watched, Mode::Observe),
                              counter(Dimension::App, none, closed)};
  CHECK_FALSE(admit(counters, kNow).admitted);
  CHECK(watched.look(ten, kNow).remain == 10);
}

TEST_CASE("admission: undo gives everything back, once") {
  const Rate ten({.limit = 10, .per = 1min});
  const Rate window({.limit = 10, .per = 1min, .algorithm = throttle::Algorithm::FixedWindow});
  Cell api;
  Cell day;
  auto ledger = throttle::Ledger::make({.bytes = 4096});
  Counter address;
  address.dimension = Dimension::Address;
  address.rate = &ten;
  address.ledger = &*ledger;
  address.key = ledger->key(0, sluice::Address::v4(1));
  const Counter counters[] = {counter(Dimension::SubDomain, window, day), counter(Dimension::Api, ten, api),
                              address};
  auto first = admit(counters, kNow);
  auto second = admit(counters, kNow);
  CHECK(second.standings[2].remain == 8);
  throttle::undo(second, kNow);
  throttle::undo(second, kNow);
  CHECK(api.look(ten, kNow).remain == 9);
  CHECK(day.look(window, kNow).remain == 9);
  CHECK(ledger->look(address.key, ten, kNow).remain == 9);
  throttle::undo(first, kNow);
  CHECK(api.word() == 0);
}

TEST_CASE("admission: a counter without state reports its limit and admits") {
  const Rate one({.limit = 1, .per = 1min});
  Counter bare;
  bare.rate = &one;
  for (int i = 0; i < 3; ++i) {
    const auto admission = admit({&bare, 1}, kNow);
    CHECK(admission.admitted);
    CHECK(admission.standings[0].untracked);
  }
}

TEST_CASE("admission: over random counters it equals testing all of them first and charging afterwards") {
  constexpr std::uint64_t seed = 31;
  samples::Random random(seed);
  for (int round = 0; round < 300; ++round) {
    CAPTURE(seed);
    CAPTURE(round);
    const std::size_t count = 1 + samples::below(random, throttle::kMaxCounters);
    std::vector<throttle::Limit> limits(count);
    std::vector<Rate> rates;
    std::vector<Cell> cells(count);
    std::vector<oracle::Bucket> exact;
    std::vector<Counter> counters;
    for (std::size_t i = 0; i < count; ++i) {
      limits[i] = {.limit = 1 + static_cast<std::uint32_t>(samples::below(random, 9)), .per = 10s};
      rates.emplace_back(limits[i]);
      exact.emplace_back(limits[i]);
    }
    for (std::size_t i = 0; i < count; ++i) counters.push_back(counter(Dimension::Api, rates[i], cells[i]));
    std::uint64_t now = kStart;
    for (int step = 0; step < 200; ++step) {
      now += samples::below(random, 3) * kSecond;
      std::vector<oracle::Bucket> charged = exact;
      bool expected = true;
      for (auto& bucket : charged) expected = bucket.take(now).admitted && expected;
      if (expected) exact = charged;
      REQUIRE(admit(counters, at(now)).admitted == expected);
    }
  }
}
