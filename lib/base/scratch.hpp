// Memory for one call: a bump pointer over room that the caller lends. Nothing is freed one by one; `rewind`
// gives back everything taken since a mark. Running out is an answer (an empty span, a null pointer), never
// an allocation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <string_view>
#include <type_traits>

namespace sluice {

class Scratch {
 public:
  explicit Scratch(std::span<char> room) noexcept : next_(room.data()), end_(room.data() + room.size()) {}

  std::size_t left() const noexcept { return static_cast<std::size_t>(end_ - next_); }

  /// `size` bytes, or null.
  char* take(std::size_t size) noexcept {
    if (size > left()) return nullptr;
    char* taken = next_;
    next_ += size;
    return taken;
  }

  /// `count` default-constructed objects, or an empty span (also for 0).
  template <class T>
  std::span<T> take_array(std::size_t count) noexcept {
    static_assert(std::is_trivially_destructible_v<T>);
    const std::size_t pad = (alignof(T) - reinterpret_cast<std::uintptr_t>(next_) % alignof(T)) % alignof(T);
    if (count == 0 || pad > left() || count > (left() - pad) / sizeof(T)) return {};
    T* first = reinterpret_cast<T*>(next_ + pad);
    next_ += pad + count * sizeof(T);
    std::uninitialized_value_construct_n(first, count);
    return {first, count};
  }

  /// A copy of `text`; a view with a null pointer when there is no room (empty text never fails).
  std::string_view copy(std::string_view text) noexcept {
    if (text.empty()) return {"", 0};
    char* to = take(text.size());
    if (to == nullptr) return {};
    std::memcpy(to, text.data(), text.size());
    return {to, text.size()};
  }

  /// Takes what was written into `rest()`, wherever in it; text that lies elsewhere takes nothing.
  void keep(std::string_view written) noexcept {
    const auto at = reinterpret_cast<std::uintptr_t>(written.data());
    if (at < reinterpret_cast<std::uintptr_t>(next_) || at >= reinterpret_cast<std::uintptr_t>(end_)) return;
    next_ += at - reinterpret_cast<std::uintptr_t>(next_) + written.size();
  }

  char* mark() const noexcept { return next_; }
  void rewind(char* mark) noexcept { next_ = mark; }
  std::span<char> rest() const noexcept { return {next_, left()}; }

 private:
  char* next_;
  char* end_;
};

}  // namespace sluice
