#include "sluice/address.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>

#include <random>
#include <string>

#include "corpus.hpp"
#include "guard.hpp"

using namespace sluice;

namespace {

std::string text_of(const Address& address) {
  char room[kAddressRoom];
  return std::string(write_address(address, room));
}

std::string read(std::string_view text) {
  const auto address = read_address(text);
  return address ? text_of(*address) : "reject";
}

}  // namespace

TEST_CASE("address: every row of the corpus, at the end of memory; canonical text reads as itself (IP2)") {
  for (const corpus::Row& row : corpus::rows("corpora/ips.tsv")) {
    CAPTURE(row[0]);
    CHECK(read(guard::Text(row[0]).view()) == row[1]);
    if (row[1] != "reject") CHECK(read(guard::Text(row[1]).view()) == row[1]);
  }
}

TEST_CASE("address: the C library reads random texts alike and gives the same bytes") {
  constexpr unsigned seed = 7;
  CAPTURE(seed);
  std::mt19937 random(seed);
  const std::string alphabet = "0123456789abcdefABCDEF::::....::";
  for (int round = 0; round < 200000; ++round) {
    std::string text;
    for (unsigned n = random() % 20; n > 0; --n) text += alphabet[random() % alphabet.size()];
    std::byte bytes[16];
    const bool is_v6 = text.find(':') != std::string::npos;
    const bool is_known = inet_pton(is_v6 ? AF_INET6 : AF_INET, text.c_str(), bytes) == 1;
    const auto address = read_address(text);
    if (address.has_value() != is_known ||
        (is_known && *address != *address_of(std::span(bytes, is_v6 ? 16 : 4)))) {
      CAPTURE(text);
      CHECK(address.has_value() == is_known);
      CHECK(*address == *address_of(std::span(bytes, is_v6 ? 16 : 4)));
    }
  }
}

TEST_CASE("address: random addresses survive writing and reading, whatever their zero runs") {
  constexpr unsigned seed = 11;
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  for (int round = 0; round < 100000; ++round) {
    Address address{random(), random()};
    for (int group = 0; group < 8; ++group)
      if (random() % 2 == 0)
        (group < 4 ? address.high : address.low) &= ~(std::uint64_t{0xffff} << 16 * (group % 4));
    if (round % 8 == 0) address = Address::v4(static_cast<std::uint32_t>(random()));
    if (read_address(text_of(address)) != address) CHECK(read(text_of(address)) == text_of(address));
  }
}

TEST_CASE("address: a mapped address is the IPv4 address; NAT64 unwraps only where asked (IP1)") {
  CHECK(*read_address("::ffff:1.2.3.4") == Address::v4(0x01020304));
  CHECK(std::hash<Address>()(*read_address("::ffff:1.2.3.4")) ==
        std::hash<Address>()(*read_address("1.2.3.4")));
  CHECK_FALSE(read_address("64:ff9b::1.2.3.4")->is_v4());
  CHECK(read_address("64:ff9b::1.2.3.4")->without_nat64() == Address::v4(0x01020304));
  CHECK(read_address("64:ff9b::1:1.2.3.4")->without_nat64() == *read_address("64:ff9b::1:1.2.3.4"));
  CHECK(read_address("64:ff9b:1::1.2.3.4")->without_nat64() == *read_address("64:ff9b:1::1.2.3.4"));
  CHECK_FALSE(address_of({}).has_value());
  char room[8];
  CHECK(write_address(Address::v4(0x01020304), room) == "1.2.3.4");
  CHECK(write_address(Address::v4(0x01020304), Room(room, 6)).empty());
}

TEST_CASE("range: every row of the corpus, at the end of memory; canonical text reads as itself (IP7)") {
  for (const corpus::Row& row : corpus::rows("corpora/cidrs.tsv")) {
    CAPTURE(row[0]);
    const auto range = read_range(guard::Text(row[0]).view());
    CHECK(range.has_value() == (row[1] != "reject"));
    if (!range || row[1] == "reject") continue;
    char room[kRangeRoom];
    const std::string canonical(write_range(*range, room));
    CHECK(canonical == row[1]);
    CHECK(text_of(range->first) == row[2]);
    CHECK(text_of(range->last) == row[3]);
    CHECK(*read_range(canonical) == *range);
    CHECK(write_range(*range, Room(room, canonical.size())) == canonical);
    CHECK(write_range(*range, Room(room, canonical.size() - 1)).empty());
  }
}

TEST_CASE("range: a refusal names its cause") {
  CHECK(read_range("1.2.3").error() == RangeFault::BadAddress);
  CHECK(read_range("10.0.0.0/08").error() == RangeFault::BadLength);
  CHECK(read_range("10.0.0.0/33").error() == RangeFault::BadLength);
  CHECK(read_range("10.0.0.1/8").error() == RangeFault::HostBits);
  CHECK(read_range("::2-::1").error() == RangeFault::Reversed);
  CHECK(read_range("1.1.1.1-::1").error() == RangeFault::TwoFamilies);
}

TEST_CASE("range: families are apart") {
  CHECK_FALSE(read_range("::/0")->contains(Address::v4(1)));
  CHECK_FALSE(read_range("0.0.0.0/0")->contains(*read_address("::1")));
  CHECK(read_range("0.0.0.0/0")->contains(*read_address("::ffff:9.9.9.9")));
}
