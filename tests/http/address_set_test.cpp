#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

#include "sluice/address.hpp"

using namespace sluice;

namespace {

std::optional<std::uint32_t> scan(const std::vector<Range>& ranges, const Address& address) {
  for (std::uint32_t i = 0; i < ranges.size(); ++i)
    if (ranges[i].contains(address)) return i;
  return std::nullopt;
}

Address step(Address a, int by) {
  if (by > 0) return {a.low == UINT64_MAX ? a.high + 1 : a.high, a.low + 1};
  return {a.low == 0 ? a.high - 1 : a.high, a.low - 1};
}

class Source {
 public:
  explicit Source(unsigned seed) : random_(seed) {}

  std::uint64_t below(std::uint64_t n) { return random_() % n; }

  /// An address whose bits crowd, so that ranges overlap, touch and share their /64.
  Address address() {
    if (below(2) == 0) return Address::v4(static_cast<std::uint32_t>(below(3) == 0 ? random_() : below(600)));
    const std::uint64_t highs[] = {0,          1,        2,        0x20010db8'00000000, 0x20010db8'00000001,
                                   UINT64_MAX, below(5), random_()};
    const std::uint64_t lows[] = {0, 1, UINT64_MAX, UINT64_MAX - 1, below(40), 0xfffe'ffff'ffff, random_()};
    return {highs[below(std::size(highs))], lows[below(std::size(lows))]};
  }

  Range range() {
    for (;;) {
      Range range{address(), address()};
      if (below(3) == 0) range.last = range.first;
      if (range.first.is_v4() != range.last.is_v4()) continue;
      if (range.last < range.first) std::swap(range.first, range.last);
      return range;
    }
  }

 private:
  std::mt19937_64 random_;
};

}  // namespace

TEST_CASE(
    "address set: answers as a scan of the list, on random overlapping ranges and around their ends (IP9)") {
  constexpr unsigned seed = 42;
  CAPTURE(seed);
  Source source(seed);
  for (int round = 0; round < 3000; ++round) {
    std::vector<Range> ranges;
    for (std::uint64_t n = source.below(round % 10 == 0 ? 200 : 12); n > 0; --n)
      ranges.push_back(source.range());
    const auto set = AddressSet::compile(ranges);
    REQUIRE(set.has_value());
    std::vector<Address> asked;
    for (const Range& range : ranges)
      for (const Address& end : {range.first, range.last})
        for (const Address& address : {end, step(end, 1), step(end, -1)}) asked.push_back(address);
    for (int i = 0; i < 50; ++i) asked.push_back(source.address());
    for (const Address& address : asked) {
      if (set->find(address) == scan(ranges, address)) continue;
      CAPTURE(round);
      char room[kAddressRoom];
      CAPTURE(std::string(write_address(address, room)));
      REQUIRE(set->find(address) == scan(ranges, address));
    }
  }
}

TEST_CASE(
    "address set: a hundred thousand entries answer as a scan, one range over all changes nothing before "
    "it") {
  constexpr unsigned seed = 43;
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  std::vector<Range> ranges;
  for (int i = 0; i < 100000; ++i) {
    const auto bits = static_cast<unsigned>(random() % 12);
    if (i % 3 != 0) {
      const auto first = static_cast<std::uint32_t>(random()) >> bits << bits;
      ranges.push_back({Address::v4(first), Address::v4(first | ((1u << bits) - 1))});
    } else {
      const std::uint64_t high = 0x2000'0000'0000'0000 | random() >> 12 << 8;
      ranges.push_back({{high, 0}, {high | 0xff, UINT64_MAX}});
    }
  }
  for (const char* all : {"0.0.0.0/0", "::/0"}) ranges.push_back(*read_range(all));
  const auto set = AddressSet::compile(ranges);
  REQUIRE(set.has_value());
  for (int i = 0; i < 200; ++i) {
    const Range& range = ranges[random() % ranges.size()];
    const Address inside{range.first.high | (range.last.high & 0x55), range.first.low};
    CHECK(set->find(inside) == scan(ranges, inside));
    const Address any =
        i % 2 == 0 ? Address::v4(static_cast<std::uint32_t>(random())) : Address{random(), random()};
    CHECK(set->find(any) == scan(ranges, any));
  }
  CHECK(set->bytes() < 40 * ranges.size());
}

