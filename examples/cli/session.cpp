#include "session.hpp"

namespace cli {

const sluice::Decision& Session::decide(const DecideInput& input) {
  const sluice::Now now = steady_.at(input.now ? *input.now : now_ ? *now_ : machine_instant());
  const sluice::Decision& decision =
      input.debug_api && plan_ != nullptr
          ? sluice::decide_debug(*plan_, state_, *input.debug_api, input.request(), now, transaction_,
                                 input.supplies())
          : sluice::decide(plan_, state_, input.request(), now, transaction_, input.supplies());
  if (input.veto) transaction_.veto(*input.veto);
  return input.outcome ? perform(*input.outcome) : decision;
}

const sluice::Decision& Session::perform(const sluice::Outcome& outcome) {
  while (transaction_.retry(outcome)) {
  }
  return transaction_.finish(outcome);
}

}  // namespace cli
