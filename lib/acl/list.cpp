// A compiled access list: its own copy of the configured text, where each entry stands in it, and a set of
// addresses or of accounts that gives the place of the entry that holds a subject.
#include <new>
#include <stdexcept>
#include <string>
#include <utility>

#include "acl/accounts.hpp"
#include "acl/entries.hpp"
#include "sluice/acl.hpp"

namespace sluice::acl {

struct List::Tables {
  Kind kind;
  Subject subject;
  std::string text;
  std::vector<std::uint32_t> starts;  // of each entry in `text`, and one past the last
  AddressSet addresses;
  Accounts accounts;

  std::string_view entry(std::uint32_t index) const noexcept {
    return std::string_view(text).substr(starts[index], starts[index + 1] - 1 - starts[index]);
  }

  Verdict verdict(std::optional<std::uint32_t> found) const noexcept {
    return {found.has_value() == (kind == Permit), found, found ? entry(*found) : std::string_view{}};
  }
};

List::List(std::unique_ptr<const Tables> tables) noexcept : tables_(std::move(tables)) {}
List::List(List&&) noexcept = default;
List& List::operator=(List&&) noexcept = default;
List::~List() = default;

Kind List::kind() const noexcept { return tables_->kind; }
Subject List::subject() const noexcept { return tables_->subject; }
std::size_t List::size() const noexcept { return tables_->starts.size() - 1; }

std::size_t List::bytes() const noexcept {
  return sizeof(Tables) + tables_->text.capacity() + tables_->starts.capacity() * sizeof(std::uint32_t) +
         tables_->addresses.bytes() + tables_->accounts.bytes();
}

Verdict List::ask(const Address& address) const noexcept {
  return tables_->verdict(tables_->addresses.find(address));
}

Verdict List::ask(std::string_view text) const noexcept {
  if (tables_->subject != Subject::Address) {
    if (text.empty()) return {};
    return tables_->verdict(tables_->accounts.find(text));
  }
  const auto address = read_address(text);
  return address ? ask(*address) : Verdict{};
}

namespace {

/// Everything wrong with a list, and the ranges of one that has no bad entry.
struct Findings {
  std::vector<Fault> faults;
  std::vector<Range> ranges;
};

Findings examine(const Spec& spec, const std::vector<std::string_view>& entries) {
  Findings findings;
  if (spec.subject != Subject::Address) {
    check_accounts(spec.entries, entries, spec.subject, findings.faults);
    return findings;
  }
  findings.ranges = read_ranges(spec.entries, entries, findings.faults);
  if (findings.faults.empty()) check_repeated(spec.entries, entries, findings.ranges, findings.faults);
  return findings;
}

std::vector<std::uint32_t> starts_of(const std::vector<std::string_view>& entries) {
  std::vector<std::uint32_t> starts;
  starts.reserve(entries.size() + 1);
  std::uint32_t at = 0;
  for (std::string_view entry : entries) {
    starts.push_back(at);
    at += static_cast<std::uint32_t>(entry.size()) + 1;
  }
  starts.push_back(at);
  return starts;
}

Faults out_of_memory() noexcept {
  Faults faults;
  faults.is_out_of_memory = true;
  return faults;
}

}  // namespace

Result<List, Faults> compile(const Spec& spec) noexcept try {
  if (spec.entries.size() >= UINT32_MAX) return out_of_memory();
  const auto entries = split(spec.entries);
  Findings findings = examine(spec, entries);
  if (!findings.faults.empty()) return Faults{std::move(findings.faults)};

  auto tables = std::make_unique<List::Tables>();
  tables->kind = spec.kind;
  tables->subject = spec.subject;
  tables->text = spec.entries;
  tables->starts = starts_of(entries);
  if (spec.subject == Subject::Address) {
    auto set = AddressSet::compile(findings.ranges,
                                   spec.nat64 ? AddressSet::Nat64::Judged : AddressSet::Nat64::Apart);
    if (!set) return out_of_memory();
    tables->addresses = std::move(*set);
  } else {
    tables->accounts = Accounts(split(tables->text));
  }
  return List(std::move(tables));
} catch (const std::bad_alloc&) {
  return out_of_memory();
} catch (const std::length_error&) {
  return out_of_memory();
}

Result<List, Faults> compile(Kind kind, std::string_view entries, Subject subject) noexcept {
  return compile(Spec{.kind = kind, .entries = entries, .subject = subject});
}

error::Row row(Fault::Kind fault, Subject subject) noexcept {
  if (subject != Subject::Address) return error::Row::ParameterError;
  return fault == Fault::Kind::Duplicate ? error::Row::IpAddressExists : error::Row::InvalidIpAddress;
}

}  // namespace sluice::acl
