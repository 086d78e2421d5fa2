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
#include <algorithm>
#include <cmath>

#include "sluice/lease.hpp"

namespace sluice::throttle {
namespace {

double tokens_per_us(const Terms& terms) noexcept {
  return static_cast<double>(terms.limit) / (static_cast<double>(terms.per.count()) * 1e6);
}

void refill(Pool& pool, const Terms& terms, std::int64_t now_us) noexcept {
  if (now_us <= pool.at_us) return;
  const double refilled = static_cast<double>(now_us - pool.at_us) * tokens_per_us(terms);
  pool.missing = std::max(static_cast<double>(pool.held + pool.held_before), pool.missing - refilled);
  pool.at_us = now_us;
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
  return static_cast<std::int64_t>(std::clamp(wait, 1.0, 1e15));
}

}  // namespace

// Among several, nobody gets more than a quarter of its part of what is free: near the end of a burst tokens
// that lie at one instance are missing at another.
Reply reserve(Pool& pool, const Terms& terms, const Ask& ask, std::int64_t now_us) noexcept {
  constexpr double rounding = 1e-9;  // of a token: sums of fractions may fall this short of a whole one
  now_us = std::max(now_us, pool.at_us);
  advance(pool, terms, now_us);
  settle(pool, ask);
  const double free = std::floor(static_cast<double>(terms.burst) - pool.missing + rounding);
  const double part = std::max(1.0, std::floor(free / (terms.instances > 1 ? 4.0 * terms.instances : 1.0)));
  Reply reply;
  reply.granted =
      static_cast<std::uint32_t>(std::clamp(std::min(free, part), 0.0, static_cast<double>(ask.want)));
  pool.missing += reply.granted;
  pool.held += reply.granted;
  reply.epoch = pool.epoch;
  reply.ttl_us = (pool.epoch + 2) * terms.epoch_us - now_us;
  if (reply.granted == 0 && ask.want != 0) reply.wait_us = wait_of(pool, terms, now_us);
  return reply;
}

}  // namespace sluice::throttle
