// Entering keys; table.hpp draws the memory and says why this is safe.
#include "throttle/table.hpp"

#include <thread>

namespace sluice::throttle {
namespace {

constexpr int kPlacesPerShelf = kPlacesPerLine * kLinesPerShelf;
constexpr int kPauseBeforeYield = 64;

Place place_of(Shelf& shelf, int i) noexcept {
  return place_of(shelf.lines[i / kPlacesPerLine], i % kPlacesPerLine);
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

Table::Shelves Table::shelves(std::size_t count) noexcept {
  if (count > PTRDIFF_MAX / sizeof(Shelf)) return {};
  void* memory = pages::allocate(count * sizeof(Shelf));
  if (memory == nullptr) return {};
  Shelf* first = static_cast<Shelf*>(memory);
  std::uninitialized_value_construct_n(first, count);
  return Shelves(first);
}

void Table::note_span(Second span) noexcept {
  Second known = longest_.load(std::memory_order_relaxed);
  while (span > known) {
    if (longest_.compare_exchange_weak(known, span, std::memory_order_relaxed)) return;
  }
}

// A counter that claims to be busy for longer than any can be was written under a clock that has gone back
// since: it gets the longest time from now.
bool Table::is_free(Place place, std::uint64_t word, Second now) noexcept {
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

int Table::used(Shelf& shelf, Second now) noexcept {
  int count = 0;
  for (int i = 0; i < kPlacesPerShelf; ++i) {
    const Place place = place_of(shelf, i);
    if (!is_free(place, place.word->load(std::memory_order_acquire), now)) ++count;
  }
  return count;
}

bool Table::claim(Shelf& shelf, Key key, std::uint64_t word, Second now, Second full_at) noexcept {
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

Entry Table::enter(Key key, std::uint64_t word, Second now, Second full_at) noexcept {
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
