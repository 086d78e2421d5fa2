#include "sluice/state.hpp"

#include <new>
#include <utility>

#include "gateway/slots.hpp"

namespace sluice {

State::State(const Options& options) noexcept {
  const std::size_t for_accounts = options.tracked_bytes / 8;
  auto addresses =
      throttle::Ledger::make({.bytes = options.tracked_bytes - for_accounts, .seed = options.seed});
  auto accounts = throttle::Ledger::make({.bytes = for_accounts, .seed = options.seed});
  auto verdicts = authorizer::Cache::make(options.seed, options.remembered_verdicts);
  if (!addresses || !accounts || !verdicts) return;
  try {
    slots_ = std::make_unique<gateway::Slots>(std::move(*addresses), std::move(*accounts),
                                              std::move(*verdicts), options.seed);
  } catch (const std::bad_alloc&) {
    slots_.reset();
  }
}

State::~State() = default;

bool State::wants_tokens() const noexcept { return slots_ != nullptr && slots_->leases().wants_any(); }

std::size_t State::ask_tokens(std::span<TokenAsk> asks, const Now& now) noexcept {
  return slots_ != nullptr ? slots_->leases().ask(asks, now) : 0;
}

void State::bring_tokens(std::span<const TokenReply> replies) noexcept {
  if (slots_ != nullptr) slots_->leases().bring(replies);
}

}  // namespace sluice
