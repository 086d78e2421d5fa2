// What a worker counts. Each counter has one writer, so adding is a plain load and store; the page is the sum
// over all workers. Labels are bounded: the statuses of the error table, and the names below.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "sluice/decision.hpp"

namespace gateway {

class Counter {
 public:
  void add(std::uint64_t n = 1) { value_.store(value() + n, std::memory_order_relaxed); }
  void take(std::uint64_t n = 1) { value_.store(value() - n, std::memory_order_relaxed); }
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

inline constexpr std::size_t kRows = 227;

struct Counters {
  std::array<Counter, 4> verdicts;      // by sluice::Verdict
  std::array<Counter, 6> statuses;      // by hundreds
  std::array<Counter, kRows> refused;   // by error row
  std::array<Counter, 5> links_failed;  // by Link::Failure
  Counter connections, open_connections, unreadable, timed_out, cut_off, accept_failed;
  Counter links_opened, links_reused, retries, tunnels;
  Counter bytes_in, bytes_out, degraded, store_calls, store_failures, decision_ns, total_ns, log_lost;
};

/// The page in Prometheus' text format.
std::string page(const std::vector<const Counters*>& workers, std::uint64_t held_bodies,
                 std::uint64_t reloads, std::uint64_t refused_reloads);

}  // namespace gateway
