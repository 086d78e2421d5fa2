// Text that grows in lent room. Once something did not fit, nothing more is written and `fits` stays false,
// so the many small steps of a text need one check at its end.
#pragma once

#include <cstddef>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>

namespace sluice {

class Writer {
 public:
  explicit Writer(std::span<char> room) noexcept
      : first_(room.data()), next_(first_), end_(first_ + room.size()) {}

  void put(std::string_view text) noexcept {
    if (!claim(text.size())) return;
    if (!text.empty()) std::memcpy(next_, text.data(), text.size());
    next_ += text.size();
  }

  void put(char c) noexcept {
    if (!claim(1)) return;
    *next_++ = c;
  }

  /// The room behind the text, for a function that writes by itself; `took` then says how much it used.
  std::span<char> rest() const noexcept {
    return fits_ ? std::span<char>(next_, static_cast<std::size_t>(end_ - next_)) : std::span<char>();
  }
  void took(std::size_t bytes) noexcept { next_ += bytes; }

  void fail() noexcept { fits_ = false; }
  bool fits() const noexcept { return fits_; }
  std::size_t size() const noexcept { return static_cast<std::size_t>(next_ - first_); }
  std::string_view view() const noexcept { return {first_, size()}; }

  /// The whole text, or nothing where it did not fit.
  std::optional<std::string_view> finish() const noexcept {
    return fits_ ? std::optional(view()) : std::nullopt;
  }

 private:
  bool claim(std::size_t bytes) noexcept {
    fits_ = fits_ && bytes <= static_cast<std::size_t>(end_ - next_);
    return fits_;
  }

  char* first_;
  char* next_;
  char* end_;
  bool fits_ = true;
};

}  // namespace sluice
