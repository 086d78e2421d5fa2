/// Limits shared by several instances of a host, without I/O. Each instance leases tokens of a key from a
/// shared store and spends them locally; the store's clock alone decides.
///
///     auto answer = lease.take(now);                      // Admitted, Refused, or Ask: nothing is in hand
///     if (answer.verdict == Ask || lease.wants(now)) send(lease.ask(now));
///     lease.granted(reply);   or   lease.failed();   // then take again
///
/// The contract: over any interval of length t all instances together admit at most burst + limit x t / per.
/// It holds because the store counts what is held: its bucket refills up to `burst - held` only, so tokens
/// that wait at an instance are never lent twice. A lease ends by itself after one or two epochs of the
/// store, spent or not: an instance that dies loses its lease and nothing else.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>

#include "sluice/throttle.hpp"

namespace sluice::throttle {

/// What an instance tells the store and asks from it, for one key.
struct Ask {
  std::int64_t epoch = 0;          ///< of the newest tokens it holds
  std::uint32_t spent = 0;         ///< of that epoch's tokens, since it last told
  std::uint32_t spent_before = 0;  ///< of the tokens of the epoch before
  std::uint32_t back = 0;          ///< unspent tokens of `epoch` that it gives back
  std::uint32_t want = 0;
};

/// The store's answer. Times are waits, so that clocks of two machines are never compared.
struct Reply {
  std::uint32_t granted = 0;
  std::int64_t epoch = 0;    ///< of the granted tokens
  std::int64_t ttl_us = 0;   ///< how long they may be spent
  std::int64_t wait_us = 0;  ///< nothing granted: until asking again makes sense
};

/// A shared limit as the store counts it.
struct Terms {
  std::uint32_t limit = 1;
  std::chrono::seconds per{1};
  std::uint32_t burst = 1;
  std::int64_t epoch_us = 500'000;
  std::uint32_t instances = 1;  ///< who share it: none gets more than its part of what is left at once
};

/// The store's state of one key. A fresh one is a full bucket.
struct Pool {
  double missing = 0;            ///< tokens lent or spent and not refilled; never below what is held
  std::int64_t at_us = 0;        ///< when that was
  std::int64_t epoch = 0;        ///< to which `held` belongs
  std::int64_t held = 0;         ///< tokens leased in that epoch and not yet told as spent
  std::int64_t held_before = 0;  ///< the same of the epoch before
};

/// One request on one key at the store: pure, so that a shared-memory store, a test in virtual time and the
/// script that runs in Redis do the same.
Reply reserve(Pool& pool, const Terms& terms, const Ask& ask, std::int64_t now_us) noexcept;

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
};

/// One instance's tokens of one key.   Threads: one at a time; a worker of its own has a lease of its own.
class Lease {
 public:
  enum class Verdict : std::uint8_t { Admitted, Refused, Ask };
  struct Answer {
    Verdict verdict = Verdict::Ask;
    bool degraded = false;  ///< decided without the store
    std::chrono::nanoseconds retry_after{0};
  };

  explicit Lease(const Sharing& sharing) noexcept;

  Terms terms() const noexcept;

  /// Takes one token from what is in hand. An exhausted key answers Refused by itself until the time that the
  /// store named.
  Answer take(const Now& now) noexcept;

  /// The store cannot be asked (a failed request, an open breaker): decides by the failure policy.
  Answer take_without_store(const Now& now) noexcept;

  /// Whether to ask now though no call waits for it: half of the lease is spent, or it lies idle.
  bool wants(const Now& now) const noexcept;

  /// The request to send; one at a time. Answer it with `granted` or `failed`.
  Ask ask(const Now& now) noexcept;
  void granted(const Reply& reply) noexcept;
  void failed() noexcept { asking_ = false; }

 private:
  struct Tokens {
    std::int64_t epoch = 0;
    std::uint64_t until_ns = 0;
    std::uint32_t left = 0;
    std::uint32_t spent = 0;
  };

  void note_call(std::uint64_t ns) noexcept;
  void drop_expired(std::uint64_t ns) noexcept;
  std::uint32_t size(std::uint64_t ns) const noexcept;

  Sharing sharing_;
  Rate share_;  // this instance's part, for Failure::Local
  std::uint64_t local_word_ = 0;
  std::array<Tokens, 2> tokens_;  // of the newest epoch, and of the one before
  std::uint64_t asked_ns_ = 0;
  std::uint64_t deny_until_ns_ = 0;
  std::uint64_t slot_ns_ = 0;  // demand: calls of this horizon and of the last one
  std::uint32_t calls_ = 0;
  std::uint32_t calls_before_ = 0;
  std::uint64_t last_call_ns_ = 0;
  std::uint32_t last_grant_ = 0;
  bool asking_ = false;
};

/// Keeps a host from asking a store that does not answer: after a failure it waits, longer each time, at
/// random within the wait so that instances do not return together.   Threads: one at a time.
class Breaker {
 public:
  /// Whether to try now.
  bool allows(const Now& now) const noexcept { return steady_of(now) >= closed_until_ns_; }
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
