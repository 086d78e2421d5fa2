// Pools in shared memory.
//
//   [ header | stripe | stripe | ... ]       stripe: [ robust mutex | entry x 8 ]
//   entry:   [ key | fresh_at | current | pool 0 | pool 1 ]
//
// A key belongs to one stripe and may stand in any of its entries. Under the stripe's lock the pool that is
// not current gets the new value, then `current` changes: a process that dies before that store has done
// nothing.
#include "sluice/shared_pools.hpp"

#include <pthread.h>
#include <sched.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <new>

namespace sluice::throttle {
namespace {

constexpr std::uint64_t kMagic = 0x31706c6f'6f707368;  // and with it the version
constexpr std::size_t kEntries = 8;
constexpr std::size_t kLine = 64;

}  // namespace

struct alignas(kLine) SharedPools::Header {
  std::atomic<std::uint64_t> magic;  // last of all
  std::uint64_t stripes;
};

struct SharedPools::Entry {
  std::uint64_t key_high, key_low;
  std::int64_t fresh_at_us;  // from then on it is free
  std::atomic<std::uint64_t> current;
  std::array<Pool, 2> pools;
};

struct alignas(kLine) SharedPools::Stripe {
  pthread_mutex_t mutex;
  std::array<Entry, kEntries> entries;
};

namespace {

// A mutex that outlives its holder: locked by a try now and again, for as long as an unlucky holder may be
// off the processor, and not longer.
class Lock {
 public:
  explicit Lock(pthread_mutex_t& mutex) noexcept : mutex_(mutex) {
    constexpr int tries = 2000;
    for (int i = 0; i < tries && !is_held_; ++i) {
      const int answer = pthread_mutex_trylock(&mutex_);
      if (answer == EOWNERDEAD) pthread_mutex_consistent(&mutex_);  // every value is whole: see above
      is_held_ = answer == 0 || answer == EOWNERDEAD;
      if (!is_held_ && i > tries / 10) sched_yield();
    }
  }
  ~Lock() {
    if (is_held_) pthread_mutex_unlock(&mutex_);
  }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

  explicit operator bool() const noexcept { return is_held_; }

 private:
  pthread_mutex_t& mutex_;
  bool is_held_ = false;
};

bool make_robust(pthread_mutex_t& mutex) noexcept {
  pthread_mutexattr_t attributes;
  if (pthread_mutexattr_init(&attributes) != 0) return false;
  const bool is_set = pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED) == 0 &&
                      pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST) == 0 &&
                      pthread_mutex_init(&mutex, &attributes) == 0;
  pthread_mutexattr_destroy(&attributes);
  return is_set;
}

}  // namespace

Result<SharedPools, SharedPools::Error> SharedPools::create(std::span<std::byte> memory) noexcept {
  if (reinterpret_cast<std::uintptr_t>(memory.data()) % kLine != 0) return Error::Misaligned;
  if (memory.size() < sizeof(Header) + sizeof(Stripe)) return Error::TooSmall;
  auto* const header = new (memory.data()) Header{};
  header->stripes = (memory.size() - sizeof(Header)) / sizeof(Stripe);
  auto* const stripes = reinterpret_cast<Stripe*>(header + 1);
  for (std::size_t i = 0; i < header->stripes; ++i)
    if (!make_robust((new (stripes + i) Stripe{})->mutex)) return Error::Foreign;
  header->magic.store(kMagic, std::memory_order_release);
  return SharedPools(header);
}

Result<SharedPools, SharedPools::Error> SharedPools::attach(std::span<std::byte> memory) noexcept {
  if (reinterpret_cast<std::uintptr_t>(memory.data()) % kLine != 0) return Error::Misaligned;
  if (memory.size() < sizeof(Header) + sizeof(Stripe)) return Error::TooSmall;
  auto* const header = std::launder(reinterpret_cast<Header*>(memory.data()));
  if (header->magic.load(std::memory_order_acquire) != kMagic ||
      header->stripes != (memory.size() - sizeof(Header)) / sizeof(Stripe))
    return Error::Foreign;
  return SharedPools(header);
}

std::size_t SharedPools::places() const noexcept { return header_->stripes * kEntries; }

std::optional<Reply> SharedPools::reserve(std::uint64_t key_high, std::uint64_t key_low, const Terms& terms,
                                          const Ask& ask, std::int64_t now_us) noexcept {
  auto* const stripes = std::launder(reinterpret_cast<Stripe*>(header_ + 1));
  Stripe& stripe = stripes[key_high % header_->stripes];
  const Lock lock(stripe.mutex);
  if (!lock) return std::nullopt;
  Entry* place = nullptr;
  for (Entry& entry : stripe.entries) {
    if (entry.key_high == key_high && entry.key_low == key_low) {
      place = &entry;
      break;
    }
    if (place == nullptr && entry.fresh_at_us <= now_us) place = &entry;
  }
  if (place == nullptr) return std::nullopt;
  const bool is_known = place->key_high == key_high && place->key_low == key_low;
  const std::uint64_t current = place->current.load(std::memory_order_relaxed) & 1;
  Pool next = is_known ? place->pools[current] : Pool{};
  const Reply reply = throttle::reserve(next, terms, ask, now_us);
  // Who dies from here on leaves another's fresh pool under this key, which is as good as none.
  place->pools[current ^ 1] = next;
  place->key_high = key_high;
  place->key_low = key_low;
  place->fresh_at_us = fresh_at_us(next, terms);
  place->current.store(current ^ 1, std::memory_order_release);
  return reply;
}

}  // namespace sluice::throttle
