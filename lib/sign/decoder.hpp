// Names and values of a raw query, decoded byte by byte as they are read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/ascii.hpp"

namespace sluice::sign {

enum class Part : std::uint8_t { Name, Value };

/// Reads one name or one value that begins at an offset. A `+` is a space; an escape that is none reads as it
/// stands (a signed query has been checked for those before).
class Decoder {
 public:
  Decoder(std::string_view raw, std::size_t at, Part part) noexcept : raw_(raw), at_(at), part_(part) {}

  /// The next byte, or -1 at the end of this name or value.
  int next() noexcept {
    if (at_ >= raw_.size()) return -1;
    const char c = raw_[at_];
    if (c == '&' || (c == '=' && part_ == Part::Name)) return -1;
    ++at_;
    if (c == '+') return ' ';
    return c == '%' ? escape() : static_cast<unsigned char>(c);
  }

  /// Where the value begins, once the name has been read to its end: at the end of the pair if there is none.
  std::size_t value_begin() const noexcept { return at_ < raw_.size() && raw_[at_] == '=' ? at_ + 1 : at_; }

 private:
  int escape() noexcept {
    const int high = at_ < raw_.size() ? ascii::hex_value(raw_[at_]) : -1;
    const int low = at_ + 1 < raw_.size() ? ascii::hex_value(raw_[at_ + 1]) : -1;
    if (high < 0 || low < 0) return '%';
    at_ += 2;
    return high * 16 + low;
  }

  std::string_view raw_;
  std::size_t at_;
  Part part_;
};

}  // namespace sluice::sign
