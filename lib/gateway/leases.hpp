// The leases of a state, and what they want from the store. Decisions put a lease that wants something on a
// list, without a lock; the host takes requests from it and brings replies, under a lock of its own.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <span>
#include <unordered_map>
#include <vector>

#include "gateway/shared_limit.hpp"
#include "sluice/tokens.hpp"

namespace sluice::gateway {

class Leases {
 public:
  explicit Leases(std::uint64_t seed) noexcept : seed_(seed) {}

  /// The lease, or the table of leases, that `key` names under these terms; made where there is none. What no
  /// binding holds any more goes with `release_unused`, once no request about it is under way.
  std::shared_ptr<SharedLimit> limit(const config::SlotKey& key, const throttle::Sharing& sharing);
  std::shared_ptr<LeaseTable> table(const config::SlotList::SharedTable& wanted);
  void release_unused() noexcept;

  /// Puts the lease on the list, unless it is there.   Cost: a load, or two swaps.   Threads: any, no lock.
  void want(SharedLimit& limit) noexcept;

  bool wants_any() const noexcept {
    return first_.load(std::memory_order_relaxed) != nullptr || left_over_.load(std::memory_order_relaxed);
  }
  /// No decision waits for a store that has failed, until it answers again.
  bool is_store_down() const noexcept { return is_down_.load(std::memory_order_relaxed); }

  std::size_t ask(std::span<TokenAsk> asks, const Now& now) noexcept;
  void bring(std::span<const TokenReply> replies) noexcept;

 private:
  struct Flight {
    SharedLimit* limit = nullptr;  // null: not under way
    std::uint64_t key_low = 0;
    std::uint32_t generation = 0;
  };
  struct KeyHash {
    std::size_t operator()(const config::SlotKey& key) const noexcept {
      return static_cast<std::size_t>(key.low);
    }
  };

  void collect();
  void sweep(const Now& now);
  TokenAsk depart(SharedLimit& limit, const Now& now);
  void arrive(const TokenReply& reply) noexcept;
  static bool is_busy(const SharedLimit& limit) noexcept;

  std::atomic<SharedLimit*> first_{nullptr};
  std::atomic<bool> left_over_{false};
  std::atomic<bool> is_down_{false};
  const std::uint64_t seed_;

  std::mutex lock_;
  // Guarded by it.
  std::vector<SharedLimit*> wanting_;  // taken from the list, not asked yet
  std::vector<SharedLimit*> held_;     // with tokens in hand, which may lie idle
  std::vector<Flight> flights_;
  std::vector<std::uint32_t> landed_;  // free places in flights_
  std::uint64_t swept_ns_ = 0;
  std::unordered_multimap<config::SlotKey, std::shared_ptr<SharedLimit>, KeyHash> limits_;
  std::unordered_multimap<config::SlotKey, std::shared_ptr<LeaseTable>, KeyHash> tables_;
};

}  // namespace sluice::gateway
