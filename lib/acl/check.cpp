// The two checks of a request against the lists that are bound to its API: by address before authentication,
// by account after it.
#include "sluice/acl.hpp"

namespace sluice::acl {
namespace {

Finding judge(const List& list, const Verdict& verdict, Reason refusal) noexcept {
  return {verdict.is_allowed ? Reason::None : refusal, &list, verdict.entry, verdict.text};
}

}  // namespace

Finding check_address(const Bound& bound, const std::optional<Address>& client) noexcept {
  if (bound.addresses == nullptr) return {};
  if (!client) return {Reason::ClientAddressUnknown, bound.addresses, std::nullopt, {}};
  return judge(*bound.addresses, bound.addresses->ask(*client), Reason::AddressRefused);
}

Finding check_account(const Bound& bound, std::string_view name, std::string_view id) noexcept {
  const List* names = bound.account_names;
  const List* ids = bound.account_ids;
  if (names != nullptr && ids != nullptr && names->kind() != ids->kind())
    (names->kind() == Permit ? ids : names) = nullptr;

  Finding finding;
  if (names != nullptr) finding = judge(*names, names->ask(name), Reason::AccountRefused);
  if (ids != nullptr && finding.reason == Reason::None)
    finding = judge(*ids, ids->ask(id), Reason::AccountRefused);
  return finding;
}

}  // namespace sluice::acl
