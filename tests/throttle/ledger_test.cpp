#include "sluice/ledger.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "oracle.hpp"
#include "samples.hpp"

using namespace std::chrono_literals;
using samples::at;
using samples::kSecond;
namespace throttle = sluice::throttle;
using sluice::Address;
using throttle::Key;
using throttle::Ledger;
using throttle::Rate;

namespace {

constexpr std::uint64_t kStart = 1'700'000'000 * kSecond;

Ledger ledger_of(std::size_t bytes, std::uint64_t seed = 0x5eed) {
  auto made = Ledger::make({.bytes = bytes, .seed = seed});
  REQUIRE(made.has_value());
  return std::move(*made);
}

std::uint32_t taken(Ledger& ledger, Key key, const Rate& rate, const sluice::Now& now, std::uint32_t tries) {
  std::uint32_t admitted = 0;
  for (std::uint32_t i = 0; i < tries; ++i) admitted += ledger.take(key, rate, now).admitted ? 1 : 0;
  return admitted;
}

}  // namespace

TEST_CASE("ledger: each key of each scope counts alone") {
  Ledger ledger = ledger_of(1 << 16);
  const Rate rate({.limit = 3, .per = 1min});
  CHECK(taken(ledger, ledger.key(1, "alice"), rate, at(kStart), 5) == 3);
  CHECK(taken(ledger, ledger.key(1, "bob"), rate, at(kStart), 5) == 3);
  CHECK(taken(ledger, ledger.key(2, "alice"), rate, at(kStart), 5) == 3);
  CHECK(taken(ledger, ledger.key(1, "alice"), rate, at(kStart), 5) == 0);
  CHECK(ledger.look(ledger.key(1, "alice"), rate, at(kStart)).retry_after == 20s);
  CHECK(ledger.look(ledger.key(1, "carol"), rate, at(kStart)).remain == 3);
}

TEST_CASE("ledger: what is given back can be taken again, and a full counter frees its place") {
  Ledger ledger = ledger_of(1);
  const Rate rate({.limit = 1, .per = 1h});
  for (int i = 0; i < 1000; ++i) {
    const Key key = ledger.key(0, std::to_string(i));
    const auto got = ledger.take(key, rate, at(kStart));
    REQUIRE(got.admitted);
    REQUIRE_FALSE(got.untracked);
    REQUIRE_FALSE(ledger.take(key, rate, at(kStart)).admitted);
    ledger.give_back(key, rate, at(kStart), got.next);
  }
  ledger.give_back(ledger.key(0, "never seen"), rate, at(kStart), 1);
}

TEST_CASE("ledger: equals a map of exact counters over random keys, rates and times") {
  constexpr std::uint64_t seed = 77;
  CAPTURE(seed);
  samples::Random random(seed);
  Ledger ledger = ledger_of(1 << 16);
  const throttle::Limit limits[] = {
      {.limit = 3, .per = 1s}, {.limit = 7, .per = 1min, .burst = 2}, {.limit = 100, .per = 10s}};
  const Rate rates[] = {Rate(limits[0]), Rate(limits[1]), Rate(limits[2])};
  std::map<std::string, oracle::Bucket> exact;
  std::uint64_t now = kStart / 1000 * 1000;
  for (int i = 0; i < 200'000; ++i) {
    now += samples::below(random, 20) * 1'000'000;
    const std::uint64_t number = samples::below(random, 400);
    const std::string id = std::to_string(number);
    const auto expected = exact.try_emplace(id, limits[number % 3]).first->second.take(now);
    const auto got = ledger.take(ledger.key(number % 3, id), rates[number % 3], at(now));
    REQUIRE(got.admitted == expected.admitted);
    REQUIRE(got.remain == expected.remain);
    REQUIRE_FALSE(got.untracked);
  }
}

TEST_CASE("ledger: idle keys vanish by themselves") {
  Ledger ledger = ledger_of(1 << 14);  // some 750 places
  const Rate rate({.limit = 2, .per = 1s});
  std::uint64_t now = kStart;
  for (int round = 0; round < 50; ++round) {
    for (int i = 0; i < 400; ++i) {
      REQUIRE_FALSE(ledger.take(ledger.key(0, std::to_string(round * 1000 + i)), rate, at(now)).untracked);
    }
    now += 5 * kSecond;
  }
  CHECK(ledger.untracked() == 0);
}

TEST_CASE("TH6 ledger: a million live keys find their place in 40 bytes each") {
  constexpr std::uint64_t keys = 1'000'000;
  Ledger ledger = ledger_of(40 * keys);
  CHECK(ledger.bytes() <= 40 * keys);
  const Rate rate({.limit = 2, .per = 1h});
  for (std::uint64_t i = 0; i < keys; ++i) ledger.take(ledger.key(i, "k"), rate, at(kStart));
  CHECK(ledger.untracked() == 0);
  std::uint64_t wrong = 0;
  for (std::uint64_t i = 0; i < keys; ++i)
    wrong += ledger.look(ledger.key(i, "k"), rate, at(kStart)).remain == 1 ? 0 : 1;
  CHECK(wrong == 0);
}

