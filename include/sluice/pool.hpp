/// The store's side of a limit that several instances share: one counter that knows how much of it is lent.
/// Pure arithmetic on one value, so that a store in shared memory, the script that runs in Redis and a test
/// in virtual time do the same.
///
///     throttle::Pool pool;                                     // a fresh one is full
///     throttle::Reply reply = throttle::reserve(pool, terms, ask, store_time_us);
///
/// The contract: over any interval of length t all instances together admit at most burst + limit x t / per
/// (under FixedWindow: at most `limit` in a window). It holds because the store counts what is held: a bucket
/// refills up to `burst - held` only, so tokens that wait at an instance are never lent twice.
#pragma once

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
  std::uint32_t free = 0;    ///< whole tokens that are left at the store
  friend bool operator==(const Reply&, const Reply&) = default;
};

/// A shared limit as the store counts it. CalendarDay is counted as FixedWindow.
struct Terms {
  std::uint32_t limit = 1;
  std::chrono::seconds per{1};
  std::uint32_t burst = 1;  ///< only read by TokenBucket
  std::int64_t epoch_us = 500'000;
  std::uint32_t instances = 1;  ///< who share it: none gets more than its part of what is left at once
  Algorithm algorithm = Algorithm::TokenBucket;
};

/// The store's state of one key. A fresh one is a full bucket, or a window that has not begun.
struct Pool {
  double missing = 0;      ///< tokens lent or spent and not refilled; never below what is held
  std::int64_t at_us = 0;  ///< when that was
  std::int64_t epoch = 0;  ///< to which `held` belongs; of a window: when it began
  std::int64_t held = 0;   ///< tokens leased in that epoch and not yet told as spent; lent in the window
  std::int64_t held_before = 0;  ///< the same of the epoch before
  friend bool operator==(const Pool&, const Pool&) = default;
};

/// One request on one key at the store. Any pool, ask and time is safe; times are microseconds since 1970 of
/// the store's one clock. A clock that goes back counts as no time passed; what a wrong one has left behind
/// blocks for at most one filling (one window) after it is right again. Under a changed limit the debt is
/// held within the new burst.
Reply reserve(Pool& pool, const Terms& terms, const Ask& ask, std::int64_t now_us) noexcept;

/// From when on the pool, if nobody asks of it, is as good as a fresh one and may be forgotten.
std::int64_t fresh_at_us(const Pool& pool, const Terms& terms) noexcept;

}  // namespace sluice::throttle
