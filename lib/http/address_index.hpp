// Keys sorted in an array, under two levels of slots: the last key that is no greater than a given one.
//
//   parts:  | from 10.0.0.0, slots at 0 | from 10.3.0.1, slots at 21 | ...
//                                 |
//   slots:  | 0 | 2 | 3 | 7 | ...   of a part: the place before its first key that falls into the slot
//             |       |
//   keys:   | k0 k1 k2 | k3 k4 k5 | ...
//
// A part is one stretch of the numbers between the first key and the last. Addresses crowd: a provider's
// networks share their leading bits, and all that differs between them would fall into one slot of one table.
// So each part spreads its keys over slots of its own, from its own first key to its own last. A question
// costs a part, a slot and three steps among eight keys, and no branch that data decides: on mixed questions
// a mispredicted branch costs more than spare steps. Where more keys than that share a slot, the rest costs
// log2 of their count.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "base/pages.hpp"
#include "http/spread.hpp"

namespace sluice {

template <class T>
using Rows = std::vector<T, pages::Allocator<T>>;

template <class Key>
class AddressIndex {
 public:
  AddressIndex() = default;

  /// `keys` ascend strictly; there are `kWindow` or more.
  explicit AddressIndex(std::span<const Key> keys)
      : parts_over_(keys.front(), keys.back() - keys.front(), keys.size() / kKeysPerPart + 1),
        last_start_(keys.size() - kWindow) {
    parts_.reserve(parts_over_.last + 1);
    slots_.reserve(keys.size() / kKeysPerSlot + parts_over_.last + 1);
    for (std::size_t from = 0; parts_.size() <= parts_over_.last;) {
      std::size_t to = from;
      while (to < keys.size() && parts_over_.slot_of(keys[to]) == parts_.size()) ++to;
      add_part(keys, from, to);
      from = to;
    }
  }

  /// The place of the last key that is no greater than `key`; of the first key where there is none.
  std::size_t find(const Key* keys, Key key) const noexcept {
    const Part& part = parts_[parts_over_.slot_of(key)];
    const std::size_t start = std::min(slots_[part.slots + part.over.slot_of(key)], last_start_);
    std::size_t at = start;
    for (std::size_t half = kWindow / 2; half > 0; half /= 2)
      at += half & -static_cast<std::size_t>(keys[at + half] <= key);
    return at - start == kWindow - 1 && start < last_start_ && keys[at + 1] <= key
               ? search_on(keys, at + 1, key)
               : at;
  }

  static constexpr std::size_t kWindow = 8;

  std::size_t bytes() const noexcept {
    return parts_.capacity() * sizeof(Part) + slots_.capacity() * sizeof(std::uint32_t);
  }

 private:
  struct Part {
    Spread<Key> over;
    std::uint32_t slots;  // where its slots begin
  };

  static constexpr std::size_t kKeysPerPart = 128;
  static constexpr std::size_t kKeysPerSlot = 3;

  void add_part(std::span<const Key> keys, std::size_t from, std::size_t to) {
    const std::size_t last = std::max(to, from + 1) - 1;
    const Key first = keys[std::min(from, keys.size() - 1)];
    Part part{{first, from < to ? keys[last] - first : 0, (to - from) / kKeysPerSlot + 1},
              static_cast<std::uint32_t>(slots_.size())};
    parts_.push_back(part);
    for (std::size_t at = from, slot = 0; slot <= part.over.last; ++slot) {
      while (at < to && part.over.slot_of(keys[at]) < slot) ++at;
      slots_.push_back(static_cast<std::uint32_t>(std::max<std::size_t>(at, 1) - 1));
    }
  }

  /// `find`, from a place whose key is no greater.
  std::size_t search_on(const Key* keys, std::size_t at, Key key) const noexcept {
    const std::size_t size = last_start_ + kWindow;
    std::size_t step = 1;
    while (at + step < size && keys[at + step] <= key) at += std::exchange(step, step * 2);
    for (; step > 0; step /= 2)
      if (at + step < size && keys[at + step] <= key) at += step;
    return at;
  }

  Spread<Key> parts_over_;
  Rows<Part> parts_;
  Rows<std::uint32_t> slots_;
  std::uint32_t last_start_ = 0;  // the last place where a whole window begins
};

}  // namespace sluice
