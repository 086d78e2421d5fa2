// Deciding at once: the loop over a transaction, every need met from what is at hand.
#include <algorithm>
#include <array>

#include "sluice/transaction.hpp"

namespace sluice {
namespace {

std::span<const Address> resolve(std::span<const Resolved> known, std::string_view name) noexcept {
  const auto found = std::ranges::find(known, name, &Resolved::name);
  return found == known.end() ? std::span<const Address>{} : found->addresses;
}

Need bring_known_answer(Transaction& transaction, std::span<const KnownAnswer> known) noexcept {
  const auto found = std::ranges::find(known, transaction.wanted_authorizer().id, &KnownAnswer::authorizer);
  if (found == known.end()) return transaction.decline();
  return transaction.bring_authorizer(found->status, found->body);
}

Need bring_known_secrets(Transaction& transaction, std::span<const KnownSecret> known) noexcept {
  std::array<std::string_view, 16> live;
  std::size_t count = 0;
  for (const KnownSecret& secret : known)
    if (secret.access == transaction.wanted_access() && count < live.size()) live[count++] = secret.secret;
  return transaction.bring_secrets({live.data(), count});
}

}  // namespace

namespace {

Request with_length(const Request& request, const Supplies& supplies) noexcept {
  Request whole = request;
  if (!whole.body_bytes) whole.body_bytes = supplies.body.size();
  return whole;
}

const Decision& meet(Transaction& transaction, Need need, const Supplies& supplies) noexcept {
  while (need != Need::Done) {
    if (need == Need::Secret) {
      need = bring_known_secrets(transaction, supplies.secrets);
    } else if (need == Need::Identity && supplies.identity != nullptr) {
      need = transaction.bring_identity(*supplies.identity);
    } else if (need == Need::Authorizer) {
      need = bring_known_answer(transaction, supplies.authorizers);
    } else if (need == Need::Address) {
      need = transaction.bring_addresses(resolve(supplies.resolved, transaction.wanted_name()));
    } else if (need == Need::Body) {
      need = transaction.bring_body(supplies.body);
      if (need == Need::Body) need = transaction.end_body();
    } else {
      need = transaction.decline();
    }
  }
  return transaction.decision();
}

}  // namespace

const Decision& decide(const Plan* plan, State& state, const Request& request, const Now& now,
                       Transaction& transaction, const Supplies& supplies) noexcept {
  return meet(transaction, transaction.start(plan, state, with_length(request, supplies), now), supplies);
}

const Decision& decide_debug(const Plan& plan, State& state, std::string_view api, const Request& request,
                             const Now& now, Transaction& transaction, const Supplies& supplies) noexcept {
  return meet(transaction, transaction.start_debug(plan, state, api, with_length(request, supplies), now),
              supplies);
}

}  // namespace sluice
