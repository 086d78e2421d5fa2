// What a State holds, and how a plan finds its part of it.
//
//   plan A --+-> SlotList (key and rate of each counter, key of each channel)
//            |
//   State ---+-> Binding of A: counter 0 -> cell 17, counter 1 -> cell 3, ...   one array look-up when
//   deciding State -----> Binding of B: counter 0 -> cell 3, ... State -----> cells, channel states: each
//   named by a key (kind, ids, environment), kept while any plan names it
//
// A plan does not know the states it is used with. The first decision that brings a plan to a state interns
// the plan's keys under a lock and makes a Binding; every later one finds it with one load and one compare. A
// binding whose plan was freed is emptied and its node used again, so a thousand reloads need no more memory
// than the plans alive at once.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "config/slot_list.hpp"
#include "gateway/leases.hpp"
#include "sluice/authorizer.hpp"
#include "sluice/channel.hpp"
#include "sluice/ledger.hpp"
#include "sluice/state.hpp"
#include "sluice/throttle.hpp"
#include "sluice/time.hpp"

namespace sluice::gateway {

using config::SlotKey;
using config::SlotList;

class Slots {
 public:
  /// Throws bad_alloc.
  Slots(throttle::Ledger addresses, throttle::Ledger accounts, authorizer::Cache verdicts,
        std::uint64_t seed);

  /// A plan's counters and channels in this state.
  struct Binding {
    std::atomic<const SlotList*> list{nullptr};
    std::shared_ptr<SlotList> owner;
    std::vector<std::shared_ptr<throttle::Cell>> counters;
    std::vector<std::shared_ptr<channel::State>> channels;
    std::vector<std::shared_ptr<SharedLimit>> limits;  // of the counters that are shared; null for others
    std::vector<std::shared_ptr<LeaseTable>> tables;
    Binding* next = nullptr;
  };

  /// The binding of `list`; null where memory ran out.
  /// Cost: one load and one compare a plan alive, but for the first time.   Threads: any.
  const Binding* bind(const std::shared_ptr<SlotList>& list, const Now& now) noexcept {
    for (const Binding* b = first_.load(std::memory_order_acquire); b != nullptr; b = b->next)
      if (b->list.load(std::memory_order_acquire) == list.get()) return b;
    return bind_anew(list, now);
  }

  Leases& leases() noexcept { return leases_; }
  throttle::Ledger& addresses() noexcept { return addresses_; }
  /// Apart, for anybody can bring addresses without end, and no account may lose its counter by it.
  throttle::Ledger& accounts() noexcept { return accounts_; }
  authorizer::Cache& verdicts() noexcept { return verdicts_; }
  std::uint64_t seed() const noexcept { return seed_; }

  /// Numbers the requests that came without an id.
  std::uint64_t next_request() noexcept { return requests_.fetch_add(1, std::memory_order_relaxed); }

 private:
  // The newest cell of a counter. A changed limit gets a new cell with what was used carried over, since a
  // word means nothing under another rate; a plan that still decides with the old limit keeps the old cell.
  struct Counter {
    std::shared_ptr<throttle::Cell> cell;
    throttle::Limit limit;
  };
  struct KeyHash {
    std::size_t operator()(const SlotKey& key) const noexcept { return static_cast<std::size_t>(key.low); }
  };

  const Binding* bind_anew(const std::shared_ptr<SlotList>& list, const Now& now) noexcept;
  Binding& empty_binding();
  void fill(Binding& binding, const SlotList& list, const Now& now);
  void fill_shared(Binding& binding, const SlotList& list);
  std::shared_ptr<throttle::Cell> cell_of(const SlotKey& key, const throttle::Limit& limit, const Now& now);
  void release(Binding& binding) noexcept;
  void release_gone() noexcept;

  std::atomic<Binding*> first_{nullptr};
  std::mutex binding_;
  // Guarded by binding_; binding nodes are never freed before the state.
  std::deque<Binding> bindings_;
  std::unordered_map<SlotKey, Counter, KeyHash> counters_;
  std::unordered_map<SlotKey, std::shared_ptr<channel::State>, KeyHash> channels_;
  throttle::Ledger addresses_, accounts_;
  Leases leases_;
  authorizer::Cache verdicts_;
  std::uint64_t seed_;
  std::atomic<std::uint64_t> requests_{0};
};

}  // namespace sluice::gateway
