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
  if (addresses && accounts)
    slots_.reset(new (std::nothrow)
                     gateway::Slots(std::move(*addresses), std::move(*accounts), options.seed));
}

State::~State() = default;

}  // namespace sluice
