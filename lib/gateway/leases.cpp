#include "gateway/leases.hpp"

#include <algorithm>
#include <new>
#include <utility>

namespace sluice::gateway {
namespace {

constexpr std::uint64_t kSweep = 100'000'000;  // nanoseconds between two looks for what lies idle

template <class Known>
auto find(Known& known, const config::SlotKey& key, const throttle::Sharing& sharing) {
  const auto range = known.equal_range(key);
  return std::find_if(range.first, range.second, [&](const auto& each) {
    if constexpr (requires { each.second->lease; })
      return each.second->lease.sharing() == sharing;
    else
      return each.second->sharing() == sharing;
  });
}

}  // namespace

std::shared_ptr<SharedLimit> Leases::limit(const config::SlotKey& key, const throttle::Sharing& sharing) {
  const std::lock_guard lock(lock_);
  const auto known = find(limits_, key, sharing);
  if (known != limits_.equal_range(key).second) return known->second;
  auto made = std::make_shared<SharedLimit>(sharing);
  made->key_high = key.high;
  made->key_low = key.low;
  limits_.emplace(key, made);
  return made;
}

std::shared_ptr<LeaseTable> Leases::table(const config::SlotList::SharedTable& wanted) {
  const std::lock_guard lock(lock_);
  const auto known = find(tables_, wanted.key, wanted.sharing);
  if (known != tables_.equal_range(wanted.key).second) return known->second;
  auto made = std::make_shared<LeaseTable>(wanted.sharing, wanted.entries, seed_);
  tables_.emplace(wanted.key, made);
  return made;
}

bool Leases::is_busy(const SharedLimit& limit) noexcept {
  return limit.is_listed.load(std::memory_order_acquire) || limit.is_held || limit.flight != UINT32_MAX;
}

void Leases::release_unused() noexcept {
  const std::lock_guard lock(lock_);
  std::erase_if(limits_,
                [](const auto& each) { return each.second.use_count() == 1 && !is_busy(*each.second); });
  std::erase_if(tables_, [](const auto& each) {
    return each.second.use_count() == 1 && !each.second->any_of(is_busy);
  });
}

void Leases::want(SharedLimit& limit) noexcept {
  if (limit.is_listed.load(std::memory_order_relaxed) || limit.is_listed.exchange(true)) return;
  SharedLimit* first = first_.load(std::memory_order_relaxed);
  do limit.next.store(first, std::memory_order_relaxed);
  while (!first_.compare_exchange_weak(first, &limit, std::memory_order_release, std::memory_order_relaxed));
}

// The whole list at once, the oldest first.
void Leases::collect() {
  std::size_t count = 0;
  SharedLimit* const first = first_.exchange(nullptr, std::memory_order_acquire);
  for (SharedLimit* l = first; l != nullptr; l = l->next.load(std::memory_order_relaxed)) ++count;
  try {
    wanting_.reserve(wanting_.size() + count);
  } catch (const std::bad_alloc&) {  // back on the list, one by one
    for (SharedLimit *l = first, *next = nullptr; l != nullptr; l = next) {
      next = l->next.load(std::memory_order_relaxed);
      l->is_listed.store(false);
      want(*l);
    }
    throw;
  }
  for (SharedLimit* l = first; l != nullptr; l = l->next.load(std::memory_order_relaxed))
    wanting_.push_back(l);
  std::reverse(wanting_.end() - static_cast<std::ptrdiff_t>(count), wanting_.end());
}

// Tokens that lie idle go back; a lease without any is looked at no longer.
void Leases::sweep(const Now& now) {
  const std::uint64_t ns = steady_of(now);
  if (ns >= swept_ns_ && ns - swept_ns_ < kSweep) return;
  swept_ns_ = ns;
  wanting_.reserve(wanting_.size() + held_.size());
  std::erase_if(held_, [&](SharedLimit* limit) {
    if (limit->lease.wants(now) && !limit->is_listed.exchange(true)) wanting_.push_back(limit);
    if (limit->lease.holds_any(now)) return false;
    limit->is_held = false;
    return true;
  });
}

TokenAsk Leases::depart(SharedLimit& limit, const Now& now) {
  if (const std::size_t most = held_.size() + flights_.size() + 1; held_.capacity() < most)
    held_.reserve(2 * most);  // so that `arrive` needs no memory
  if (limit.flight == UINT32_MAX && landed_.empty()) {
    landed_.reserve(flights_.size() + 1);
    flights_.emplace_back();
    landed_.push_back(static_cast<std::uint32_t>(flights_.size() - 1));
  }
  if (limit.flight == UINT32_MAX) {
    limit.flight = landed_.back();
    landed_.pop_back();
  }
  Flight& flight = flights_[limit.flight];
  ++flight.generation;  // one that was under way is lost
  flight.limit = &limit;
  flight.key_low = limit.key_low.load(std::memory_order_relaxed);
  return {std::uint64_t{flight.generation} << 32 | limit.flight,
          limit.key_high.load(std::memory_order_relaxed), flight.key_low, limit.lease.terms(),
          limit.lease.ask(now)};
}

std::size_t Leases::ask(std::span<TokenAsk> asks, const Now& now) noexcept {
  const std::lock_guard lock(lock_);
  std::size_t count = 0, taken = 0;
  try {
    collect();
    sweep(now);
    while (taken < wanting_.size() && count < asks.size()) {
      SharedLimit& limit = *wanting_[taken++];
      limit.is_listed.store(false);  // before it is looked at: who wants more from now on lists it again
      if (limit.lease.wants(now)) asks[count++] = depart(limit, now);
    }
  } catch (const std::bad_alloc&) {
  }
  wanting_.erase(wanting_.begin(), wanting_.begin() + static_cast<std::ptrdiff_t>(taken));
  left_over_.store(!wanting_.empty(), std::memory_order_relaxed);
  return count;
}

void Leases::arrive(const TokenReply& reply) noexcept {
  const auto index = static_cast<std::uint32_t>(reply.id);
  if (index >= flights_.size()) return;
  Flight& flight = flights_[index];
  if (flight.limit == nullptr || flight.generation != reply.id >> 32) return;
  SharedLimit& limit = *std::exchange(flight.limit, nullptr);
  limit.flight = UINT32_MAX;
  landed_.push_back(index);  // has room: reserved with the flight
  if (limit.key_low.load(std::memory_order_acquire) != flight.key_low) return;
  if (reply.result != TokenReply::Result::Answered) return limit.lease.failed();
  limit.lease.granted(reply.reply);
  if (limit.is_held || reply.reply.granted == 0) return;
  limit.is_held = true;
  held_.push_back(&limit);
}

void Leases::bring(std::span<const TokenReply> replies) noexcept {
  const std::lock_guard lock(lock_);
  for (const TokenReply& reply : replies) {
    if (reply.result == TokenReply::Result::Answered) is_down_.store(false, std::memory_order_relaxed);
    if (reply.result == TokenReply::Result::StoreFailed) is_down_.store(true, std::memory_order_relaxed);
    arrive(reply);
  }
}

}  // namespace sluice::gateway
