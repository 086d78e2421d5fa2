// One instance's side of a shared limit: how much to lease, when to ask, and what to do when there is no
// answer.
#include "sluice/lease.hpp"

#include <algorithm>
#include <utility>

namespace sluice::throttle {
namespace {

constexpr std::uint64_t kMicrosecond = 1000;
constexpr std::uint64_t kMillisecond = 1'000'000;
constexpr std::uint32_t kMost = 2147483647;

std::uint32_t burst_of(const Limit& limit) noexcept { return limit.burst == 0 ? limit.limit : limit.burst; }

// An n-th of the limit: the same number of calls in n times the period, so that no share is rounded to
// nothing.
Limit share_of(const Sharing& sharing) noexcept {
  Limit share = sharing.limit;
  const std::uint32_t instances = std::max(sharing.instances, 1U);
  if (share.algorithm != Algorithm::TokenBucket) {
    share.limit = std::max(share.limit / instances, std::min(share.limit, 1U));
    return share;
  }
  share.burst = std::max(burst_of(share) / instances, std::min(share.limit, 1U));
  share.per *= instances;
  return share;
}

std::uint64_t horizon_ns(const Sharing& sharing) noexcept {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(sharing.horizon.count(), 1)) * kMillisecond;
}

std::uint64_t later(std::uint64_t ns, std::int64_t us) noexcept {
  const auto wait =
      static_cast<std::uint64_t>(std::clamp<std::int64_t>(us, 0, INT64_MAX / 1000)) * kMicrosecond;
  return ns > UINT64_MAX - wait ? UINT64_MAX : ns + wait;
}

}  // namespace

Lease::Lease(const Sharing& sharing) noexcept : sharing_(sharing), share_(share_of(sharing)) {}

// An epoch is long enough that renewals come first, and short enough that a dead instance's tokens come back
// soon.
Terms Lease::terms() const noexcept {
  return {sharing_.limit.limit, sharing_.limit.per, burst_of(sharing_.limit),
          static_cast<std::int64_t>(horizon_ns(sharing_) / kMicrosecond) * 5 / 2, sharing_.instances};
}

Lease::Answer Lease::take(const Now& now) noexcept {
  const std::uint64_t ns = steady_of(now);
  note_call(ns);
  drop_expired(ns);
  for (Tokens* tokens : {&tokens_[1], &tokens_[0]}) {
    if (tokens->left == 0) continue;
    --tokens->left;
    ++tokens->spent;
    return {Verdict::Admitted, false, {}};
  }
  if (ns >= deny_until_ns_) return {};
  return {Verdict::Refused, false, std::chrono::nanoseconds(static_cast<std::int64_t>(deny_until_ns_ - ns))};
}

Lease::Answer Lease::take_without_store(const Now& now) noexcept {
  switch (sharing_.failure) {
    case Failure::Open:
      return {Verdict::Admitted, true, {}};
    case Failure::Closed:
      return {Verdict::Refused, true, sharing_.horizon};
    case Failure::Local:
      break;
  }
  const Take taken = throttle::take(local_word_, share_, now);
  local_word_ = taken.next;
  return {taken.admitted ? Verdict::Admitted : Verdict::Refused, true, taken.retry_after};
}

bool Lease::wants(const Now& now) const noexcept {
  const std::uint64_t ns = steady_of(now);
  if (asking_ || ns < deny_until_ns_) return false;
  const std::uint32_t left = tokens_[0].left + tokens_[1].left;
  const bool idle = ns >= last_call_ns_ && ns - last_call_ns_ > horizon_ns(sharing_);
  if (idle) return ns < tokens_[0].until_ns && tokens_[0].left + tokens_[0].spent != 0;
  return left != 0 && left <= last_grant_ / 2;
}

Ask Lease::ask(const Now& now) noexcept {
  const std::uint64_t ns = steady_of(now);
  drop_expired(ns);
  const bool idle = ns >= last_call_ns_ && ns - last_call_ns_ > horizon_ns(sharing_);
  Ask ask{tokens_[0].epoch, tokens_[0].spent, tokens_[1].spent, 0, idle ? 0 : size(ns)};
  if (idle) ask.back = std::exchange(tokens_[0].left, 0);
  tokens_[0].spent = 0;
  tokens_[1].spent = 0;
  asked_ns_ = ns;
  asking_ = true;
  return ask;
}

// Both waits count from when the request was sent, which is before the store counted it: tokens die early
// rather than late, and at worst a request is repeated.
void Lease::granted(const Reply& reply) noexcept {
  asking_ = false;
  if (reply.granted == 0) {
    if (reply.wait_us > 0) deny_until_ns_ = later(asked_ns_, reply.wait_us);
    return;
  }
  if (reply.epoch != tokens_[0].epoch) {
    tokens_[1] = reply.epoch == tokens_[0].epoch + 1 ? tokens_[0] : Tokens{};
    tokens_[0] = {reply.epoch, 0, 0, 0};
  }
  last_grant_ = reply.granted;
  tokens_[0].left += std::min(reply.granted, kMost - tokens_[0].left);
  tokens_[0].until_ns = later(asked_ns_, reply.ttl_us);
}

// A clock that goes back must not make tokens live longer; it is told by a call before the last one.
void Lease::drop_expired(std::uint64_t ns) noexcept {
  for (Tokens& tokens : tokens_) {
    if (ns >= tokens.until_ns || ns < asked_ns_) tokens = {tokens.epoch, 0, 0, 0};
  }
  if (ns < asked_ns_) {
    asked_ns_ = ns;
    deny_until_ns_ = 0;
  }
}

void Lease::note_call(std::uint64_t ns) noexcept {
  const std::uint64_t horizon = horizon_ns(sharing_);
  if (ns < slot_ns_ || ns - slot_ns_ >= 2 * horizon) {
    calls_ = calls_before_ = 0;
    slot_ns_ = ns;
  } else if (ns - slot_ns_ >= horizon) {
    calls_before_ = std::exchange(calls_, 0);
    slot_ns_ += horizon;
  }
  calls_ += calls_ == UINT32_MAX ? 0 : 1;
  last_call_ns_ = ns;
}

// The calls of the last horizon, at most a quarter of the burst. Where the whole limit would not give every
// instance one token in that time, one at a time.
std::uint32_t Lease::size(std::uint64_t ns) const noexcept {
  const double horizon = static_cast<double>(horizon_ns(sharing_));
  const double in_horizon = static_cast<double>(sharing_.limit.limit) * horizon /
                            (static_cast<double>(sharing_.limit.per.count()) * 1e9);
  if (in_horizon < sharing_.instances) return 1;
  const double part = std::min(1.0, static_cast<double>(ns - std::min(ns, slot_ns_)) / horizon);
  const double recent = calls_ + calls_before_ * (1 - part);
  const double most = std::max(1.0, burst_of(sharing_.limit) / 4.0);
  return static_cast<std::uint32_t>(std::clamp(recent, 1.0, most));
}

// 50 ms at first, doubled up to 6.4 s; the second half of each wait is random.
void Breaker::failed(const Now& now, std::uint64_t random) noexcept {
  constexpr std::uint64_t first = 50 * kMillisecond;
  constexpr std::uint32_t doublings = 7;
  const std::uint64_t wait = first << std::min(failures_, doublings);
  failures_ += failures_ == UINT32_MAX ? 0 : 1;
  closed_until_ns_ =
      later(steady_of(now), static_cast<std::int64_t>((wait / 2 + random % (wait / 2)) / kMicrosecond));
}

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
