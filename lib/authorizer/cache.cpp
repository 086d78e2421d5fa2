// Verdicts in a table of sets of four entries. An entry is read and written without a lock:
//
//     turn        odd while somebody writes; a reader that finds it odd or changed has read nothing
//     key, until  whose verdict, and when it ends (steady clock)
//     words       allows (1 byte), then pairs as: size of name, name, size of value (2 bytes), value
//
// A writer that finds the entry being written gives up: the verdict is simply asked for again.
#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstring>
#include <limits>
#include <new>

#include "base/scratch.hpp"
#include "base/writer.hpp"
#include "sluice/authorizer.hpp"

namespace sluice::authorizer {
namespace {

constexpr std::size_t kWays = 4;
constexpr std::size_t kWords = 61;
constexpr std::size_t kPayload = kWords * 8;
using Payload = std::array<char, kPayload>;

// Bytes written, 0 where the verdict is too long to be remembered.
std::size_t pack(const Verdict& verdict, Payload& payload) noexcept {
  Writer out(payload);
  out.put(verdict.allows ? '\1' : '\2');
  for (const Named& pair : verdict.context) {
    if (pair.name.size() > 255 || pair.value.size() > kPayload) return 0;
    out.put(static_cast<char>(pair.name.size()));
    out.put(pair.name);
    out.put(static_cast<char>(pair.value.size() & 255));
    out.put(static_cast<char>(pair.value.size() >> 8));
    out.put(pair.value);
  }
  return out.fits() ? out.size() : 0;
}

std::size_t byte_at(std::string_view text, std::size_t at) noexcept {
  return static_cast<unsigned char>(text[at]);
}

// The pairs of a packed verdict; views into `packed`.
std::optional<Known> unpack(std::string_view packed, Scratch& scratch) noexcept {
  const bool allows = packed.front() == '\1';
  packed.remove_prefix(1);
  std::size_t count = 0;
  const auto each = [packed](auto use) {
    for (std::string_view rest = packed; !rest.empty();) {
      const std::size_t name = byte_at(rest, 0);
      const std::size_t value = byte_at(rest, 1 + name) | byte_at(rest, 2 + name) << 8;
      use(Named{rest.substr(1, name), rest.substr(3 + name, value)});
      rest.remove_prefix(3 + name + value);
    }
  };
  each([&](const Named&) { ++count; });
  const auto pairs = scratch.take_array<Named>(count);
  if (pairs.size() != count) return std::nullopt;
  std::size_t used = 0;
  each([&](const Named& pair) { pairs[used++] = pair; });
  return Known{{allows, pairs}, scratch.rest()};
}

}  // namespace

struct Cache::Entry {
  std::atomic<std::uint64_t> turn{0};
  std::atomic<std::uint64_t> key_low{0}, key_high{0};
  std::atomic<std::uint64_t> until{0};
  std::atomic<std::uint64_t> size{0};
  std::array<std::atomic<std::uint64_t>, kWords> words{};

  bool holds(const Key& key) const noexcept {
    return key_low.load(std::memory_order_relaxed) == key.low &&
           key_high.load(std::memory_order_relaxed) == key.high;
  }
};

Cache::Cache() noexcept = default;
Cache::Cache(Cache&&) noexcept = default;
Cache& Cache::operator=(Cache&&) noexcept = default;
Cache::~Cache() = default;

Result<Cache, Reason> Cache::make(std::uint64_t seed, std::size_t entries) noexcept {
  constexpr std::size_t most = std::size_t{1} << 24;
  try {
    Cache cache;
    cache.seed_ = seed;
    cache.count_ = std::bit_ceil(std::clamp(entries, kWays, most));
    cache.entries_ = std::make_unique<Entry[]>(cache.count_);
    return cache;
  } catch (const std::bad_alloc&) {
    return Reason::OutOfMemory;
  }
}

std::optional<Known> Cache::find(const Key& key, const Now& now, Room room) const noexcept {
  const std::size_t first = (key.low & (count_ / kWays - 1)) * kWays;
  for (const Entry& entry : std::span(entries_.get() + first, kWays)) {
    const std::uint64_t turn = entry.turn.load(std::memory_order_acquire);
    if ((turn & 1) != 0 || !entry.holds(key)) continue;
    const bool is_over = steady_of(now) >= entry.until.load(std::memory_order_relaxed);
    const std::size_t size = std::min<std::size_t>(entry.size.load(std::memory_order_relaxed), kPayload);
    Scratch scratch(room);
    char* const copy = scratch.take(size);
    if (is_over || copy == nullptr || size == 0) return std::nullopt;
    for (std::size_t at = 0; at < size; at += 8) {
      const std::uint64_t word = entry.words[at / 8].load(std::memory_order_relaxed);
      std::memcpy(copy + at, &word, std::min<std::size_t>(8, size - at));
    }
    std::atomic_thread_fence(std::memory_order_acquire);
    if (entry.turn.load(std::memory_order_relaxed) != turn) return std::nullopt;
    return unpack({copy, size}, scratch);
  }
  return std::nullopt;
}

void Cache::store(const Key& key, const Verdict& verdict, const Authorizer& authorizer,
                  const Now& now) noexcept {
  Payload payload{};
  const std::size_t size = pack(verdict, payload);
  if (size == 0 || authorizer.ttl_seconds() == 0) return;
  const std::size_t first = (key.low & (count_ / kWays - 1)) * kWays;
  const std::span<Entry> set(entries_.get() + first, kWays);
  auto chosen = std::ranges::find_if(set, [&](const Entry& e) { return e.holds(key); });
  if (chosen == set.end())
    chosen = std::ranges::min_element(set, {},
                                      [](const Entry& e) { return e.until.load(std::memory_order_relaxed); });
  std::uint64_t turn = chosen->turn.load(std::memory_order_relaxed);
  if ((turn & 1) != 0 || !chosen->turn.compare_exchange_strong(turn, turn + 1, std::memory_order_acquire))
    return;
  std::atomic_thread_fence(std::memory_order_release);
  const std::uint64_t life = std::uint64_t{authorizer.ttl_seconds()} * 1'000'000'000;
  const std::uint64_t start = steady_of(now);
  chosen->key_low.store(key.low, std::memory_order_relaxed);
  chosen->key_high.store(key.high, std::memory_order_relaxed);
  chosen->until.store(start > std::numeric_limits<std::uint64_t>::max() - life ? start : start + life,
                      std::memory_order_relaxed);
  chosen->size.store(size, std::memory_order_relaxed);
  for (std::size_t at = 0; at < size; at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, payload.data() + at, 8);
    chosen->words[at / 8].store(word, std::memory_order_relaxed);
  }
  chosen->turn.store(turn + 2, std::memory_order_release);
}

}  // namespace sluice::authorizer
