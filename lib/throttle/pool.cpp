// The store's side of a shared limit: one bucket that knows how much of it is lent.
//
//   0 .................... missing ............ burst
//   |<--- held, held_before --->|<- to refill ->|      grants come from burst - missing
//
// Time refills `missing` down to what is held, no further. Tokens that an instance spends leave `held` but
// stay missing; tokens that it gives back leave both. Then lent and lendable tokens are never more than the
// burst together, and what is admitted in a time t is at most burst + limit x t / per.
//
// Leases of an epoch end, at the store and at the instance alike, when the next epoch does. So two sums are
// enough to forget the leases of instances that died.
//
// A window lends `held` of its `limit` tokens; leases end with it, and begin the next one by asking.
//
// The script of lib/redis/script.cpp does the same steps on the same doubles in the same order.
#include "sluice/pool.hpp"

#include <algorithm>
#include <cmath>

namespace sluice::throttle {
namespace {

constexpr double kRounding = 1e-9;  // of a token: sums of fractions may fall this short of a whole one
constexpr std::int64_t kLatest = std::int64_t{1} << 52;  // microseconds: the year 2112, and exact in a double
constexpr double kLongest = 1e15;                        // microseconds, 31 years: no wait is told longer

double tokens_per_us(const Terms& terms) noexcept {
  return static_cast<double>(terms.limit) / (static_cast<double>(terms.per.count()) * 1e6);
}

void refill(Pool& pool, const Terms& terms, std::int64_t now_us) noexcept {
  if (now_us <= pool.at_us) return;
  const double refilled = static_cast<double>(now_us - pool.at_us) * tokens_per_us(terms);
  pool.missing = std::max(static_cast<double>(pool.held + pool.held_before), pool.missing - refilled);
  pool.at_us = now_us;
}

// A pool that is further in the future than it could block for was left by a clock that was wrong.
void rewind(Pool& pool, const Terms& terms, std::int64_t now_us) noexcept {
  const double ahead = static_cast<double>(pool.at_us - now_us);
  if (ahead <= terms.burst / tokens_per_us(terms) + 2.0 * static_cast<double>(terms.epoch_us)) return;
  pool.at_us = now_us;
  pool.epoch = now_us / terms.epoch_us;
  pool.held += pool.held_before;
  pool.held_before = 0;
}

// Epochs end one by one, for each lets the bucket refill a little further.
void advance(Pool& pool, const Terms& terms, std::int64_t now_us) noexcept {
  const std::int64_t epoch = now_us / terms.epoch_us;
  while (pool.epoch < epoch && pool.held + pool.held_before != 0) {
    refill(pool, terms, (pool.epoch + 1) * terms.epoch_us);
    pool.held_before = pool.held;
    pool.held = 0;
    ++pool.epoch;
  }
  pool.epoch = std::max(pool.epoch, epoch);
  refill(pool, terms, now_us);
  const auto held = static_cast<double>(pool.held + pool.held_before);
  pool.missing = std::min(pool.missing, std::max(static_cast<double>(terms.burst), held));
}

// Takes up to `tokens` from what is held; how many that were.
std::int64_t release(std::int64_t& held, std::int64_t tokens) noexcept {
  const std::int64_t released = std::min(held, tokens);
  held -= released;
  return released;
}

// What is told about an epoch that has ended comes too late: its tokens are no longer held.
void settle(Pool& pool, const Ask& ask) noexcept {
  const bool newest = ask.epoch == pool.epoch;
  if (!newest && ask.epoch != pool.epoch - 1) return;
  std::int64_t& held = newest ? pool.held : pool.held_before;
  release(held, ask.spent);
  pool.missing -= static_cast<double>(release(held, ask.back));
  if (newest) release(pool.held_before, ask.spent_before);
}

std::int64_t wait_of(const Pool& pool, const Terms& terms, std::int64_t now_us) noexcept {
  const std::int64_t epoch_left = (pool.epoch + 1) * terms.epoch_us - now_us;
  if (pool.held + pool.held_before >= terms.burst) return std::max<std::int64_t>(1, epoch_left);
  const double wait = std::ceil((pool.missing + 1 - terms.burst) / tokens_per_us(terms));
  return static_cast<std::int64_t>(std::clamp(wait, 1.0, kLongest));
}

// Among several, nobody gets more than its part of what is free: near the end of a burst tokens that lie at
// one instance are missing at another.
double part_of(double free, const Terms& terms, const Ask& ask) noexcept {
  const double part = std::max(1.0, std::floor(free / terms.instances));
  return std::clamp(std::min(free, part), 0.0, static_cast<double>(ask.want));
}

// Brings a bucket to this time; which the pool's own may be ahead of.
std::int64_t advance_to(Pool& pool, const Terms& terms, std::int64_t now_us) noexcept {
  rewind(pool, terms, now_us);
  now_us = std::max(now_us, pool.at_us);
  pool.epoch = std::min(pool.epoch, now_us / terms.epoch_us);  // one of other terms may be later
  advance(pool, terms, now_us);
  return now_us;
}

Reply reserve_bucket(Pool& pool, const Terms& terms, const Ask& ask, std::int64_t now_us) noexcept {
  now_us = advance_to(pool, terms, now_us);
  settle(pool, ask);
  const double free = std::floor(static_cast<double>(terms.burst) - pool.missing + kRounding);
  Reply reply;
  reply.granted = static_cast<std::uint32_t>(part_of(free, terms, ask));
  pool.missing += reply.granted;
  pool.held += reply.granted;
  reply.epoch = pool.epoch;
  reply.ttl_us = (pool.epoch + 2) * terms.epoch_us - now_us;
  if (reply.granted == 0 && ask.want != 0) reply.wait_us = wait_of(pool, terms, now_us);
  reply.free = static_cast<std::uint32_t>(std::max(0.0, free - reply.granted));
  return reply;
}

double window_us(const Terms& terms) noexcept {
  return std::min(static_cast<double>(terms.per.count()) * 1e6, kLongest);
}

Reply reserve_window(Pool& pool, const Terms& terms, const Ask& ask, std::int64_t now_us) noexcept {
  const auto per_us = static_cast<std::int64_t>(window_us(terms));
  if (pool.held == 0 || now_us - pool.epoch >= per_us) pool = {.at_us = now_us, .epoch = now_us};
  pool.epoch = std::min(pool.epoch, now_us);
  if (ask.epoch == pool.epoch) release(pool.held, ask.back);
  const double free = std::max(0.0, static_cast<double>(terms.limit) - static_cast<double>(pool.held));
  Reply reply;
  reply.granted = static_cast<std::uint32_t>(part_of(free, terms, ask));
  pool.held += reply.granted;
  reply.epoch = pool.epoch;
  reply.ttl_us = pool.epoch + per_us - now_us;
  if (reply.granted == 0 && ask.want != 0) reply.wait_us = std::max<std::int64_t>(1, reply.ttl_us);
  reply.free = static_cast<std::uint32_t>(free - reply.granted);
  return reply;
}

// Terms with which nothing is divided by zero.
Terms legal(Terms terms) noexcept {
  terms.limit = std::max(terms.limit, 1U);
  terms.burst = std::max(terms.burst, 1U);
  terms.instances = std::max(terms.instances, 1U);
  terms.per = std::max(terms.per, std::chrono::seconds(1));
  terms.epoch_us = std::clamp<std::int64_t>(terms.epoch_us, 1, kLatest);
  return terms;
}

// A pool out of memory that others write too, held within what arithmetic can bear.
void hold(Pool& pool) noexcept {
  constexpr std::int64_t most = std::int64_t{1} << 33;
  if (!(pool.missing >= 0 && pool.missing <= 2.0 * static_cast<double>(most))) pool.missing = 0;
  pool.at_us = std::clamp<std::int64_t>(pool.at_us, 0, kLatest);
  pool.epoch = std::clamp<std::int64_t>(pool.epoch, 0, kLatest);
  pool.held = std::clamp<std::int64_t>(pool.held, 0, most);
  pool.held_before = std::clamp<std::int64_t>(pool.held_before, 0, most);
}

}  // namespace

Reply reserve(Pool& pool, const Terms& asked, const Ask& ask, std::int64_t now_us) noexcept {
  const Terms terms = legal(asked);
  const std::int64_t now = std::clamp<std::int64_t>(now_us, 0, kLatest);
  hold(pool);
  if (terms.algorithm == Algorithm::TokenBucket) return reserve_bucket(pool, terms, ask, now);
  return reserve_window(pool, terms, ask, now);
}

std::int64_t fresh_at_us(const Pool& pool, const Terms& asked) noexcept {
  const Terms terms = legal(asked);
  if (terms.algorithm != Algorithm::TokenBucket)
    return pool.epoch + (pool.held == 0 ? 0 : static_cast<std::int64_t>(window_us(terms)));
  const double filling = std::ceil(std::min(pool.missing / tokens_per_us(terms), kLongest));
  return pool.at_us + static_cast<std::int64_t>(filling) + 2 * terms.epoch_us;
}

}  // namespace sluice::throttle
