// Finding and entering keys; table.hpp draws the memory and says why this is safe.
#include "throttle/table.hpp"

#include <bit>
#include <thread>

#include "throttle/clock.hpp"

namespace sluice::throttle {
namespace {

constexpr int kPlacesPerShelf = kPlacesPerLine * kLinesPerShelf;
constexpr int kPauseBeforeYield = 64;

Place place_of(Line& line, int i) noexcept { return {&line.tags[i], &line.words[i], &line.full_at[i]}; }

Place place_of(Shelf& shelf, int i) noexcept {
  return place_of(shelf.lines[i / kPlacesPerLine], i % kPlacesPerLine);
}

// Zero marks a place that was never used.
std::uint64_t tag_of(Key key) noexcept { return key.tag == 0 ? 1 : key.tag; }

Place find_on(Shelf& shelf, std::uint64_t tag) noexcept {
  for (Line& line : shelf.lines) {
    for (int i = 0; i < kPlacesPerLine; ++i) {
      if (line.tags[i].load(std::memory_order_acquire) == tag) return place_of(line, i);
    }
  }
  return {};
}

std::int32_t seconds_until(Second moment, Second now) noexcept {
  return static_cast<std::int32_t>(moment - now);
}

// Holds the `entering` bit of a shelf. Held for some dozens of instructions, so waiting is mostly for a
// thread that was put to sleep meanwhile: hence the yield.
class Entering {
 public:
  explicit Entering(Shelf& shelf) noexcept : bit_(shelf.lines[0].entering) {
    for (int tries = 0; bit_.exchange(1, std::memory_order_acquire) != 0;) {
      if (++tries % kPauseBeforeYield == 0) std::this_thread::yield();
    }
  }
  ~Entering() { bit_.store(0, std::memory_order_release); }
  Entering(const Entering&) = delete;
  Entering& operator=(const Entering&) = delete;

 private:
  std::atomic<std::uint32_t>& bit_;
};

}  // namespace

bool Place::holds(Key key) const noexcept { return tag->load(std::memory_order_acquire) == tag_of(key); }

Shelf& Ledger::Table::first_shelf(Key key) const noexcept { return shelves_[high_half(key.place, count_)]; }

// The other half of the hash leads.
Shelf& Ledger::Table::second_shelf(Key key) const noexcept {
  return shelves_[high_half(std::rotl(key.place, 32), count_)];
}

Place Ledger::Table::find(Key key) const noexcept {
  const std::uint64_t tag = tag_of(key);
  if (const Place place = find_on(first_shelf(key), tag)) return place;
  return find_on(second_shelf(key), tag);
}

void Ledger::Table::keep_until(Place place, Second full_at) noexcept {
  Second known = place.full_at->load(std::memory_order_relaxed);
  while (seconds_until(full_at, known) > 0) {
    if (place.full_at->compare_exchange_weak(known, full_at, std::memory_order_relaxed)) return;
  }
}

void Ledger::Table::note_span(Second span) noexcept {
  Second known = longest_.load(std::memory_order_relaxed);
  while (span > known) {
    if (longest_.compare_exchange_weak(known, span, std::memory_order_relaxed)) return;
  }
}

// A counter that claims to be busy for longer than any can be was written under a clock that has gone back
// since: it gets the longest time from now.
bool Ledger::Table::is_free(Place place, std::uint64_t word, Second now) noexcept {
  if (word == kMoving) return false;
  if (word == 0) return true;
  Second full_at = place.full_at->load(std::memory_order_relaxed);
  const std::int32_t left = seconds_until(full_at, now);
  if (left <= 0) return true;
  const Second longest = longest_.load(std::memory_order_relaxed);
  if (static_cast<Second>(left) > longest) {
    place.full_at->compare_exchange_strong(full_at, now + longest, std::memory_order_relaxed);
  }
  return false;
}

int Ledger::Table::used(Shelf& shelf, Second now) noexcept {
  int count = 0;
  for (int i = 0; i < kPlacesPerShelf; ++i) {
    const Place place = place_of(shelf, i);
    if (!is_free(place, place.word->load(std::memory_order_acquire), now)) ++count;
  }
  return count;
}

bool Ledger::Table::claim(Shelf& shelf, Key key, std::uint64_t word, Second now, Second full_at) noexcept {
  for (int i = 0; i < kPlacesPerShelf; ++i) {
    const Place place = place_of(shelf, i);
    std::uint64_t old = place.word->load(std::memory_order_acquire);
    if (!is_free(place, old, now)) continue;
    if (!place.word->compare_exchange_strong(old, kMoving, std::memory_order_acq_rel)) continue;
    place.tag->store(tag_of(key), std::memory_order_release);
    place.full_at->store(full_at, std::memory_order_relaxed);
    place.word->store(word, std::memory_order_release);
    return true;
  }
  return false;
}

Entry Ledger::Table::enter(Key key, std::uint64_t word, Second now, Second full_at) noexcept {
  Shelf& first = first_shelf(key);
  Shelf& second = second_shelf(key);
  const Entering guard(first);
  if (find(key)) return Entry::Present;
  const int used_first = used(first, now);
  const bool roomy = used_first <= kPlacesPerLine || used_first <= used(second, now);
  Shelf& better = roomy ? first : second;
  Shelf& other = roomy ? second : first;
  const bool placed = claim(better, key, word, now, full_at) || claim(other, key, word, now, full_at);
  return placed ? Entry::Entered : Entry::Full;
}

}  // namespace sluice::throttle
