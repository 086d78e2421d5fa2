// The ledger's memory: shelves of two cache lines, three places a line. A key may stand on two shelves, in
// twelve places; nothing is ever moved.
//
//   line (64 bytes)  [ tag tag tag | word word word | full_at x3 | entering ]
//   shelf            [ line | line ]
//
// A place is free when its counter is full again: never used, given back, or `full_at` (seconds) has passed.
// That second is written before the word is, so whoever sees the new word sees that it is in use.
//
// A call on a key that is in takes no lock: find the tag, read the word, see that the tag is still there,
// compare-and-swap the word. A key enters under the `entering` bit of its first shelf, so that one key cannot
// enter twice. It wins a place by swapping the old word for `kMoving`, so that two keys cannot win one place;
// then come the tag and, last, the new word. Whoever reads `kMoving` looks again.
#pragma once

#include <atomic>
#include <bit>
#include <cstdint>
#include <memory>

#include "base/pages.hpp"
#include "sluice/ledger.hpp"
#include "throttle/clock.hpp"

namespace sluice::throttle {

inline constexpr int kPlacesPerLine = 3;
inline constexpr int kLinesPerShelf = 2;
inline constexpr std::uint64_t kMoving = UINT64_MAX;

struct alignas(64) Line {
  std::atomic<std::uint64_t> tags[kPlacesPerLine];
  std::atomic<std::uint64_t> words[kPlacesPerLine];
  std::atomic<std::uint32_t> full_at[kPlacesPerLine];
  std::atomic<std::uint32_t> entering;
};
static_assert(sizeof(Line) == 64);

struct alignas(128) Shelf {
  Line lines[kLinesPerShelf];
};

/// A counter's three fields, wherever its line is.
struct Place {
  std::atomic<std::uint64_t>* tag = nullptr;
  std::atomic<std::uint64_t>* word = nullptr;
  std::atomic<std::uint32_t>* full_at = nullptr;

  explicit operator bool() const noexcept { return tag != nullptr; }
};

inline Place place_of(Line& line, int i) noexcept {
  return {&line.tags[i], &line.words[i], &line.full_at[i]};
}

/// Zero marks a place that was never used.
constexpr std::uint64_t tag_of(Key key) noexcept { return key.tag == 0 ? 1 : key.tag; }

/// `Present`: another thread was first. `Full`: other keys are busy in all twelve places.
enum class Entry : std::uint8_t { Entered, Present, Full };

/// Whole seconds of the steady clock. Compared by signed distance: 68 years to either side.
using Second = std::uint32_t;

constexpr std::int32_t seconds_until(Second moment, Second now) noexcept {
  return static_cast<std::int32_t>(moment - now);
}

class Table {
 public:
  struct Free {
    void operator()(Shelf* shelves) const noexcept { pages::free(shelves); }
  };
  using Shelves = std::unique_ptr<Shelf[], Free>;

  Table(Shelves shelves, std::size_t count, std::uint64_t seed) noexcept
      : shelves_(std::move(shelves)), count_(count), seed_(seed) {}

  /// `count` empty shelves, or null.
  static Shelves shelves(std::size_t count) noexcept;

  std::uint64_t seed() const noexcept { return seed_; }
  std::size_t bytes() const noexcept { return count_ * sizeof(Shelf) + sizeof(Table); }

  /// Where the key stands, if it does.
  Place find(Key key) const noexcept {
    const std::uint64_t tag = tag_of(key);
    Shelf& first = first_shelf(key);
    __builtin_prefetch(&first.lines[1]);  // one key in five stands there
    if (const Place place = find_on(first, tag)) return place;
    return find_on(second_shelf(key), tag);
  }

  /// Makes place for a key that is not in and gives it `word`.
  Entry enter(Key key, std::uint64_t word, Second now, Second full_at) noexcept;

  /// Says when the counter will be full, before its word is written.
  static void keep_until(const Place& place, Second full_at) noexcept {
    Second known = place.full_at->load(std::memory_order_relaxed);
    while (seconds_until(full_at, known) > 0) {
      if (place.full_at->compare_exchange_weak(known, full_at, std::memory_order_relaxed)) return;
    }
  }

  /// Remembers the longest time that any counter needs, by which a wrong clock's entries are told.
  void note_span(Second span) noexcept;

  void count_untracked() noexcept { untracked_.fetch_add(1, std::memory_order_relaxed); }
  std::uint64_t untracked() const noexcept { return untracked_.load(std::memory_order_relaxed); }

 private:
  Shelf& first_shelf(Key key) const noexcept { return shelves_[high_half(key.place, count_)]; }
  // The other half of the hash leads.
  Shelf& second_shelf(Key key) const noexcept {
    return shelves_[high_half(std::rotl(key.place, 32), count_)];
  }

  static Place find_on(Shelf& shelf, std::uint64_t tag) noexcept {
    for (Line& line : shelf.lines) {
      for (int i = 0; i < kPlacesPerLine; ++i) {
        if (line.tags[i].load(std::memory_order_acquire) == tag) return place_of(line, i);
      }
    }
    return {};
  }

  bool claim(Shelf& shelf, Key key, std::uint64_t word, Second now, Second full_at) noexcept;
  bool is_free(Place place, std::uint64_t word, Second now) noexcept;
  int used(Shelf& shelf, Second now) noexcept;

  Shelves shelves_;
  std::size_t count_;
  std::uint64_t seed_;
  std::atomic<Second> longest_{0};
  std::atomic<std::uint64_t> untracked_{0};
};

}  // namespace sluice::throttle
