// Several processes that admit calls under one limit, and a record of every admission in memory that all
// share.
#pragma once

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <new>
#include <thread>
#include <vector>

#include "sluice/throttle.hpp"

namespace processes {

inline std::uint64_t steady_ns() {
  return static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
}

/// The machine's clock, alike in all processes.
inline sluice::Now now() { return {static_cast<std::int64_t>(steady_ns() / 1'000'000'000), 0, steady_ns()}; }

/// What one process did.
struct Record {
  static constexpr std::size_t kMost = 1 << 15;
  std::atomic<std::uint32_t> admitted{0};
  std::atomic<std::uint32_t> degraded{0};
  std::atomic<std::uint32_t> asked{0};  // of the store
  std::atomic<std::uint32_t> called{0};
  std::uint64_t at_ns[kMost];
  std::uint64_t call_ns[kMost];

  void call() {
    const std::uint32_t count = called.load(std::memory_order_relaxed);
    if (count == kMost) return;
    call_ns[count] = steady_ns();
    called.store(count + 1, std::memory_order_release);
  }
  void admit() {
    const std::uint32_t count = admitted.load(std::memory_order_relaxed);
    if (count == kMost) return;
    at_ns[count] = steady_ns();
    admitted.store(count + 1, std::memory_order_release);
  }
};

/// Memory that children share with their parent; all zero.
template <class T>
T* shared(std::size_t count = 1) {
  void* memory = mmap(nullptr, count * sizeof(T), PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return memory == MAP_FAILED ? nullptr : static_cast<T*>(memory);
}

/// `count` processes, each of which runs `work(index, record, stops)` and ends with its parent at the latest.
class Group {
 public:
  template <class Work>
  Group(std::size_t count, Work work)
      : records_(shared<Record>(count)),
        stops_(shared<std::atomic<bool>>()),
        ready_(shared<std::atomic<std::uint32_t>>()) {
    for (std::size_t i = 0; i < count; ++i) {
      const pid_t child = fork();
      if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        work(i, records_[i], *ready_, *stops_);
        _exit(0);
      }
      children_.push_back(child);
    }
  }
  ~Group() { finish(); }
  Group(const Group&) = delete;

  void wait_ready() const {
    while (*ready_ < children_.size()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  void kill(std::size_t i) {
    ::kill(children_[i], SIGKILL);
    waitpid(children_[i], nullptr, 0);
    children_[i] = -1;
  }
  void finish() {
    *stops_ = true;
    for (pid_t& child : children_) {
      if (child > 0) waitpid(child, nullptr, 0);
      child = -1;
    }
  }

  const Record& operator[](std::size_t i) const { return records_[i]; }

  /// When each call was admitted, in order.
  std::vector<std::uint64_t> calls() const {
    std::vector<std::uint64_t> all;
    for (std::size_t i = 0; i < children_.size(); ++i)
      all.insert(all.end(), records_[i].call_ns, records_[i].call_ns + records_[i].called.load());
    std::sort(all.begin(), all.end());
    return all;
  }
  std::vector<std::uint64_t> admissions() const {
    std::vector<std::uint64_t> all;
    for (std::size_t i = 0; i < children_.size(); ++i)
      all.insert(all.end(), records_[i].at_ns, records_[i].at_ns + records_[i].admitted.load());
    std::sort(all.begin(), all.end());
    return all;
  }

 private:
  Record* records_;
  std::atomic<bool>* stops_;
  std::atomic<std::uint32_t>* ready_;
  std::vector<pid_t> children_;
};

/// How many of `calls` one exact bucket would admit.
inline std::size_t exact(const std::vector<std::uint64_t>& calls, const sluice::throttle::Limit& limit) {
  const sluice::throttle::Rate rate(limit);
  std::uint64_t word = 0;
  std::size_t admitted = 0;
  for (const std::uint64_t ns : calls) {
    const auto taken = sluice::throttle::take(word, rate, {0, 0, ns});
    word = taken.next;
    admitted += taken.admitted ? 1 : 0;
  }
  return admitted;
}

/// How far `admissions` go beyond burst + limit x t / per, in the worst of all intervals.
inline double excess(const std::vector<std::uint64_t>& admissions, const sluice::throttle::Limit& limit) {
  const double burst = limit.burst == 0 ? limit.limit : limit.burst;
  const double per_ns = limit.limit / (static_cast<double>(limit.per.count()) * 1e9);
  double level = burst, lowest = 0;
  for (std::size_t i = 0; i < admissions.size(); ++i) {
    if (i != 0)
      level = std::min(burst, level + static_cast<double>(admissions[i] - admissions[i - 1]) * per_ns);
    lowest = std::min(lowest, --level);
  }
  return -lowest;
}

}  // namespace processes
