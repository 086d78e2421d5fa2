/// Limits shared by several instances of a host, without I/O. Each instance leases tokens of a key from a
/// shared store (`sluice/pool.hpp`) and spends them locally; the store's clock alone decides.
///
///     auto answer = lease.take(now);                      // Admitted, Refused, or Ask: nothing is in hand
///     if (answer.verdict == Ask || lease.wants(now)) send(lease.ask(now));
///     lease.granted(reply);   or   lease.failed();   // then take again
///
/// A lease ends by itself after one or two epochs of the store, spent or not: an instance that dies loses its
/// lease and nothing else.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>

#include "sluice/pool.hpp"
#include "sluice/throttle.hpp"

namespace sluice::throttle {

/// What happens while the store does not answer.
enum class Failure : std::uint8_t {
  Open,    ///< admit
  Closed,  ///< refuse
  Local,   ///< count alone, each instance its share; an outage may admit two bursts more
};

struct Sharing {
  Limit limit;
  std::uint32_t instances = 1;
  Failure failure = Failure::Local;
  std::chrono::milliseconds horizon{200};  ///< for how long a lease should last
  friend bool operator==(const Sharing&, const Sharing&) = default;
};

/// One instance's tokens of one key, in two words that any number of threads take from.
/// The times that threads bring may be up to 20 ms apart: for so long before their end leased tokens are not
/// spent any more. A clock that goes back by more drops what is in hand.
/// Cost: about 192 bytes.   Threads: any for `take`, `take_without_store`, `give_back` and what is const; one
/// at a time for `ask`, `granted`, `failed` and `renew`, beside those.
class Lease {
 public:
  enum class Verdict : std::uint8_t { Admitted, Refused, Ask };
  struct Answer {
    Verdict verdict = Verdict::Ask;
    bool degraded = false;     ///< decided without the store
    std::uint32_t remain = 0;  ///< whole tokens in hand, and at the store when it last answered
    std::chrono::nanoseconds retry_after{0};
    std::uint64_t mark = 0;  ///< for `give_back`
  };

  explicit Lease(const Sharing& sharing) noexcept;

  Terms terms() const noexcept;
  const Sharing& sharing() const noexcept { return sharing_; }

  /// Takes one token from what is in hand. An exhausted key answers Refused by itself until the time that the
  /// store named.   Cost: one compare-and-swap, no lock.
  Answer take(const Now& now) noexcept;

  /// The store cannot be asked (a failed request, an open breaker): decides by the failure policy.
  Answer take_without_store(const Now& now) noexcept;

  /// The call that `answer` admitted turns out not to count. A token whose spending the store has been told
  /// of, or whose lease has ended, stays spent.
  void give_back(const Answer& answer, const Now& now) noexcept;

  /// Whether to ask now: calls wait for it, half of the lease is spent, or it lies idle.
  bool wants(const Now& now) const noexcept;

  /// Whether nothing would be lost with it: no call for ten horizons, nothing in hand, no request under way.
  bool is_idle(const Now& now) const noexcept;

  /// Whether there are tokens that have not ended: in hand, or spent and not yet told of.
  bool holds_any(const Now& now) const noexcept;

  /// The last request failed and none has succeeded since.
  bool is_failing() const noexcept { return failing_.load(std::memory_order_relaxed); }

  /// The request to send; one at a time. Answer it with `granted` or `failed`; one that has no answer for two
  /// seconds counts as failed.
  Ask ask(const Now& now) noexcept;
  /// More than was asked for is not taken.
  void granted(const Reply& reply) noexcept;
  void failed() noexcept;

  /// Becomes another key's, as new.
  void renew() noexcept;

 private:
  // One epoch's tokens. The word: generation (8 bits), spent (28), left (28).
  struct Hand {
    std::atomic<std::uint64_t> word{0};
    std::atomic<std::uint64_t> until_ns{0};
    std::int64_t epoch = 0;
  };

  Answer admitted(std::size_t hand, std::uint64_t word) const noexcept;
  void note_call(std::uint64_t ns) noexcept;
  void drop_expired(std::uint64_t ns) noexcept;
  void replace(Hand& hand, const Reply& reply, std::uint64_t until_ns) noexcept;
  std::uint32_t left_of(const Hand& hand, std::uint64_t ns) const noexcept;
  bool went_back(std::uint64_t ns) const noexcept;
  bool lies_idle(std::uint64_t ns) const noexcept;
  std::uint32_t size(std::uint64_t ns) const noexcept;

  // What every call touches.
  std::array<Hand, 2> hands_;
  std::atomic<std::uint32_t> newest_{0};  // index in hands_
  std::atomic<std::uint32_t> unmet_{0};   // calls that found nothing in hand since the last request
  std::atomic<std::uint64_t> asked_ns_{0};
  std::atomic<std::uint64_t> deny_until_ns_{0};
  std::atomic<std::uint64_t> slot_ns_{0};  // demand: calls of this horizon and of the last one; an estimate
  std::atomic<std::uint64_t> last_call_ns_{0};
  std::atomic<std::uint32_t> calls_{0};
  std::atomic<std::uint32_t> calls_before_{0};
  std::atomic<std::uint32_t> last_grant_{0};
  std::atomic<std::uint32_t> free_{0};
  std::atomic<bool> asking_{false};
  std::atomic<bool> failing_{false};
  std::uint32_t wanted_ = 0;

  Cell local_;  // counts under share_ while the store is away
  Rate share_;  // this instance's part, for Failure::Local
  Sharing sharing_;
};

/// Keeps a host from asking a store that does not answer: after a failure it waits, longer each time, at
/// random within the wait so that instances do not return together.   Threads: one at a time.
class Breaker {
 public:
  /// Whether to try now.
  bool allows(const Now& now) const noexcept { return steady_of(now) >= closed_until_ns_; }
  /// The steady time from which it does.
  std::uint64_t allows_from_ns() const noexcept { return closed_until_ns_; }
  void succeeded() noexcept { failures_ = 0; }
  /// `random`: any 64 random bits of the host.
  void failed(const Now& now, std::uint64_t random) noexcept;

 private:
  std::uint32_t failures_ = 0;
  std::uint64_t closed_until_ns_ = 0;
};

/// A worker's few tokens from a cell that many workers share: the cell's cache line moves once a handful of
/// calls. The cell is counted under `rate()`, whose burst is smaller by all that workers can hold, so the
/// limit holds. Threads: one at a time; the cell is shared.
class WorkerLease {
 public:
  /// Up to an 128th of the burst is held by workers; where that is less than one call each, every call goes
  /// to the cell.
  WorkerLease(Cell& cell, const Limit& limit, std::uint32_t workers) noexcept;

  Take take(const Now& now) noexcept;

 private:
  Cell& cell_;
  Rate rate_;
  std::uint32_t most_;
  std::uint32_t left_ = 0;
};

}  // namespace sluice::throttle
