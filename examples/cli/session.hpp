// One gateway that decides request after request. Its counters live as long as it does.
#pragma once

#include <cstdint>
#include <optional>

#include "decide_input.hpp"
#include "instant.hpp"
#include "sluice/state.hpp"
#include "sluice/transaction.hpp"

namespace cli {

class Session {
 public:
  /// `now`: the time of requests that bring none; nothing: the machine's clock.
  /// `plan`: null where none is loaded yet.
  Session(const sluice::Plan* plan, std::optional<sluice::Now> now) : plan_(plan), now_(now) {}

  /// Good until the next call, and as long as `input`.
  const sluice::Decision& decide(const DecideInput& input);

  /// From now on the time of requests that bring none.
  void stand_at(const sluice::Now& now) { now_ = now; }

 private:
  static constexpr std::uint64_t kSeed = 0x736c75696365;  // fixed: two runs over the same lines say the same

  /// Every attempt ends in the same way.
  const sluice::Decision& perform(const sluice::Outcome& outcome);

  const sluice::Plan* plan_;
  std::optional<sluice::Now> now_;
  SteadyClock steady_;
  sluice::State state_{kSeed};
  sluice::Transaction transaction_;
};

}  // namespace cli
