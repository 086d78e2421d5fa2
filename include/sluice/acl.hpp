/// Access lists: by address, account name or account id; permitting or denying.
///
///     auto a = acl::compile(acl::Permit, "198.51.100.0/24,2001:db8::7");
///     if (!a->allows(ip)) refuse();
///
/// A list is compiled once and then answers in nanoseconds, however many entries it has.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/address.hpp"
#include "sluice/error.hpp"
#include "sluice/reason.hpp"
#include "sluice/result.hpp"

namespace sluice::acl {

enum class Kind : std::uint8_t {
  Permit,  ///< only what is listed passes
  Deny,    ///< what is listed is refused
};
using enum Kind;

/// What the entries name, and so what is asked.
enum class Subject : std::uint8_t {
  Address,      ///< `address`, `address/length`, `first-last`
  AccountName,  ///< 1 to 64 characters, not all digits; compared bytewise
  AccountId,    ///< 32 letters and digits; compared bytewise
};

/// A list as configured.
struct Spec {
  Kind kind = Permit;
  std::string_view entries;  ///< separated by ','; blanks are not trimmed
  Subject subject = Subject::Address;
  bool nat64 = false;  ///< judge 64:ff9b::/96 as the IPv4 address inside
};

/// What is wrong with one entry.
struct Fault {
  enum class Kind : std::uint8_t { BadEntry, Duplicate };
  Kind kind = Kind::BadEntry;
  std::uint32_t index = 0;    ///< which entry, from 0
  std::uint32_t offset = 0;   ///< where it begins in `Spec::entries`
  std::uint32_t earlier = 0;  ///< Duplicate: the entry that it repeats
  std::string_view text;      ///< the entry; points into `Spec::entries`
  std::optional<RangeFault> cause;
};

/// The row of the management table that answers a fault: 2015 for a bad and 3306 for a repeated address, 2000
/// for account lists.
error::Row row(Fault::Kind fault, Subject subject) noexcept;

/// Every fault of a list: bad entries first, in their order, or else the repeated ones in theirs.
struct Faults {
  std::vector<Fault> all;
  bool is_out_of_memory = false;  ///< memory ran out, or 4 GiB of entries; then `all` may be empty
};

/// What a list says of one subject.
struct Verdict {
  bool is_allowed = false;
  std::optional<std::uint32_t> entry;  ///< which entry decided, from 0; nothing: none is matched
  std::string_view text;               ///< that entry as configured; points into the list
  explicit operator bool() const noexcept { return is_allowed; }
};

/// A compiled list. Immutable; any number of threads may ask at once; asking allocates nothing.
class List {
 public:
  List(List&&) noexcept;
  List& operator=(List&&) noexcept;
  ~List();

  Kind kind() const noexcept;
  Subject subject() const noexcept;
  std::size_t size() const noexcept;   ///< entries
  std::size_t bytes() const noexcept;  ///< memory held

  /// An account list allows no address when it permits, and every address when it denies.
  bool allows(const Address& address) const noexcept { return ask(address).is_allowed; }
  /// An address as text (no address: refused), an account name or an account id, by the list's subject.
  /// An empty account is unknown and refused by either kind.
  bool allows(std::string_view text) const noexcept { return ask(text).is_allowed; }

  /// The same, with the entry that decided. Lifetime: `text` points into the list.
  Verdict ask(const Address& address) const noexcept;
  Verdict ask(std::string_view text) const noexcept;

 private:
  struct Tables;
  explicit List(std::unique_ptr<const Tables> tables) noexcept;
  friend Result<List, Faults> compile(const Spec& spec) noexcept;
  std::unique_ptr<const Tables> tables_;
};

/// Compiles a list, or says all that is wrong with it: a bad entry is never skipped, an empty list is one bad
/// empty entry. An address entry that repeats an earlier one is a fault; a repeated account is not.
/// Lifetime: copies what it needs; faults point into `spec.entries`.
/// Cost:     sorts; 100,000 entries take less than a tenth of a second.
Result<List, Faults> compile(const Spec& spec) noexcept;
Result<List, Faults> compile(Kind kind, std::string_view entries,
                             Subject subject = Subject::Address) noexcept;

/// The lists that are bound to one API in one environment, at most one of each subject; null: none.
struct Bound {
  const List* addresses = nullptr;
  const List* account_names = nullptr;
  const List* account_ids = nullptr;
};

/// The outcome of a check: `Reason::None` passes.
struct Finding {
  Reason reason = Reason::None;
  const List* list = nullptr;  ///< the list that decided
  std::optional<std::uint32_t> entry;
  std::string_view text;  ///< the entry that decided; points into the list
};

/// The check before authentication.   Cost: one lookup.   Threads: any.
/// Errors: ClientAddressUnknown where a list is bound and the address is unknown; AddressRefused.
Finding check_address(const Bound& bound, const std::optional<Address>& client) noexcept;

/// The check after authentication, for APIs whose callers are accounts. A name list and an id list of one
/// kind must both pass; where one permits and the other denies, only the permitting one counts. Errors:
/// AccountRefused.   Source: published gateway's user guide, access control policies.
Finding check_account(const Bound& bound, std::string_view name, std::string_view id) noexcept;

}  // namespace sluice::acl
