// Counts the allocations of a bench program; link `allocations_dep`.
#pragma once

#include <benchmark/benchmark.h>

#include <atomic>
#include <cstddef>

namespace bench {

extern std::atomic<std::size_t> allocations;
extern std::atomic<std::size_t> live_bytes;  ///< held now, each block with eight bytes of the allocator's own

/// Reports how many allocations one round of the timed loop in its scope made.
class CountAllocations {
 public:
  explicit CountAllocations(benchmark::State& state) : state_(state), before_(allocations) {}
  ~CountAllocations() {
    state_.counters["allocs"] =
        benchmark::Counter(static_cast<double>(allocations - before_), benchmark::Counter::kAvgIterations);
  }

 private:
  benchmark::State& state_;
  std::size_t before_;
};

}  // namespace bench
