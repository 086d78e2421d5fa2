#include <doctest/doctest.h>

#include <random>
#include <string>

#include "corpus.hpp"
#include "sluice/acl.hpp"

using namespace sluice;

namespace {

const std::string kAlice(32, 'a');
const std::string kBob(32, 'b');

}  // namespace

TEST_CASE("acl: the five lines of the manual") {
  const Address ip = *read_address("198.51.100.7");
  bool refused = false;
  auto a = acl::compile(acl::Permit, "198.51.100.0/24,2001:db8::7");
  if (!a->allows(ip)) refused = true;
  CHECK_FALSE(refused);
}

TEST_CASE("acl: a permitting list passes what is listed, a denying one everything else") {
  const auto permit = acl::compile(acl::Permit, "198.51.100.0/24,2001:db8::7,10.0.0.1-10.0.0.9");
  const auto deny = acl::compile(acl::Deny, "198.51.100.0/24,2001:db8::7,10.0.0.1-10.0.0.9");
  const struct {
    const char* address;
    int entry;
  } rows[] = {
      {"198.51.100.0", 0},  {"198.51.100.255", 0}, {"::ffff:198.51.100.9", 0},
      {"198.51.101.0", -1}, {"2001:DB8::7", 1},    {"2001:db8::8", -1},
      {"10.0.0.9", 2},      {"10.0.0.10", -1},
  };
  for (const auto& row : rows) {
    CAPTURE(row.address);
    const Address address = *read_address(row.address);
    CHECK(permit->allows(address) == (row.entry >= 0));
    CHECK(deny->allows(address) == (row.entry < 0));
    CHECK(permit->allows(row.address) == permit->allows(address));
    const acl::Verdict verdict = deny->ask(address);
    CHECK(verdict.entry.has_value() == (row.entry >= 0));
    if (row.entry >= 0) CHECK(*verdict.entry == static_cast<std::uint32_t>(row.entry));
  }
  CHECK(permit->ask(*read_address("10.0.0.3")).text == "10.0.0.1-10.0.0.9");
  CHECK(permit->ask(*read_address("9.0.0.3")).text.empty());
  CHECK(permit->size() == 3);
}

TEST_CASE("acl: text that is no address is refused by either kind") {
  for (acl::Kind kind : {acl::Permit, acl::Deny})
    for (const char* text : {"", "198.51.100.07", "198.51.100.7:80", "localhost"})
      CHECK_FALSE(acl::compile(kind, "0.0.0.0/0,::/0")->allows(text));
}

TEST_CASE("acl: the first listed of several entries that hold an address decides") {
  const auto list = acl::compile(acl::Deny, "10.1.0.0/16,10.0.0.0/8,10.1.2.3");
  CHECK(list->ask(*read_address("10.1.2.3")).text == "10.1.0.0/16");
  CHECK(list->ask(*read_address("10.2.2.3")).text == "10.0.0.0/8");
}

TEST_CASE("acl: every refused entry of the corpus refuses its whole list and is named") {
  int refused = 0;
  for (const corpus::Row& row : corpus::rows("corpora/cidrs.tsv")) {
    if (row[0].find(',') != std::string::npos) continue;
    CAPTURE(row[0]);
    const std::string list = "203.0.113.77," + row[0] + ",203.0.113.78";
    const auto compiled = acl::compile(acl::Deny, list);
    CHECK(compiled.has_value() == (row[1] != "reject"));
    if (compiled) continue;
    REQUIRE(compiled.error().all.size() == 1);
    const acl::Fault& fault = compiled.error().all[0];
    CHECK(fault.text == row[0]);
    CHECK(fault.index == 1);
    CHECK(fault.offset == 13);
    CHECK(fault.cause.has_value());
    CHECK(error::row(acl::row(fault.kind, acl::Subject::Address)).code == "APIG.2015");
    ++refused;
  }
  CHECK(refused > 40);
}

TEST_CASE("acl: all bad entries are named, not the first only; an empty list is one") {
  const auto bad = acl::compile(acl::Permit, "10.0.0.0/33,1.1.1.1, 2.2.2.2,,x");
  REQUIRE_FALSE(bad.has_value());
  CHECK(bad.error().all.size() == 4);
  CHECK(bad.error().all[1].text == " 2.2.2.2");
  CHECK(bad.error().all[2].text.empty());
  CHECK(bad.error().all[3].index == 4);
  REQUIRE_FALSE(acl::compile(acl::Permit, "").has_value());
  CHECK(acl::compile(acl::Permit, "").error().all.size() == 1);
}