TEST_CASE(
    "TH6 ledger: ten million keys stay within the bound; those that are in stay exact, the rest is "
    "admitted") {
  Ledger ledger = ledger_of(1 << 20);
  const Rate rate({.limit = 5, .per = 1h});
  const Key known = ledger.key(1, "paying customer");
  CHECK(taken(ledger, known, rate, at(kStart), 3) == 3);
  std::uint64_t refused = 0;
  for (std::uint32_t i = 0; i < 10'000'000; ++i) {
    refused += ledger.take(ledger.key(0, Address::v4(i)), rate, at(kStart + i * 10)).admitted ? 0 : 1;
  }
  CHECK(refused == 0);
  CHECK(ledger.untracked() > 9'900'000);
  CHECK(ledger.bytes() <= 1 << 20);
  CHECK(taken(ledger, known, rate, at(kStart + kSecond), 9) == 2);
  // When the attack's counters are full again, new keys are tracked again.
  CHECK_FALSE(ledger.take(ledger.key(1, "new"), rate, at(kStart + 3700 * kSecond)).untracked);
}

TEST_CASE("TH7 ledger: keys built to collide fill twelve places, and cost nobody else anything") {
  Ledger ledger = ledger_of(1 << 20);
  const Rate rate({.limit = 1, .per = 1h});
  std::uint32_t tracked = 0;
  for (std::uint64_t tag = 2; tag < 100'002; ++tag) {
    tracked += ledger.take(Key{0x4000000080000000, tag}, rate, at(kStart)).untracked ? 0 : 1;
  }
  CHECK(tracked == 12);
  std::uint32_t bystanders = 0;
  for (int i = 0; i < 1000; ++i) {
    bystanders += ledger.take(ledger.key(0, std::to_string(i)), rate, at(kStart)).untracked ? 0 : 1;
  }
  CHECK(bystanders == 1000);
}

TEST_CASE("TH7 ledger: another seed places the same ids elsewhere") {
  const Ledger one = ledger_of(1 << 16, 1);
  const Ledger two = ledger_of(1 << 16, 2);
  CHECK_FALSE(one.key(0, "alice") == two.key(0, "alice"));
  CHECK_FALSE(one.key(0, "alice") == one.key(1, "alice"));
  CHECK(one.key(0, "alice") == one.key(0, "alice"));
}

TEST_CASE("TH8 ledger: an IPv6 client counts by its /64, or by the prefix that is asked for") {
  const Ledger ledger = ledger_of(1 << 12);
  const Address a{0x20010db800000001, 1};
  const Address b{0x20010db800000001, 2};
  const Address c{0x20010db800000002, 1};
  CHECK(ledger.key(0, a) == ledger.key(0, b));
  CHECK_FALSE(ledger.key(0, a) == ledger.key(0, c));
  CHECK_FALSE(ledger.key(0, a, 128) == ledger.key(0, b, 128));
  CHECK(ledger.key(0, a, 127) == ledger.key(0, Address{a.high, 0}, 127));
  CHECK(ledger.key(0, a, 56) == ledger.key(0, c, 56));
  CHECK_FALSE(ledger.key(0, a, 63) == ledger.key(0, c, 63));
  CHECK(ledger.key(0, a, 1) == ledger.key(0, c, 1));
  CHECK_FALSE(ledger.key(0, Address::v4(1)) == ledger.key(0, Address::v4(2)));
}

TEST_CASE("TH3 ledger: a clock that was a year ahead leaves no place blocked for longer than a period") {
  Ledger ledger = ledger_of(1);  // one shelf
  const Rate rate({.limit = 1, .per = 10s});
  constexpr std::uint64_t ahead = kStart + 365 * 86400 * kSecond;
  for (int i = 0; i < 20; ++i) ledger.take(ledger.key(0, std::to_string(i)), rate, at(ahead));
  CHECK(ledger.untracked() > 0);
  CHECK(ledger.take(ledger.key(0, "x"), rate, at(kStart)).untracked);
  CHECK_FALSE(ledger.take(ledger.key(0, "x"), rate, at(kStart + 20 * kSecond)).untracked);
}

TEST_CASE("ledger: no room for even one shelf still works; too much is an error and not a crash") {
  CHECK(ledger_of(0).bytes() > 0);
  const auto made = Ledger::make({.bytes = SIZE_MAX});
  CHECK_FALSE(made.has_value());
}
