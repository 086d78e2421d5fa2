#include "sluice/state.hpp"

#include <new>
#include <utility>

#include "gateway/slots.hpp"

namespace sluice {

State::State(const Options& options) noexcept {
  auto ledger = throttle::Ledger::make({.bytes = options.tracked_bytes, .seed = options.seed});
  if (ledger) slots_.reset(new (std::nothrow) gateway::Slots(std::move(*ledger), options.seed));
}

State::~State() = default;

}  // namespace sluice