TEST_CASE("acl: entries that say the same addresses are repeated, however they are written") {
  const auto repeated =
      acl::compile(acl::Permit, "1.2.3.4,::1,1.2.3.4/32,::ffff:1.2.3.4,1.2.3.4-1.2.3.5,0::1");
  REQUIRE_FALSE(repeated.has_value());
  const auto& faults = repeated.error().all;
  REQUIRE(faults.size() == 3);
  const struct {
    std::uint32_t index;
    std::uint32_t earlier;
  } rows[] = {{2, 0}, {3, 0}, {5, 1}};
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(faults[i].kind == acl::Fault::Kind::Duplicate);
    CHECK(faults[i].index == rows[i].index);
    CHECK(faults[i].earlier == rows[i].earlier);
  }
  CHECK(error::row(acl::row(faults[0].kind, acl::Subject::Address)).code == "APIG.3306");
}

TEST_CASE("acl: NAT64 addresses are judged as IPv4 only where the list says so") {
  const acl::Spec spec{.kind = acl::Deny, .entries = "1.2.3.4", .nat64 = true};
  CHECK_FALSE(acl::compile(spec)->allows("64:ff9b::1.2.3.4"));
  CHECK(acl::compile(acl::Deny, "1.2.3.4")->allows("64:ff9b::1.2.3.4"));
}

TEST_CASE(
    "acl: account names compare bytewise, ids too; an unknown account is refused by either kind (IP10)") {
  const auto names = acl::compile(acl::Permit, "alice,Bob,\xe4\xb8\xad", acl::Subject::AccountName);
  CHECK(names->allows("alice"));
  CHECK_FALSE(names->allows("Alice"));
  CHECK_FALSE(names->allows("bob"));
  CHECK(names->allows("\xe4\xb8\xad"));
  CHECK_FALSE(names->allows("alice,Bob"));
  CHECK_FALSE(names->allows(""));
  CHECK(names->ask("Bob").entry == 1u);
  CHECK(names->ask("Bob").text == "Bob");
  const auto ids = acl::compile(acl::Deny, kAlice, acl::Subject::AccountId);
  CHECK_FALSE(ids->allows(kAlice));
  CHECK(ids->allows(kBob));
  CHECK_FALSE(ids->allows(""));
}

TEST_CASE("acl: what is no account name or id is refused, with row 2000") {
  std::string wide;
  for (int i = 0; i < 64; ++i) wide += "\xe4\xb8\xad";
  const struct {
    std::string entry;
    acl::Subject subject;
    bool is_legal;
  } rows[] = {
      {"a", acl::Subject::AccountName, true},
      {std::string(64, 'n'), acl::Subject::AccountName, true},
      {std::string(65, 'n'), acl::Subject::AccountName, false},
      {wide, acl::Subject::AccountName, true},
      {wide + "a", acl::Subject::AccountName, false},
      {"12345", acl::Subject::AccountName, false},
      {"", acl::Subject::AccountName, false},
      {kAlice, acl::Subject::AccountId, true},
      {kAlice + "a", acl::Subject::AccountId, false},
      {std::string(31, 'a') + "-", acl::Subject::AccountId, false},
  };
  for (const auto& row : rows) {
    CAPTURE(row.entry);
    const auto list = acl::compile(acl::Permit, row.entry, row.subject);
    CHECK(list.has_value() == row.is_legal);
    if (list) continue;
    CHECK(error::row(acl::row(list.error().all[0].kind, row.subject)).code == "APIG.2000");
  }
}

TEST_CASE("acl: a hundred thousand entries of each subject") {
  std::string addresses;
  std::string names;
  for (int i = 0; i < 100000; ++i) {
    addresses += (i == 0 ? "" : ",") + std::to_string(1 + i / 65536) + "." + std::to_string(i / 256 % 256) +
                 "." + std::to_string(i % 256) + ".0/25";
    names += (i == 0 ? "n" : ",n") + std::to_string(i);
  }
  const auto list = acl::compile(acl::Permit, addresses);
  const auto accounts = acl::compile(acl::Permit, names, acl::Subject::AccountName);
  REQUIRE(list.has_value());
  REQUIRE(accounts.has_value());
  for (int i = 0; i < 100000; i += 37) {
    const std::uint32_t first = static_cast<std::uint32_t>((1 + i / 65536) << 24 | (i % 65536) << 8);
    CHECK(list->ask(Address::v4(first + 127)).entry == static_cast<std::uint32_t>(i));
    CHECK_FALSE(list->allows(Address::v4(first + 128)));
    CHECK(accounts->ask("n" + std::to_string(i)).entry == static_cast<std::uint32_t>(i));
    CHECK_FALSE(accounts->allows("m" + std::to_string(i)));
  }
}
