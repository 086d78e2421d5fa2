/// Rate limits as arithmetic on one 64-bit word. A word is the whole state of one counter; 0 is "nothing
/// used", so that a counter nobody has touched, a full bucket and an expired window are all the same as no
/// counter.
///
///     std::uint64_t word = 0;
///     auto r = throttle::take(word, {.limit = 10, .per = 1min}, now);  // {admitted, next, remain,
///     retry_after} word = r.next;
///
/// A host with many calls compiles the `Limit` once into a `Rate`; `Cell` is the same word shared by threads,
/// `sluice/ledger.hpp` a bounded table of words by key, `sluice/admission.hpp` several counters at once.
///
/// All functions are pure, total and noexcept: any word, any rate and any time is safe. A clock that stands
/// still refills nothing. One that goes back counts as no time passed, and what a wrong clock has left behind
/// blocks for at most one filling of the bucket after the clock is right again.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

#include "sluice/time.hpp"

namespace sluice::throttle {

enum class Algorithm : std::uint8_t {
  TokenBucket,  ///< holds `burst` calls, refills continuously: at most burst + limit x t / per in any time t
  FixedWindow,  ///< at most `limit` calls from the first call after expiry until `per` has passed
  CalendarDay,  ///< at most `limit` calls from local midnight to midnight, by the wall clock
};

/// A limit as configured.
struct Limit {
  std::uint32_t limit = 0;      ///< calls in a period, up to 2147483647; 0 admits nothing
  std::chrono::seconds per{1};  ///< up to 2147483647 days; not read by CalendarDay
  std::uint32_t burst = 0;      ///< what a full bucket holds; 0: as `limit`. Only read by TokenBucket
  Algorithm algorithm = Algorithm::TokenBucket;
  std::int32_t utc_offset_seconds = 0;  ///< CalendarDay: local time minus UTC; no daylight saving
  friend constexpr bool operator==(const Limit&, const Limit&) noexcept = default;
};

/// A limit made ready for counting: everything that would need a division is done here, once.
/// Time is counted in ticks and tokens in units of which both a tick and a token are whole numbers, so
/// nothing is ever rounded and nothing drifts. The tick is the finest at which the word still reaches over a
/// century to either side: 1 ns for rates like 200 a second or 10 a minute, and never more than one second,
/// minute, hour or day for periods given in those. A clock that moves in whole ticks is counted exactly.
/// Cost: 64 bytes.   Threads: any once built.
class Rate {
 public:
  Rate() noexcept : Rate(Limit{}) {}
  /// Periods of more than 2147483647 seconds (minutes, hours) that are no whole minutes (hours, days) are
  /// rounded up to them.
  explicit Rate(const Limit& limit) noexcept;

  std::uint32_t limit() const noexcept { return limit_; }
  /// The most that can be taken at one moment.
  std::uint32_t burst() const noexcept;
  Algorithm algorithm() const noexcept { return algorithm_; }
  /// After this time without a call the counter is 0 again; rounded up, at most 2^30 seconds.
  std::chrono::seconds span() const noexcept { return std::chrono::seconds(span_seconds_); }
  /// The clock's resolution under this rate.
  std::chrono::nanoseconds tick() const noexcept;

 private:
  friend struct Clock;  // the arithmetic, in lib/throttle
  friend struct Bucket;
  friend struct Window;

  void fit_bucket(std::uint64_t seconds, std::uint32_t burst) noexcept;
  void fit_window(std::uint64_t seconds) noexcept;
  void set_tick(std::uint64_t tick_ns) noexcept;

  std::uint64_t tick_ns_ = 1;         // the clock's resolution,
  std::uint64_t tick_magic_ = 0;      // and what divides by it: ((now >> before) * magic >> 64) >> after
  std::uint64_t units_per_tick_ = 1;  // bucket: refill
  std::uint64_t units_per_call_ = 1;  // bucket: cost of a call. Window: ticks of the period
  std::uint64_t units_full_ = 0;      // bucket: what it holds
  std::uint64_t call_magic_ = 0;      // bucket: 2^64 / units_per_call_
  std::uint32_t limit_ = 0;
  std::uint32_t span_seconds_ = 0;
  std::int32_t utc_offset_ = 0;
  Algorithm algorithm_ = Algorithm::TokenBucket;
  std::uint8_t tick_before_ = 0;
  std::uint8_t tick_after_ = 0;
  std::uint8_t count_bits_ = 0;  // window: low bits of the word that hold the count
};

/// What came of one call.
struct Take {
  bool admitted = false;
  std::uint64_t next = 0;    ///< the new word; store it whether admitted or not
  std::uint32_t remain = 0;  ///< whole calls left after this one
  std::chrono::nanoseconds retry_after{
      0};  ///< 0 when admitted; else until one call would be (at most 292 years)
};

/// Takes one call from the counter.   Cost: a few multiplications; a division only for `retry_after`.
Take take(std::uint64_t word, const Rate& rate, const Now& now) noexcept;
/// The same for a limit that is not compiled yet; several divisions dearer.
Take take(std::uint64_t word, const Limit& limit, const Now& now) noexcept;

/// Looks without taking: `admitted` and `retry_after` say what `take` would answer, `remain` what is left
/// now.
Take look(std::uint64_t word, const Rate& rate, const Now& now) noexcept;

/// What a request for several calls got.
struct Grant {
  std::uint32_t calls = 0;                  ///< 0 to what was wanted
  std::uint64_t next = 0;                   ///< the new word
  std::chrono::nanoseconds retry_after{0};  ///< when nothing was granted
};

/// Takes up to `want` calls at once.
Grant take_up_to(std::uint64_t word, const Rate& rate, const Now& now, std::uint32_t want) noexcept;

/// The word after the last `calls` calls of a take turn out not to count; `after` is the `next` of that take.
/// What time has refilled since, or a new window forgotten, is not given a second time.
std::uint64_t give_back(std::uint64_t word, const Rate& rate, const Now& now, std::uint64_t after,
                        std::uint32_t calls = 1) noexcept;

/// The word under a changed limit: what was used stays used, up to the new burst. Words of one rate mean
/// nothing under another, so this is the only way across.
std::uint64_t rescale(std::uint64_t word, const Rate& from, const Rate& to, const Now& now) noexcept;

/// Whether the counter is as good as untouched.
bool is_full(std::uint64_t word, const Rate& rate, const Now& now) noexcept;

/// One counter shared by threads: never a call more than the rate allows, no update lost.
/// Cost: 8 bytes; one compare-and-swap a call, more under contention.   Threads: any, no lock.
class Cell {
 public:
  Cell() noexcept = default;
  explicit Cell(std::uint64_t word) noexcept : word_(word) {}

  Take take(const Rate& rate, const Now& now) noexcept;
  Take look(const Rate& rate, const Now& now) const noexcept;
  Grant take_up_to(const Rate& rate, const Now& now, std::uint32_t want) noexcept;
  void give_back(const Rate& rate, const Now& now, std::uint64_t after, std::uint32_t calls = 1) noexcept;

  /// For moving a counter into a new cell: `Cell fresh(rescale(old.word(), old_rate, new_rate, now))`.
  std::uint64_t word() const noexcept { return word_.load(std::memory_order_relaxed); }
  void reset(std::uint64_t word) noexcept { word_.store(word, std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> word_{0};
};

}  // namespace sluice::throttle
