// Who may call: the edges of address lists, listed accounts, credentials that are right, wrong, old or
// somebody else's.
#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "escapes.hpp"
#include "gencases_list.hpp"
#include "references.hpp"

namespace cli::gencases {
namespace {

using sluice::Address;
using sluice::Reason;

std::optional<Address> before(const Address& a) {
  if (a.is_v4()) return a.v4_number() == 0 ? std::nullopt : std::optional(Address::v4(a.v4_number() - 1));
  if (a.low != 0) return Address{a.high, a.low - 1};
  return a.high == 0 ? std::nullopt : std::optional(Address{a.high - 1, UINT64_MAX});
}

std::optional<Address> behind(const Address& a) {
  if (a.is_v4())
    return a.v4_number() == UINT32_MAX ? std::nullopt : std::optional(Address::v4(a.v4_number() + 1));
  if (a.low != UINT64_MAX) return Address{a.high, a.low + 1};
  return a.high == UINT64_MAX ? std::nullopt : std::optional(Address{a.high + 1, 0});
}

std::string text_of(const Address& address) {
  std::array<char, sluice::kAddressRoom> room;
  return std::string(sluice::write_address(address, room));
}

void add_address(const Subject& subject, const Address& address, std::set<Address>& done, List& list) {
  if (!subject.can_be_client(address) || !done.insert(address).second) return;
  Call call = *subject.call();
  call.client = text_of(address);
  const bool is_allowed = subject.allows(address);
  const std::string what = "from " + call.client + (is_allowed ? "" : ", refused");
  list.add(subject, what, std::move(call),
           is_allowed ? subject.usual() : subject.refused(Reason::AddressRefused));
}

void add_addresses(const Subject& subject, List& list) {
  std::set<Address> done;
  for (const AddressRule& rule : subject.addresses()) {
    for (const sluice::Range& range : rule.ranges) {
      for (const Address& inside : {range.first, range.last}) add_address(subject, inside, done, list);
      for (const auto& outside : {before(range.first), behind(range.last)})
        if (outside && outside->is_v4() == range.first.is_v4()) add_address(subject, *outside, done, list);
    }
  }
  const auto is_refused = [&](const Address& address) { return !subject.allows(address); };
  if (!subject.addresses().empty() && std::ranges::none_of(done, is_refused))
    list.miss(subject, "access", "every address may call");
}

void add_account(const Subject& subject, const std::string& name, const std::string& id,
                 const std::string& what, List& list) {
  Call call = *subject.call();
  call.account = name;
  call.account_id = id;
  Expect expect = subject.usual();
  if (!subject.allows_account(name, id)) expect = subject.refused(Reason::AccountRefused);
  list.add(subject, what, std::move(call), std::move(expect));
}

void add_accounts(const World& world, const Subject& subject, List& list) {
  bool is_bound = false;
  const Call& base = *subject.call();
  for (const sluice::AclSpec& acl : world.configuration.acls) {
    if (acl.mode != "enforce" || acl.entity_type == "IP") continue;
    if (!binds(world.configuration, acl.bindings, subject.publication())) continue;
    is_bound = true;
    for (const std::string_view entry : split(acl.acl_value, ",")) {
      const std::string text(entry.substr(std::min(entry.find_first_not_of(" \t"), entry.size())));
      acl.entity_type == "DOMAIN" ? add_account(subject, text, base.account_id, "account " + text, list)
                                  : add_account(subject, base.account, text, "account id " + text, list);
    }
  }
  if (is_bound) add_account(subject, "nobodyAtAll", std::string(32, 'f'), "an account in no list", list);
}

void add(const Subject& subject, const std::string& what, Proof proof, Reason reason, List& list) {
  Call call = *subject.call();
  call.proof = proof;
  list.add(subject, what, std::move(call),
           reason == Reason::None ? subject.usual() : subject.refused(reason));
}

void add_signed_ago(const Subject& subject, std::int64_t seconds, Reason reason, List& list) {
  Call call = *subject.call();
  call.signed_ago = seconds;
  list.add(subject, "signed " + std::to_string(seconds) + " s ago", std::move(call),
           reason == Reason::None ? subject.usual() : subject.refused(reason));
}

void add_codes(const Subject& subject, List& list) {
  Call call = *subject.call();
  const bool is_secure = call.scheme == "https";
  if (subject.api().auth_opt.app_code_auth_type != "HEADER" || !is_secure) return;
  add(subject, "a wrong AppCode", Proof::WrongCode, Reason::AppCodeUnknown, list);
  if (call.app == nullptr || call.app->app_codes.empty()) return;
  call.proof = Proof::Code;
  list.add(subject, "its AppCode", std::move(call), subject.usual());
}

void add_signatures(const World& world, const Subject& subject, List& list) {
  add(subject, "without a credential", Proof::None, Reason::CredentialMissing, list);
  add_codes(subject, list);
  const std::int64_t window = world.configuration.gateway.auth.window_seconds;
  if (subject.call()->app != nullptr) {
    add(subject, "a wrong signature", Proof::WrongSignature, Reason::SignatureWrong, list);
    add(subject, "an unknown key", Proof::UnknownKey, Reason::KeyUnknown, list);
    add_signed_ago(subject, window, Reason::None, list);
    add_signed_ago(subject, window + 1, Reason::SignatureExpired, list);
    add_signed_ago(subject, -window, Reason::None, list);
    add_signed_ago(subject, -window - 1, Reason::SignatureExpired, list);
  }
  if (subject.stranger() == nullptr) return;
  Call call = *subject.call();
  call.proof = Proof::Signature;
  call.app = subject.stranger();
  list.add(subject, "an app that may not call", std::move(call), subject.refused(Reason::AppNotAuthorized));
}

void add_verdicts(const Subject& subject, List& list) {
  if (subject.api().authorizer_id.empty()) return;
  Call call = *subject.call();
  call.is_allowed = false;
  list.add(subject, "the authorizer denies", std::move(call), subject.refused(Reason::AuthorizerDenied));
}

}  // namespace

void add_callers(const World& world, const Subject& subject, List& list) {
  add_addresses(subject, list);
  if (!subject.needs_proof()) return;
  const std::string& type = subject.api().auth_type;
  if (type == "APP") add_signatures(world, subject, list);
  if (type == "IAM") {
    Call call = *subject.call();
    call.proof = Proof::None;
    Expect expect = subject.refused(Reason::None);
    expect.error_code = "APIG.0301";
    list.add(subject, "without a token", std::move(call), std::move(expect));
    add(subject, "a wrong token", Proof::WrongToken, Reason::IamCredentialWrong, list);
    add_accounts(world, subject, list);
  }
  add_verdicts(subject, list);
}

}  // namespace cli::gencases
