#include <doctest/doctest.h>

#include <string>

#include "sluice/acl.hpp"

using namespace sluice;

namespace {

const std::string kId(32, 'a');
const std::string kOther(32, 'b');

}  // namespace

TEST_CASE("acl check: without a list everyone passes, also the unknown") {
  CHECK(acl::check_address({}, std::nullopt).reason == Reason::None);
  CHECK(acl::check_account({}, "", "").reason == Reason::None);
}

TEST_CASE("acl check: an unknown address is refused by either kind, with its own reason") {
  for (acl::Kind kind : {acl::Permit, acl::Deny}) {
    const auto list = acl::compile(kind, "0.0.0.0/0");
    CHECK(acl::check_address({.addresses = &*list}, std::nullopt).reason == Reason::ClientAddressUnknown);
  }
}

TEST_CASE("acl check: a refused address names the list and the entry that decided") {
  const auto deny = acl::compile(acl::Deny, "10.0.0.0/8,192.168.0.0/16");
  const acl::Finding refused = acl::check_address({.addresses = &*deny}, read_address("192.168.1.5"));
  CHECK(refused.reason == Reason::AddressRefused);
  CHECK(refused.list == &*deny);
  CHECK(refused.entry == 1u);
  CHECK(refused.text == "192.168.0.0/16");
  const auto permit = acl::compile(acl::Permit, "10.0.0.0/8");
  const acl::Finding absent = acl::check_address({.addresses = &*permit}, read_address("11.0.0.1"));
  CHECK(absent.reason == Reason::AddressRefused);
  CHECK_FALSE(absent.entry.has_value());
  CHECK(acl::check_address({.addresses = &*permit}, read_address("10.0.0.1")).reason == Reason::None);
}

TEST_CASE(
    "acl check: account lists of one kind must both pass; of two kinds only the permitting one counts") {
  using acl::Deny;
  using acl::Permit;
  // Whether the caller is listed by name and by id, and what follows.
  const struct {
    acl::Kind names;
    bool name_listed;
    acl::Kind ids;
    bool id_listed;
    bool passes;
  } rows[] = {
      {Permit, true, Permit, true, true},   {Permit, true, Permit, false, false},
      {Permit, false, Permit, true, false}, {Deny, false, Deny, false, true},
      {Deny, true, Deny, false, false},     {Deny, false, Deny, true, false},
      {Permit, true, Deny, true, true},     {Permit, false, Deny, false, false},
      {Deny, true, Permit, true, true},     {Deny, false, Permit, false, false},
  };
  for (const auto& row : rows) {
    const auto names = acl::compile(row.names, row.name_listed ? "me" : "you", acl::Subject::AccountName);
    const auto ids = acl::compile(row.ids, row.id_listed ? kId : kOther, acl::Subject::AccountId);
    const acl::Finding finding = acl::check_account({nullptr, &*names, &*ids}, "me", kId);
    CHECK(finding.reason == (row.passes ? Reason::None : Reason::AccountRefused));
  }
}

TEST_CASE("acl check: one account list alone decides alone; the address list has no say") {
  const auto names = acl::compile(acl::Permit, "me", acl::Subject::AccountName);
  const auto addresses = acl::compile(acl::Permit, "10.0.0.1");
  const acl::Bound bound{&*addresses, &*names, nullptr};
  CHECK(acl::check_account(bound, "me", "").reason == Reason::None);
  CHECK(acl::check_account(bound, "you", kId).reason == Reason::AccountRefused);
  CHECK(acl::check_account(bound, "", kId).reason == Reason::AccountRefused);
}
