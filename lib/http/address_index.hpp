// Sorted numbers under a table of slots: how many of them are no greater than a given one.
//
//   slots:  | 0 | 0 | 3 | 7 | ...            one per 2^shift numbers, from the smallest key on:
//             |       |   |                  how many keys lie in slots before it
//   keys:   | k0 k1 k2 | k3 k4 k5 k6 | ...   ascending
//
// A question costs one slot and a search among the keys of that slot. The search always takes as many steps
// as the fullest slot needs, with no branch that data decides: on mixed questions a mispredicted branch costs
// more than the spare steps. Keys that crowd into few slots cost log2 of the crowd; a small list has two
// slots.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace sluice {

/// How many of `size` ascending numbers are no greater than `key`.
template <class Key>
std::size_t count_up_to(const Key* keys, std::size_t size, Key key) noexcept {
  const Key* first = keys;
  while (size > 1) {
    const std::size_t half = size / 2;
    first += first[half - 1] <= key ? half : 0;
    size -= half;
  }
  return static_cast<std::size_t>(first - keys) + (size == 1 && *first <= key ? 1 : 0);
}

template <class Key>
class AddressIndex {
 public:
  AddressIndex() = default;

  /// `keys` ascend.
  explicit AddressIndex(std::vector<Key> keys) : keys_(std::move(keys)) {
    if (keys_.empty()) return;
    const Key span = keys_.back() - keys_.front();
    const std::size_t wanted = std::clamp(std::bit_ceil(keys_.size() / kKeysPerSlot), kMinSlots, kMaxSlots);
    shift_ =
        std::max(0, static_cast<int>(std::bit_width(span)) - static_cast<int>(std::bit_width(wanted - 1)));
    slots_.reserve((span >> shift_) + 1);
    for (std::size_t i = 0; i < keys_.size(); ++i)
      while (slots_.size() <= slot_of(keys_[i])) slots_.push_back(static_cast<std::uint32_t>(i));
    for (std::size_t slot = 0; slot < slots_.size(); ++slot) {
      const std::size_t end = slot + 1 < slots_.size() ? slots_[slot + 1] : keys_.size();
      window_ = std::max(window_, end - slots_[slot]);
    }
  }

  /// How many keys are no greater than `key`.
  std::size_t count_up_to(Key key) const noexcept {
    if (keys_.empty() || key < keys_.front()) return 0;
    const std::size_t slot = std::min(slot_of(key), slots_.size() - 1);
    // The window may begin before the slot: keys there are smaller anyway.
    const std::size_t start = std::min<std::size_t>(slots_[slot], keys_.size() - window_);
    return start + sluice::count_up_to(keys_.data() + start, window_, key);
  }

  std::size_t size() const noexcept { return keys_.size(); }
  Key key(std::size_t at) const noexcept { return keys_[at]; }
  std::size_t bytes() const noexcept {
    return keys_.capacity() * sizeof(Key) + slots_.capacity() * sizeof(std::uint32_t);
  }

 private:
  static constexpr std::size_t kKeysPerSlot = 4;
  static constexpr std::size_t kMinSlots = 2;  // so that no shift is as wide as a key
  static constexpr std::size_t kMaxSlots = 65536;

  std::size_t slot_of(Key key) const noexcept {
    return static_cast<std::size_t>(static_cast<std::uint64_t>(key - keys_.front()) >> shift_);
  }

  std::vector<Key> keys_;
  std::vector<std::uint32_t> slots_;
  std::size_t window_ = 0;  // keys in the fullest slot
  int shift_ = 0;
};

}  // namespace sluice