TEST_CASE("address set: answers as a scan however its entries crowd") {
  constexpr unsigned seed = 44;
  CAPTURE(seed);
  Source source(seed);
  for (int round = 0; round < 60; ++round) {
    // Each entry is as far from the last one as a random power of two, so that at every scale some crowd.
    std::vector<Range> ranges;
    std::vector<Address> asked;
    const int widest = 1 + round % 30;
    std::uint32_t number = static_cast<std::uint32_t>(source.below(1000));
    std::uint64_t upper = source.below(1000);
    for (int i = 0; i < 600; ++i) {
      number += 1 + static_cast<std::uint32_t>(source.below(std::uint64_t{1} << source.below(widest)));
      upper += 1 + source.below(std::uint64_t{1} << source.below(2 * widest));
      const auto last = number + static_cast<std::uint32_t>(source.below(3));
      ranges.push_back({Address::v4(number), Address::v4(std::max(number, last))});
      const std::uint64_t lower = source.below(2) == 0 ? 0 : source.below(50);
      ranges.push_back({{upper, lower}, {upper, lower == 0 ? UINT64_MAX : lower}});
    }
    const auto set = AddressSet::compile(ranges);
    REQUIRE(set.has_value());
    for (const Range& range : ranges)
      for (const Address& address : {range.first, range.last, step(range.first, -1), step(range.last, 1)})
        if (source.below(8) == 0) asked.push_back(address);
    asked.insert(asked.end(), {Address::v4(0), Address::v4(UINT32_MAX), {0, 0}, {UINT64_MAX, UINT64_MAX}});
    for (const Address& address : asked) {
      CAPTURE(round);
      REQUIRE(set->find(address) == scan(ranges, address));
    }
  }
}

TEST_CASE("address set: a hundred thousand entries take at most sixteen bytes each, and a few more") {
  std::vector<Range> ranges;
  for (std::uint32_t i = 0; i < 70'000; ++i)
    ranges.push_back({Address::v4(i * 61'000), Address::v4(i * 61'000)});
  for (std::uint64_t i = 0; i < 30'000; ++i)
    ranges.push_back(
        {{0x2a00'0000'0000'0000 + (i << 20), 0}, {0x2a00'0000'0000'0000 + (i << 20), UINT64_MAX}});
  CHECK(AddressSet::compile(ranges)->bytes() < 16 * ranges.size() + 4096);
}

TEST_CASE("address set: families are apart, both are needed for all (IP8)") {
  const std::vector<Range> v4{*read_range("0.0.0.0/0")};
  const std::vector<Range> v6{*read_range("::/0")};
  CHECK(AddressSet::compile(v4)->contains(*read_address("::ffff:9.9.9.9")));
  CHECK_FALSE(AddressSet::compile(v4)->contains(*read_address("::1")));
  CHECK(AddressSet::compile(v6)->contains(*read_address("::1")));
  CHECK_FALSE(AddressSet::compile(v6)->contains(*read_address("9.9.9.9")));
  CHECK_FALSE(AddressSet::compile(v6)->contains(*read_address("::ffff:9.9.9.9")));
}

TEST_CASE("address set: NAT64 stands for the address inside only where asked") {
  const std::vector<Range> ranges{*read_range("1.2.3.0/24"), *read_range("64:ff9b::5.6.7.8"),
                                  *read_range("::/0")};
  const auto apart = AddressSet::compile(ranges);
  const auto judged = AddressSet::compile(ranges, AddressSet::Nat64::Judged);
  CHECK(apart->find(*read_address("64:ff9b::1.2.3.4")) == 2u);
  CHECK(judged->find(*read_address("64:ff9b::1.2.3.4")) == 0u);
  CHECK(apart->find(*read_address("5.6.7.8")) == std::nullopt);
  CHECK(judged->find(*read_address("5.6.7.8")) == 1u);
  CHECK(judged->find(*read_address("64:ff9b::5.6.7.8")) == 1u);
  CHECK(judged->find(*read_address("64:ff9b::9.9.9.9")) == std::nullopt);
}

TEST_CASE("address set: empty sets hold nothing; a tiny one is under a kilobyte") {
  CHECK_FALSE(AddressSet().contains(Address::v4(0)));
  CHECK_FALSE(AddressSet::compile({})->contains(Address{0, 0}));
  std::vector<Range> ranges;
  for (std::uint32_t i = 0; i < 5; ++i) {
    ranges.push_back({Address::v4(i << 8), Address::v4(i << 8 | 7)});
    ranges.push_back({{i + 1, 5}, {i + 1, 5}});
  }
  CHECK(AddressSet::compile(ranges)->bytes() < 1024);
}
