// All or nothing over several counters: take one after the other, give back on the first refusal.
#include "sluice/admission.hpp"

#include <algorithm>
#include <cassert>

namespace sluice::throttle {
namespace {

Take look(const Counter& counter, const Now& now) noexcept {
  if (counter.cell != nullptr) return counter.cell->look(*counter.rate, now);
  if (counter.ledger != nullptr) return counter.ledger->look(counter.key, *counter.rate, now);
  return throttle::look(0, *counter.rate, now);
}

void give_back(const Counter& counter, const Now& now, std::uint64_t after) noexcept {
  if (counter.cell != nullptr) counter.cell->give_back(*counter.rate, now, after);
  if (counter.cell == nullptr && counter.ledger != nullptr)
    counter.ledger->give_back(counter.key, *counter.rate, now, after);
}

// Field by field: a copy of a struct that has just been written would wait for the writes.
void fill(Standing& standing, const Counter& counter, const Take& take) noexcept {
  standing.dimension = counter.dimension;
  standing.mode = counter.mode;
  standing.unit = counter.unit;
  standing.interval = counter.interval;
  standing.limit = counter.rate->limit();
  standing.refuses = !take.admitted;
  standing.degraded = false;
  standing.remain = take.remain;
  standing.retry_after = take.retry_after;
}

void note(Admission& admission, std::size_t i, const Take& take, bool untracked) noexcept {
  fill(admission.standings[i], admission.counters[i], take);
  admission.standings[i].untracked = untracked;
  admission.after[i] = take.next;
  if (take.admitted && !untracked) admission.taken = static_cast<std::uint8_t>(admission.taken | 1U << i);
}

// True: go on. An observing counter that refuses has not been charged, and the call goes on.
bool ask(Admission& admission, std::size_t i, const Now& now) noexcept {
  const Counter& counter = admission.counters[i];
  if (counter.cell != nullptr) {
    const Take taken = counter.cell->take(*counter.rate, now);
    note(admission, i, taken, false);
  } else if (counter.ledger != nullptr) {
    const Ledger::Taken taken = counter.ledger->take(counter.key, *counter.rate, now);
    note(admission, i, taken, taken.untracked);
  } else {
    const Take taken = throttle::take(0, *counter.rate, now);
    note(admission, i, taken, true);
  }
  return !admission.standings[i].refuses || counter.mode == Mode::Observe;
}

// What was taken goes back; counters that stand after the refusing one are only looked at, so that the wait
// is long enough for them too.
void refuse(Admission& admission, std::size_t by, const Now& now) noexcept {
  admission.admitted = false;
  admission.first_refusal = static_cast<std::uint8_t>(by);
  undo(admission, now);
  for (std::size_t i = 0; i < admission.count; ++i) {
    const Counter& counter = admission.counters[i];
    Standing& standing = admission.standings[i];
    if (i > by || !standing.refuses) {
      const bool untracked = i < by && standing.untracked;
      fill(standing, counter, look(counter, now));
      standing.untracked = untracked;
    }
    if (counter.mode == Mode::Enforce)
      admission.retry_after = std::max(admission.retry_after, standing.retry_after);
  }
}

}  // namespace

void admit(Admission& admission, const Now& now) noexcept {
  assert(admission.count <= kMaxCounters);
  admission.admitted = true;
  admission.taken = 0;
  admission.retry_after = {};
  for (std::size_t i = 0; i < admission.count; ++i) {
    if (ask(admission, i, now)) continue;
    refuse(admission, i, now);
    break;
  }
}

Admission admit(std::span<const Counter> counters, const Now& now) noexcept {
  assert(counters.size() <= kMaxCounters);
  Admission admission;
  admission.count = static_cast<std::uint8_t>(std::min(counters.size(), kMaxCounters));
  std::copy_n(counters.begin(), admission.count, admission.counters.begin());
  admit(admission, now);
  return admission;
}

void undo(Admission& admission, const Now& now) noexcept {
  for (std::size_t i = 0; i < admission.count; ++i) {
    if ((admission.taken >> i & 1U) != 0) give_back(admission.counters[i], now, admission.after[i]);
  }
  admission.taken = 0;
}

}  // namespace sluice::throttle
