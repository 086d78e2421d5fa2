// Buckets of 16 words; a word is one signature:
//
//   63                      28 27                      0
//   [ 36 bits of the signature | second of its expiry   ]      0: free
//
// A word whose second has passed is free again. Seconds are compared modulo 2^28 (eight years). Two threads
// with the same signature either meet at one word, or see each other's when they look again after writing.
#include "sluice/replay.hpp"

#include <bit>
#include <new>
#include <span>

namespace sluice::replay {
namespace {

constexpr std::size_t kWays = 16;
constexpr std::size_t kPlaces = 4;  // a signature: a bucket of 16 then overflows at full load once in 10^6
constexpr unsigned kSecondBits = 28;
constexpr std::uint64_t kSecondMask = (std::uint64_t{1} << kSecondBits) - 1;

std::uint64_t word_at(const sign::Digest& digest, std::size_t at) noexcept {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < 8; ++i) word = word << 8 | digest[at + i];
  return word;
}

bool is_alive(std::uint64_t word, std::uint64_t now) noexcept {
  return word != 0 && ((word - now) & kSecondMask) <= kSecondMask / 2;
}

bool is_same(std::uint64_t a, std::uint64_t b) noexcept { return a >> kSecondBits == b >> kSecondBits; }

bool has_another(std::span<std::atomic<std::uint64_t>> bucket, std::size_t own, std::uint64_t word,
                 std::uint64_t now) noexcept {
  for (std::size_t i = 0; i < bucket.size(); ++i) {
    const std::uint64_t held = bucket[i].load();
    if (i != own && is_alive(held, now) && is_same(held, word)) return true;
  }
  return false;
}

}  // namespace

Memory::Memory(std::size_t signatures) noexcept {
  if (signatures == 0 || signatures > SIZE_MAX / (kPlaces * kWays * sizeof(Slot))) return;
  const std::size_t buckets = std::bit_ceil((signatures * kPlaces + kWays - 1) / kWays);
  slots_.reset(new (std::nothrow) Slot[buckets * kWays]());
  bucket_count_ = slots_ ? buckets : 0;
}

Answer Memory::remember(const sign::Claim& claim, std::int64_t window_seconds, const Now& now) noexcept {
  if (bucket_count_ == 0) return Answer::Full;
  const std::uint64_t second = static_cast<std::uint64_t>(now.seconds) & kSecondMask;
  const std::uint64_t expiry =
      static_cast<std::uint64_t>(claim.date_seconds) + static_cast<std::uint64_t>(window_seconds);
  const std::uint64_t mark = word_at(claim.digest, 8) | std::uint64_t{1} << kSecondBits;  // never 0
  const std::uint64_t word = (mark & ~kSecondMask) | (expiry & kSecondMask);
  const std::size_t first = (word_at(claim.digest, 0) & (bucket_count_ - 1)) * kWays;
  const std::span<Slot> bucket(slots_.get() + first, kWays);

  if (has_another(bucket, kWays, word, second)) return Answer::Seen;
  for (std::size_t i = 0; i < kWays; ++i) {
    std::uint64_t held = bucket[i].load();
    while (!is_alive(held, second)) {
      if (!bucket[i].compare_exchange_weak(held, word)) continue;
      if (!has_another(bucket, i, word, second)) return Answer::New;
      bucket[i].store(0);
      return Answer::Seen;
    }
    if (is_same(held, word)) return Answer::Seen;
  }
  return Answer::Full;
}

}  // namespace sluice::replay
