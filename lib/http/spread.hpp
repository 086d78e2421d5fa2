// Numbers spread evenly over slots, without a division where they are looked up.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace sluice {

__extension__ typedef unsigned __int128 Uint128;

/// Numbers from `base` to `base + span` evenly over `last + 1` slots; what lies outside falls into the first
/// or the last. A slot is the upper half of a product, for a division would cost more than all the rest.
template <class Key>
struct Spread {
  using Wide = std::conditional_t<sizeof(Key) == 4, std::uint64_t, Uint128>;
  static constexpr int kBits = sizeof(Key) * 8;

  Key base = 0;
  Key factor = 0;  // slots x 2^bits / numbers
  std::uint32_t last = 0;

  Spread() = default;
  Spread(Key first, Key span, std::size_t count) noexcept : base(first) {
    const Key slots = std::clamp<Key>(span, 1, static_cast<Key>(count));
    last = static_cast<std::uint32_t>(slots - 1);
    if (slots > 1) factor = static_cast<Key>((Wide{slots} << kBits) / (Wide{span} + 1));
  }

  std::uint32_t slot_of(Key key) const noexcept {
    const Key offset = std::max(key, base) - base;
    return std::min(static_cast<std::uint32_t>(Wide{offset} * factor >> kBits), last);
  }
};

}  // namespace sluice
