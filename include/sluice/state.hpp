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
  };

  explicit State(std::uint64_t seed) noexcept : State(Options{.seed = seed}) {}
  /// Takes all of its memory now. Where that fails the state tests false, and every decision with it is
  /// refused.
  explicit State(const Options& options) noexcept;
  ~State();
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  explicit operator bool() const noexcept { return slots_ != nullptr; }

  /// For sluice's own stages; its type is not public.
  gateway::Slots& slots() noexcept { return *slots_; }

 private:
  std::unique_ptr<gateway::Slots> slots_;
};

}  // namespace sluice
