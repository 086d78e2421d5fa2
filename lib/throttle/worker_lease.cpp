// A few tokens of a shared cell in a worker's own hand.
#include <algorithm>

#include "sluice/lease.hpp"

namespace sluice::throttle {
namespace {

std::uint32_t burst_of(const Limit& limit) noexcept { return limit.burst == 0 ? limit.limit : limit.burst; }

}  // namespace

WorkerLease::WorkerLease(Cell& cell, const Limit& limit, std::uint32_t workers) noexcept
    : cell_(cell), most_(burst_of(limit) / 128 / std::max(workers, 1U)) {
  Limit reduced = limit;
  const std::uint32_t held = most_ * std::max(workers, 1U);
  if (limit.algorithm == Algorithm::TokenBucket) {
    reduced.burst = burst_of(limit) - held;
  } else {
    reduced.limit -= std::min(held, reduced.limit);
  }
  rate_ = Rate(reduced);
}

Take WorkerLease::take(const Now& now) noexcept {
  if (left_ != 0) return {true, 0, --left_, {}};
  if (most_ < 2) return cell_.take(rate_, now);
  const Grant grant = cell_.take_up_to(rate_, now, most_);
  if (grant.calls == 0) return {false, grant.next, 0, grant.retry_after};
  left_ = grant.calls - 1;
  return {true, grant.next, left_, {}};
}

}  // namespace sluice::throttle
