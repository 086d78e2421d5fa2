// Things that may stand only once. A large document claims a hundred thousand names, so keys and the pointers
// of their holders lie one after the other in one string, found by hash; no claim has memory of its own.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/report.hpp"

namespace sluice::config {

class Unique {
 public:
  /// Claims `key` for the field where the walk stands; a breach of uniqueness is reported there, with the
  /// place of the earlier holder, and answered false. The message
  /// quotes `text`, where there is any.
  bool claim(Report& report, std::string_view key, std::string_view field, error::Row row,
             std::string_view text);

 private:
  struct Holder {
    std::uint64_t hash;
    std::size_t key;  // offset in text_, where the pointer of the holder follows the key
    std::size_t pointer;
    std::size_t end;
  };
  static constexpr std::uint32_t kFree = UINT32_MAX;

  // The slot that holds the key, or the free one where it belongs.
  std::size_t slot_of(std::uint64_t hash, std::string_view key) const noexcept;
  void grow();
  std::string_view stored(std::size_t from, std::size_t to) const noexcept {
    return std::string_view(text_).substr(from, to - from);
  }

  std::string text_;
  std::vector<Holder> holders_;
  std::vector<std::uint32_t> slots_;  // places in holders_; a power of two, at most half full
};

}  // namespace sluice::config
