// The public functions on one word, and the cell that threads share.
#include "throttle/word.hpp"

namespace sluice::throttle {

Take take(std::uint64_t word, const Rate& rate, const Now& now) noexcept {
  return word::take(word, rate, now);
}

Take take(std::uint64_t word, const Limit& limit, const Now& now) noexcept {
  return word::take(word, Rate(limit), now);
}

Take look(std::uint64_t word, const Rate& rate, const Now& now) noexcept {
  return word::is_bucket(rate) ? Bucket::look(word, rate, now) : Window::look(word, rate, now);
}

Grant take_up_to(std::uint64_t word, const Rate& rate, const Now& now, std::uint32_t want) noexcept {
  return word::is_bucket(rate) ? Bucket::take_up_to(word, rate, now, want)
                               : Window::take_up_to(word, rate, now, want);
}

std::uint64_t give_back(std::uint64_t word, const Rate& rate, const Now& now, std::uint64_t after,
                        std::uint32_t calls) noexcept {
  return word::is_bucket(rate) ? Bucket::give_back(word, rate, now, after, calls)
                               : Window::give_back(word, rate, now, after, calls);
}

bool is_full(std::uint64_t word, const Rate& rate, const Now& now) noexcept {
  return word::is_bucket(rate) ? Bucket::is_full(word, rate, now) : Window::is_full(word, rate, now);
}

std::uint64_t rescale(std::uint64_t word, const Rate& from, const Rate& to, const Now& now) noexcept {
  if (is_full(word, from, now) || from.burst() == 0 || to.burst() == 0) return 0;
  const std::uint64_t cost = word::is_bucket(to) ? Bucket::cost(to) : 1;
  if (word::is_bucket(from)) {
    const std::uint64_t used = Bucket::debt_as(word, from, cost, now);
    return word::is_bucket(to) ? Bucket::with_debt(used, to, now) : Window::of(used, to, 0, now);
  }
  const std::uint32_t count = std::min(Window::count(word, from, now), to.burst());
  return word::is_bucket(to) ? Bucket::with_debt(count * cost, to, now)
                             : Window::of(count, to, Window::age(word, from, now), now);
}

namespace {

// Out of the way of a bucket's calls that are admitted, which are most.
[[gnu::noinline]] Take take_anyhow(std::atomic<std::uint64_t>& shared, const Rate& rate,
                                   const Now& now) noexcept {
  std::uint64_t word = shared.load(std::memory_order_relaxed);
  Take taken;
  do {
    taken = word::take(word, rate, now);
  } while (taken.next != word && !shared.compare_exchange_weak(word, taken.next, std::memory_order_relaxed));
  return taken;
}

}  // namespace

Take Cell::take(const Rate& rate, const Now& now) noexcept {
  if (!word::is_bucket(rate)) return take_anyhow(word_, rate, now);
  const Bucket::At at = Bucket::at(rate, now);
  std::uint64_t word = word_.load(std::memory_order_relaxed);
  for (;;) {
    const std::uint64_t used = Bucket::used_after(word, rate, at);
    if (!Bucket::holds(rate, used)) return take_anyhow(word_, rate, now);
    const std::uint64_t next = Bucket::word_after(at, used);
    if (word_.compare_exchange_weak(word, next, std::memory_order_relaxed))
      return {true, next, Bucket::remain_after(rate, used), {}};
  }
}

Take Cell::look(const Rate& rate, const Now& now) const noexcept {
  return throttle::look(word_.load(std::memory_order_relaxed), rate, now);
}

Grant Cell::take_up_to(const Rate& rate, const Now& now, std::uint32_t want) noexcept {
  std::uint64_t word = word_.load(std::memory_order_relaxed);
  Grant grant;
  do {
    grant = throttle::take_up_to(word, rate, now, want);
  } while (grant.next != word && !word_.compare_exchange_weak(word, grant.next, std::memory_order_relaxed));
  return grant;
}

void Cell::give_back(const Rate& rate, const Now& now, std::uint64_t after, std::uint32_t calls) noexcept {
  std::uint64_t word = word_.load(std::memory_order_relaxed);
  std::uint64_t next = 0;
  do {
    next = throttle::give_back(word, rate, now, after, calls);
  } while (next != word && !word_.compare_exchange_weak(word, next, std::memory_order_relaxed));
}

}  // namespace sluice::throttle
