// The machine's two clocks, as sluice takes them.
#pragma once

#include <chrono>

#include "sluice/time.hpp"

namespace gateway {

inline sluice::Now clocks() {
  using namespace std::chrono;
  return sluice::now_at(system_clock::now().time_since_epoch(), steady_clock::now().time_since_epoch());
}

inline std::uint64_t nanoseconds_since(const sluice::Now& then) {
  return static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count()) -
         then.steady_ns;
}

}  // namespace gateway
