// One instance's side of a shared limit: how much to lease, when to ask, and what to do when there is no
// answer.
//
// Tokens of the newest epoch and of the one before stand in two words, [generation | spent | left], that
// threads take from by compare-and-swap. An epoch that replaces another begins with a new generation, so
// that a token which comes back late is not put among those of another epoch. Whoever asks takes what was
// spent out of the words. All else that `take` reads or writes is an estimate, and relaxed.
#include "sluice/lease.hpp"

#include <algorithm>
#include <utility>

namespace sluice::throttle {
namespace {

constexpr std::uint64_t kMicrosecond = 1000;
constexpr std::uint64_t kMillisecond = 1'000'000;
constexpr std::uint64_t kSkew = 20 * kMillisecond;    // how far the times of two threads may be apart
constexpr std::uint64_t kLost = 2000 * kMillisecond;  // a request without an answer for so long has failed

constexpr int kBits = 28;
constexpr std::uint64_t kField = (std::uint64_t{1} << kBits) - 1;
constexpr std::uint64_t kOneSpent = std::uint64_t{1} << kBits;
constexpr std::uint64_t kOneGeneration = std::uint64_t{1} << 2 * kBits;
constexpr std::uint32_t kMost = 1U << (kBits - 2);  // tokens of one request

constexpr std::uint32_t left_in(std::uint64_t word) noexcept {
  return static_cast<std::uint32_t>(word & kField);
}
constexpr std::uint32_t spent_in(std::uint64_t word) noexcept {
  return static_cast<std::uint32_t>(word >> kBits & kField);
}
constexpr std::uint64_t generation_in(std::uint64_t word) noexcept { return word >> 2 * kBits; }

std::uint32_t burst_of(const Limit& limit) noexcept {
  return limit.burst == 0 || limit.algorithm != Algorithm::TokenBucket ? limit.limit : limit.burst;
}

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
  constexpr std::int64_t longest = std::int64_t{2147483647} * 86400;
  share.per = std::chrono::seconds(std::min(share.per.count(), longest / instances) * instances);
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

// What was spent, taken out of the word; and what is left.
std::uint32_t take_spent(std::atomic<std::uint64_t>& word) noexcept {
  return spent_in(word.fetch_and(~(kField << kBits), std::memory_order_relaxed));
}
std::uint32_t take_left(std::atomic<std::uint64_t>& word) noexcept {
  return left_in(word.fetch_and(~kField, std::memory_order_relaxed));
}

// Empties a word under a new generation.
std::uint64_t begin_generation(std::atomic<std::uint64_t>& word) noexcept {
  std::uint64_t old = word.load(std::memory_order_relaxed);
  std::uint64_t empty = 0;
  do empty = (generation_in(old) << 2 * kBits) + kOneGeneration;
  while (!word.compare_exchange_weak(old, empty, std::memory_order_acq_rel));
  return empty;
}

}  // namespace

Lease::Lease(const Sharing& sharing) noexcept : share_(share_of(sharing)), sharing_(sharing) {}

// An epoch is long enough that renewals come first, and short enough that a dead instance's tokens come back
// soon.
Terms Lease::terms() const noexcept {
  return {sharing_.limit.limit,     sharing_.limit.per,
          burst_of(sharing_.limit), static_cast<std::int64_t>(horizon_ns(sharing_) / kMicrosecond) * 5 / 2,
          sharing_.instances,       sharing_.limit.algorithm};
}

Lease::Answer Lease::admitted(std::size_t hand, std::uint64_t word) const noexcept {
  const std::uint32_t elsewhere = left_in(hands_[hand ^ 1].word.load(std::memory_order_relaxed));
  const std::uint64_t remain =
      std::uint64_t{left_in(word)} + elsewhere + free_.load(std::memory_order_relaxed);
  return {Verdict::Admitted,
          false,
          static_cast<std::uint32_t>(std::min<std::uint64_t>(remain, UINT32_MAX)),
          {},
          generation_in(word) << 1 | hand};
}

Lease::Answer Lease::take(const Now& now) noexcept {
  const std::uint64_t ns = steady_of(now);
  note_call(ns);
  if (!went_back(ns)) {
    const std::size_t newest = newest_.load(std::memory_order_acquire);
    for (const std::size_t i : {newest ^ 1, newest}) {
      std::uint64_t word = hands_[i].word.load(std::memory_order_acquire);
      while (left_in(word) != 0 && ns < hands_[i].until_ns.load(std::memory_order_relaxed)) {
        const std::uint64_t next = word - 1 + kOneSpent;
        if (hands_[i].word.compare_exchange_weak(word, next, std::memory_order_acq_rel,
                                                 std::memory_order_acquire))
          return admitted(i, next);
      }
    }
    const std::uint64_t deny = deny_until_ns_.load(std::memory_order_relaxed);
    if (ns < deny)
      return {
          Verdict::Refused, false, 0,
          std::chrono::nanoseconds(static_cast<std::int64_t>(std::min<std::uint64_t>(deny - ns, INT64_MAX)))};
  }
  unmet_.fetch_add(1, std::memory_order_relaxed);
  return {};
}

Lease::Answer Lease::take_without_store(const Now& now) noexcept {
  switch (sharing_.failure) {
    case Failure::Open:
      return {Verdict::Admitted, true};
    case Failure::Closed:
      return {Verdict::Refused, true, 0, sharing_.horizon};
    case Failure::Local:
      break;
  }
  const Take taken = local_.take(share_, now);
  return {taken.admitted ? Verdict::Admitted : Verdict::Refused, true, taken.remain, taken.retry_after,
          taken.next};
}

void Lease::give_back(const Answer& answer, const Now& now) noexcept {
  if (answer.verdict != Verdict::Admitted) return;
  if (answer.degraded) {
    if (sharing_.failure == Failure::Local) local_.give_back(share_, now, answer.mark);
    return;
  }
  std::atomic<std::uint64_t>& word = hands_[answer.mark & 1].word;
  std::uint64_t known = word.load(std::memory_order_relaxed);
  while (generation_in(known) == answer.mark >> 1 && spent_in(known) != 0) {
    if (word.compare_exchange_weak(known, known + 1 - kOneSpent, std::memory_order_acq_rel)) return;
  }
}

bool Lease::went_back(std::uint64_t ns) const noexcept {
  const std::uint64_t asked = asked_ns_.load(std::memory_order_relaxed);
  return asked > kSkew && ns < asked - kSkew;
}

bool Lease::lies_idle(std::uint64_t ns) const noexcept {
  const std::uint64_t last = last_call_ns_.load(std::memory_order_relaxed);
  return unmet_.load(std::memory_order_relaxed) == 0 && ns >= last && ns - last > horizon_ns(sharing_);
}

std::uint32_t Lease::left_of(const Hand& hand, std::uint64_t ns) const noexcept {
  const std::uint64_t word = hand.word.load(std::memory_order_acquire);
  return ns < hand.until_ns.load(std::memory_order_relaxed) ? left_in(word) : 0;
}

bool Lease::wants(const Now& now) const noexcept {
  const std::uint64_t ns = steady_of(now);
  const std::uint64_t asked = asked_ns_.load(std::memory_order_relaxed);
  const bool is_lost = ns >= asked && ns - asked > kLost;
  if (went_back(ns)) return unmet_.load(std::memory_order_relaxed) != 0;
  if ((asking_.load(std::memory_order_relaxed) && !is_lost) ||
      ns < deny_until_ns_.load(std::memory_order_relaxed))
    return false;
  const Hand& newest = hands_[newest_.load(std::memory_order_acquire)];
  if (lies_idle(ns)) {
    const std::uint64_t word = newest.word.load(std::memory_order_relaxed);
    return ns < newest.until_ns.load(std::memory_order_relaxed) && left_in(word) + spent_in(word) != 0;
  }
  const std::uint32_t left = left_of(hands_[0], ns) + left_of(hands_[1], ns);
  if (left == 0) return unmet_.load(std::memory_order_relaxed) != 0;
  return left <= last_grant_.load(std::memory_order_relaxed) / 2;
}

bool Lease::holds_any(const Now& now) const noexcept {
  const std::uint64_t ns = steady_of(now);
  for (const Hand& hand : hands_) {
    const std::uint64_t word = hand.word.load(std::memory_order_acquire);
    if (left_in(word) + spent_in(word) != 0 && ns < hand.until_ns.load(std::memory_order_relaxed))
      return true;
  }
  return false;
}

bool Lease::is_idle(const Now& now) const noexcept {
  const std::uint64_t ns = steady_of(now);
  const std::uint64_t last = last_call_ns_.load(std::memory_order_relaxed);
  if (ns < last || ns - last < 10 * horizon_ns(sharing_)) return false;
  const bool waits = asking_.load(std::memory_order_relaxed) && ns - last < kLost;
  return !waits && left_of(hands_[0], ns) + left_of(hands_[1], ns) == 0 &&
         is_full(local_.word(), share_, now);
}

Ask Lease::ask(const Now& now) noexcept {
  const std::uint64_t ns = steady_of(now);
  drop_expired(ns);
  const bool idle = lies_idle(ns);
  const std::size_t newest = newest_.load(std::memory_order_relaxed);
  Hand& hand = hands_[newest];
  Hand& before = hands_[newest ^ 1];
  Ask ask{hand.epoch, 0, 0, 0, idle ? 0 : size(ns)};
  if (idle) ask.back = take_left(hand.word);
  ask.spent = take_spent(hand.word);
  const bool follows = before.epoch != INT64_MAX && before.epoch + 1 == hand.epoch;  // a store may name any
  if (follows) ask.spent_before = take_spent(before.word);
  unmet_.store(0, std::memory_order_relaxed);
  asked_ns_.store(ns, std::memory_order_relaxed);
  asking_.store(true, std::memory_order_relaxed);
  wanted_ = ask.want;
  return ask;
}

// Both waits count from when the request was sent, which is before the store counted it: tokens die early
// rather than late, and at worst a request is repeated.
void Lease::granted(const Reply& reply) noexcept {
  asking_.store(false, std::memory_order_relaxed);
  failing_.store(false, std::memory_order_relaxed);
  free_.store(reply.free, std::memory_order_relaxed);
  const std::uint64_t asked = asked_ns_.load(std::memory_order_relaxed);
  const std::uint32_t granted = std::min({reply.granted, wanted_, kMost});
  if (granted == 0) {
    if (reply.wait_us > 0) deny_until_ns_.store(later(asked, reply.wait_us), std::memory_order_relaxed);
    return;
  }
  last_grant_.store(granted, std::memory_order_relaxed);
  const std::uint64_t end = later(asked, reply.ttl_us);
  const std::uint64_t until = end - std::min(end, kSkew);
  const std::size_t newest = newest_.load(std::memory_order_relaxed);
  Hand& hand = hands_[newest];
  if (reply.epoch != hand.epoch || left_in(hand.word.load(std::memory_order_relaxed)) > kMost) {
    Hand& other = hands_[newest ^ 1];
    const std::uint64_t empty = begin_generation(other.word);
    other.epoch = reply.epoch;
    other.until_ns.store(until, std::memory_order_relaxed);
    other.word.store(empty + granted, std::memory_order_release);
    newest_.store(static_cast<std::uint32_t>(newest ^ 1), std::memory_order_release);
    return;
  }
  hand.until_ns.store(std::max(until, hand.until_ns.load(std::memory_order_relaxed)),
                      std::memory_order_relaxed);
  hand.word.fetch_add(granted, std::memory_order_release);
}

void Lease::failed() noexcept {
  asking_.store(false, std::memory_order_relaxed);
  failing_.store(true, std::memory_order_relaxed);
}

void Lease::renew() noexcept {
  for (Hand& hand : hands_) {
    begin_generation(hand.word);
    hand.epoch = 0;
    hand.until_ns.store(0, std::memory_order_relaxed);
  }
  for (auto* word : {&asked_ns_, &deny_until_ns_, &slot_ns_, &last_call_ns_})
    word->store(0, std::memory_order_relaxed);
  for (auto* count : {&unmet_, &calls_, &calls_before_, &last_grant_, &free_})
    count->store(0, std::memory_order_relaxed);
  asking_.store(false, std::memory_order_relaxed);
  failing_.store(false, std::memory_order_relaxed);
}

// A clock that goes back must not make tokens live longer; it is told by a call well before the last request.
void Lease::drop_expired(std::uint64_t ns) noexcept {
  const bool back = went_back(ns);
  for (Hand& hand : hands_)
    if (back || ns >= hand.until_ns.load(std::memory_order_relaxed)) begin_generation(hand.word);
  if (back) deny_until_ns_.store(0, std::memory_order_relaxed);
}

void Lease::note_call(std::uint64_t ns) noexcept {
  constexpr auto relaxed = std::memory_order_relaxed;
  const std::uint64_t horizon = horizon_ns(sharing_);
  const std::uint64_t slot = slot_ns_.load(relaxed);
  std::uint32_t calls = calls_.load(relaxed);
  if ((ns < slot && slot - ns > kSkew) || (ns >= slot && ns - slot >= 2 * horizon)) {
    calls = 0;
    calls_before_.store(0, relaxed);
    slot_ns_.store(ns, relaxed);
  } else if (ns >= slot && ns - slot >= horizon) {
    calls_before_.store(std::exchange(calls, 0), relaxed);
    slot_ns_.store(slot + horizon, relaxed);
  }
  calls_.store(calls == UINT32_MAX ? calls : calls + 1, relaxed);
  last_call_ns_.store(ns, relaxed);
}

// The calls of the last horizon, or those that wait if they are more; at most a quarter of the burst. Where
// the whole limit would not give every instance one token in that time, only for those that wait.
std::uint32_t Lease::size(std::uint64_t ns) const noexcept {
  constexpr auto relaxed = std::memory_order_relaxed;
  const double horizon = static_cast<double>(horizon_ns(sharing_));
  const double in_horizon = static_cast<double>(sharing_.limit.limit) * horizon /
                            (static_cast<double>(sharing_.limit.per.count()) * 1e9);
  const double waiting = is_failing() ? 1 : std::max(1U, unmet_.load(relaxed));
  const double burst = burst_of(sharing_.limit);
  const std::uint64_t slot = slot_ns_.load(relaxed);
  const double part = std::min(1.0, static_cast<double>(ns - std::min(ns, slot)) / horizon);
  const double recent = calls_.load(relaxed) + calls_before_.load(relaxed) * (1 - part);
  const bool is_small = in_horizon < sharing_.instances;
  const double most = std::min<double>(kMost, std::max(1.0, is_small ? burst : burst / 4));
  return static_cast<std::uint32_t>(std::clamp(is_small ? waiting : std::max(recent, waiting), 1.0, most));
}

}  // namespace sluice::throttle
