// Rows sorted by key under a table of slots: the last row whose key is no greater than a given one.
//
//   slots:  | 0 | 0 | 3 | 7 | ...            one per 2^shift numbers, from the smallest key on:
//             |       |   |                  how many rows lie in slots before it
//   rows:   | r0 r1 r2 | r3 r4 r5 r6 | ...   ascending by key()
//
// A question costs one slot and a search among the rows of that slot. The search always takes as many steps
// as the fullest slot needs, with no branch that data decides: on mixed questions a mispredicted branch costs
// more than the spare steps. Keys that crowd into few slots cost log2 of the crowd; a small list has two
// slots. A row is a key and whatever stands well beside it in the cache: everything where slots hold few
// small rows, nothing more where they hold many.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace sluice {

/// How many of `size` rows, ascending by key, have a key no greater than `key`. A step is added under a mask
/// instead of a branch.
template <class Row>
std::size_t count_up_to(const Row* rows, std::size_t size, typename Row::Key key) noexcept {
  if (size == 0) return 0;
  std::size_t at = 0;
  while (size > 1) {
    const std::size_t half = size / 2;
    at += half & -static_cast<std::size_t>(rows[at + half - 1].key() <= key);
    size -= half;
  }
  return at + (rows[at].key() <= key ? 1 : 0);
}

template <class Row>
class AddressIndex {
 public:
  using Key = typename Row::Key;

  AddressIndex() = default;

  /// `rows` ascend by key, no two have the same.
  explicit AddressIndex(std::vector<Row> rows) : rows_(std::move(rows)) {
    if (rows_.empty()) return;
    base_ = rows_.front().key();
    const Key span = rows_.back().key() - base_;
    const std::size_t wanted = std::clamp(std::bit_ceil(rows_.size() / kRowsPerSlot), kMinSlots, kMaxSlots);
    shift_ =
        std::max(0, static_cast<int>(std::bit_width(span)) - static_cast<int>(std::bit_width(wanted - 1)));
    slots_.reserve(static_cast<std::size_t>(span >> shift_) + 1);
    for (std::size_t i = 0; i < rows_.size(); ++i)
      while (slots_.size() <= slot_of(rows_[i].key())) slots_.push_back(static_cast<std::uint32_t>(i));
    for (std::size_t slot = 0; slot < slots_.size(); ++slot) {
      const std::size_t end = slot + 1 < slots_.size() ? slots_[slot + 1] : rows_.size();
      window_ = std::max(window_, end - slots_[slot]);
    }
    last_slot_ = slots_.size() - 1;
    last_start_ = rows_.size() - window_;
  }

  /// The last row whose key is no greater than `key`; null: none.
  const Row* find(Key key) const noexcept {
    if (rows_.empty() || key < base_) return nullptr;
    const std::size_t slot = std::min(slot_of(key), last_slot_);
    // The window may begin before the slot: keys there are smaller anyway.
    const Row* start = rows_.data() + std::min<std::size_t>(slots_[slot], last_start_);
    return start + count_up_to(start, window_, key) - 1;
  }

  std::size_t place_of(const Row* row) const noexcept { return static_cast<std::size_t>(row - rows_.data()); }
  std::size_t bytes() const noexcept {
    return rows_.capacity() * sizeof(Row) + slots_.capacity() * sizeof(std::uint32_t);
  }

 private:
  static constexpr std::size_t kRowsPerSlot = 4;
  static constexpr std::size_t kMinSlots = 2;  // so that no shift is as wide as a key
  static constexpr std::size_t kMaxSlots = std::size_t{1} << 18;

  std::size_t slot_of(Key key) const noexcept { return static_cast<std::size_t>((key - base_) >> shift_); }

  std::vector<Row> rows_;
  std::vector<std::uint32_t> slots_;
  std::size_t window_ = 0;      // rows in the fullest slot
  std::size_t last_slot_ = 0;   // keys behind the last row fall into it
  std::size_t last_start_ = 0;  // the last place where a whole window begins
  Key base_ = 0;
  int shift_ = 0;
};

}  // namespace sluice
