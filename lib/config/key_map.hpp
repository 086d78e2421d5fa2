// From a text key (an app key, an app code) to the index of what it belongs to: open addressing over a power
// of two, at most half full. Built once, then only read.
#pragma once

#include <bit>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/hash.hpp"

namespace sluice::config {

class KeyMap {
 public:
  KeyMap() = default;

  /// Room for `count` keys.
  explicit KeyMap(std::size_t count) : entries_(std::bit_ceil(count * 2 + 1)) {}

  /// `key` must live as long as the map, and not be in it yet.
  void add(std::string_view key, std::uint32_t value) noexcept {
    std::size_t at = hash::of(key, 0) & mask();
    while (entries_[at].key.data() != nullptr) at = (at + 1) & mask();
    entries_[at] = {key, value};
  }

  std::optional<std::uint32_t> find(std::string_view key) const noexcept {
    if (entries_.empty()) return std::nullopt;
    for (std::size_t at = hash::of(key, 0) & mask(); entries_[at].key.data() != nullptr;
         at = (at + 1) & mask())
      if (entries_[at].key == key) return entries_[at].value;
    return std::nullopt;
  }

 private:
  struct Entry {
    std::string_view key{};
    std::uint32_t value = 0;
  };
  std::size_t mask() const noexcept { return entries_.size() - 1; }

  std::vector<Entry> entries_;
};

}  // namespace sluice::config
