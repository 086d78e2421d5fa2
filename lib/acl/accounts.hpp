// A set of account names or ids: where in a list a text stands. Open addressing over places in the list; the
// texts themselves stay in the list's own copy.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/hash.hpp"

namespace sluice::acl {

class Accounts {
 public:
  Accounts() = default;

  /// Of several equal texts the first is kept. `entries` are views into text that outlives this set.
  explicit Accounts(std::vector<std::string_view> entries)
      : entries_(std::move(entries)), slots_(std::bit_ceil(2 * entries_.size() + 1), kFree) {
    for (std::uint32_t place = 0; place < entries_.size(); ++place) {
      std::uint32_t& slot = slots_[slot_of(entries_[place])];
      if (slot == kFree) slot = place;
    }
  }

  std::optional<std::uint32_t> find(std::string_view text) const noexcept {
    if (slots_.empty()) return std::nullopt;
    const std::uint32_t place = slots_[slot_of(text)];
    return place == kFree ? std::nullopt : std::optional(place);
  }

  std::size_t bytes() const noexcept {
    return entries_.capacity() * sizeof(std::string_view) + slots_.capacity() * sizeof(std::uint32_t);
  }

 private:
  static constexpr std::uint32_t kFree = UINT32_MAX;
  static constexpr std::uint64_t kSeed = 0;  // the keys are configured, callers do not choose them

  /// The slot that holds `text`, or the free one where it would go. One slot in two is free.
  std::size_t slot_of(std::string_view text) const noexcept {
    std::size_t slot = hash::of(text, kSeed) & (slots_.size() - 1);
    while (slots_[slot] != kFree && entries_[slots_[slot]] != text) slot = (slot + 1) & (slots_.size() - 1);
    return slot;
  }

  std::vector<std::string_view> entries_;
  std::vector<std::uint32_t> slots_;
};

}  // namespace sluice::acl
