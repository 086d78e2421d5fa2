// Access lists: their entries by type, and where they are bound.
#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "base/ascii.hpp"
#include "config/check.hpp"
#include "config/rules.hpp"
#include "sluice/address.hpp"

namespace sluice::config {
namespace {

constexpr std::size_t kEntries = 100;
constexpr std::size_t kAccountBytes = 1024;

constexpr auto kAclRules = std::tuple{
    Text{"acl_name", &AclSpec::acl_name, shape::kName, Needed::Yes},
    Words{"entity_type", &AclSpec::entity_type, "IP DOMAIN DOMAIN_ID", Needed::Yes},
    Words{"acl_type", &AclSpec::acl_type, "PERMIT DENY", Needed::Yes},
    Words{"mode", &AclSpec::mode, "enforce observe"},
};

std::vector<std::string_view> entries_of(std::string_view list) {
  std::vector<std::string_view> entries;
  for (std::size_t at = 0;;) {
    const std::size_t end = std::min(list.find(',', at), list.size());
    entries.push_back(list.substr(at, end - at));
    if (end == list.size()) return entries;
    at = end + 1;
  }
}

void check_addresses(Report& report, const std::vector<std::string_view>& entries) {
  std::map<std::pair<Address, Address>, std::string_view> taken;
  for (const std::string_view entry : entries) {
    const auto range = read_range(entry);
    if (!range) {
      report.error(row_of(2015), "acl_value", quote(entry) + " is no address, network or range");
      continue;
    }
    const auto [earlier, is_new] = taken.try_emplace({range->first, range->last}, entry);
    if (!is_new)
      report.error(row_of(3306), "acl_value",
                   quote(entry) + " stands already there as " + quote(earlier->second),
                   report.pointer("acl_value"));
  }
}

void check_accounts(Report& report, const AclSpec& acl, const std::vector<std::string_view>& entries) {
  if (acl.acl_value.size() > kAccountBytes)
    report.error(row_of(2006), "acl_value", "is longer than 1024 bytes");
  const bool is_id = acl.entity_type == "DOMAIN_ID";
  for (const std::string_view entry : entries) {
    const Shape& shape = is_id ? shape::kAccountId : shape::kAccountName;
    const bool is_legal = check_text(report, "acl_value", entry, shape, Needed::Yes);
    if (is_legal && !is_id && std::ranges::all_of(entry, ascii::is_digit))
      report.error(row_of(2011), "acl_value", quote(entry) + " is no account name: digits only");
  }
}

void check_entries(Report& report, const AclSpec& acl) {
  if (!check_present(report, "acl_value", !acl.acl_value.empty())) return;
  const auto entries = entries_of(acl.acl_value);
  if (acl.entity_type == "IP") {
    check_count(report, "acl_value", entries.size(), kEntries, row_of(2003));
    check_addresses(report, entries);
  } else if (acl.entity_type == "DOMAIN" || acl.entity_type == "DOMAIN_ID") {
    check_accounts(report, acl, entries);
  }
}

}  // namespace

void check_acls(Walk& walk) {
  Names names(row_of(3206));
  std::map<std::string, Unique> taken;  // an API has one of each type in an environment
  for (std::size_t i = 0; i < walk.configuration.acls.size(); ++i) {
    const AclSpec& acl = walk.configuration.acls[i];
    const auto here = walk.report.enter("acls", i);
    names.claim(walk.report, acl.id, acl.owner, acl.acl_name, "acl_name");
    apply(walk.report, acl, kAclRules);
    check_entries(walk.report, acl);
    check_bindings(walk, acl.bindings, acl.owner, taken[acl.entity_type]);
  }
}

}  // namespace sluice::config
