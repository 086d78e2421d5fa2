// Leases by key: eight places a key, of which the first free or idle one is taken. Two threads that bring a
// new key at once may enter it twice: two leases of one key are to the store as two instances, and one falls
// idle.
#include "gateway/shared_limit.hpp"

namespace sluice::gateway {
namespace {

constexpr std::uint64_t kFree = 0;
constexpr std::uint64_t kMoving = 1;

constexpr std::uint64_t low_of(const config::SlotKey& key) noexcept {
  return key.low < 2 ? key.low + 2 : key.low;
}

}  // namespace

LeaseTable::LeaseTable(const throttle::Sharing& sharing, std::size_t entries, std::uint64_t seed)
    : seed_(seed) {
  for (std::size_t i = 0; i < entries / kPlaces * kPlaces; ++i) entries_.emplace_back(sharing);
}

bool LeaseTable::is_of(const SharedLimit& limit, const config::SlotKey& key) noexcept {
  return limit.key_low.load(std::memory_order_acquire) == low_of(key) &&
         limit.key_high.load(std::memory_order_relaxed) == key.high;
}

SharedLimit* LeaseTable::find(const config::SlotKey& key, const Now& now) noexcept {
  const std::size_t first =
      (((key.low ^ seed_) * 0x9e3779b97f4a7c15) >> 32) % (entries_.size() / kPlaces) * kPlaces;
  for (std::size_t i = first; i < first + kPlaces; ++i)
    if (is_of(entries_[i], key)) return &entries_[i];
  for (std::size_t i = first; i < first + kPlaces; ++i) {
    SharedLimit& entry = entries_[i];
    std::uint64_t known = entry.key_low.load(std::memory_order_acquire);
    const bool is_usable =
        known == kFree || (known != kMoving && !entry.is_listed.load() && entry.lease.is_idle(now));
    if (!is_usable || !entry.key_low.compare_exchange_strong(known, kMoving)) continue;
    entry.lease.renew();
    entry.key_high.store(key.high, std::memory_order_relaxed);
    entry.key_low.store(low_of(key), std::memory_order_release);
    return &entry;
  }
  return nullptr;
}

}  // namespace sluice::gateway
