// One limit that instances share, as a state holds it: its lease, its name at the store, and its place on the
// list of those that want to ask. What a plan configures has one each; what callers bring (addresses) shares
// a table of fixed size, in which an idle one makes place for the next.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>

#include "config/slot_list.hpp"
#include "sluice/lease.hpp"

namespace sluice::gateway {

struct SharedLimit {
  explicit SharedLimit(const throttle::Sharing& sharing) noexcept : lease(sharing) {}

  throttle::Lease lease;
  std::atomic<std::uint64_t> key_high{0}, key_low{0};
  std::atomic<SharedLimit*> next{nullptr};  // of the list
  std::atomic<bool> is_listed{false};
  // Guarded by the lock of Leases.
  std::uint32_t flight = UINT32_MAX;  // of the request under way
  bool is_held = false;               // tokens may be in hand
};

/// Leases by key in fixed memory.   Threads: any, no lock.
class LeaseTable {
 public:
  LeaseTable(const throttle::Sharing& sharing, std::size_t entries, std::uint64_t seed);

  const throttle::Sharing& sharing() const noexcept { return entries_.front().lease.sharing(); }

  /// The lease of `key`, entered if it is not in; null where all of its places are in use.
  SharedLimit* find(const config::SlotKey& key, const Now& now) noexcept;

  /// Whether `limit` still is that of `key`: another may have entered in its place.
  static bool is_of(const SharedLimit& limit, const config::SlotKey& key) noexcept;

  template <class Predicate>
  bool any_of(Predicate predicate) const {
    for (const SharedLimit& entry : entries_)
      if (predicate(entry)) return true;
    return false;
  }

 private:
  static constexpr std::size_t kPlaces = 8;  // of one key, side by side

  std::deque<SharedLimit> entries_;
  std::uint64_t seed_;
};

}  // namespace sluice::gateway
