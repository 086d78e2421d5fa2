/// What outlives a plan: rate limits, balancing, health.
///
/// Counters of what a plan configures keep their content when a new plan names the same policy, API and
/// environment; a changed limit keeps its counter, its debt held within the new burst. Counters of what
/// callers bring (addresses, account ids) live in a table of fixed size, keyed by a hash with the host's
/// secret seed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "sluice/time.hpp"
#include "sluice/tokens.hpp"

namespace sluice {

namespace gateway {
class Slots;
}

/// One per process, or per group of workers that share limits. Two states share nothing.
/// Threads: any number of decisions at once; construction and destruction alone.
class State {
 public:
  struct Options {
    std::uint64_t seed = 0;  ///< secret and random: callers must not be able to guess it
    std::size_t tracked_bytes =
        4u << 20;  ///< size of the tables for addresses and, an eighth, account ids; 40 bytes a key
    std::size_t remembered_verdicts = 1024;  ///< of custom authorizers; about 0.5 KiB each
  };

  explicit State(std::uint64_t seed) noexcept : State(Options{.seed = seed}) {}
  /// Takes all of its memory now. Where that fails the state tests false, and every decision with it is
  /// refused.
  explicit State(const Options& options) noexcept;
  ~State();
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  explicit operator bool() const noexcept { return slots_ != nullptr; }

  /// Whether limits that are shared between instances have something to ask their store.
  /// Cost: two loads.   Threads: any.
  bool wants_tokens() const noexcept;

  /// Takes the requests that are due into `asks`; gives how many. Besides when `wants_tokens()` it should be
  /// called ten times a second, so that tokens which lie idle go back. Each request is answered once, with
  /// `bring_tokens`; one that has no answer for two seconds counts as failed.
  /// Threads: any; takes a lock that no decision takes.
  std::size_t ask_tokens(std::span<TokenAsk> asks, const Now& now) noexcept;

  /// Brings what the store said; then the transactions that wait with `Need::Tokens` can be stepped. A reply
  /// to nothing is ignored.   Threads: as `ask_tokens`.
  void bring_tokens(std::span<const TokenReply> replies) noexcept;

  /// For sluice's own stages; its type is not public.
  gateway::Slots& slots() noexcept { return *slots_; }

 private:
  std::unique_ptr<gateway::Slots> slots_;
};

}  // namespace sluice
