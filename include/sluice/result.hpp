/// A value or the reason why there is none. C++20 has no std::expected; this is the part of it that sluice
/// needs.
#pragma once

#include <cassert>
#include <type_traits>
#include <utility>
#include <variant>

namespace sluice {

/// Either a `T` (then it tests true) or an `E`. Reading the one that is not there is a broken precondition.
/// Threads: as its content.
template <class T, class E>
class [[nodiscard]] Result {
  static_assert(!std::is_same_v<T, E>);

 public:
  Result(T value) noexcept(std::is_nothrow_move_constructible_v<T>)
      : held_(std::in_place_index<0>, std::move(value)) {}
  Result(E error) noexcept(std::is_nothrow_move_constructible_v<E>)
      : held_(std::in_place_index<1>, std::move(error)) {}

  explicit operator bool() const noexcept { return held_.index() == 0; }
  bool has_value() const noexcept { return held_.index() == 0; }

  T& operator*() & noexcept { return *value_address(); }
  const T& operator*() const& noexcept { return *value_address(); }
  T&& operator*() && noexcept { return std::move(*value_address()); }
  T* operator->() noexcept { return value_address(); }
  const T* operator->() const noexcept { return value_address(); }

  const E& error() const noexcept {
    assert(!has_value());
    return *std::get_if<1>(&held_);
  }

 private:
  T* value_address() noexcept {
    assert(has_value());
    return std::get_if<0>(&held_);
  }
  const T* value_address() const noexcept {
    assert(has_value());
    return std::get_if<0>(&held_);
  }

  std::variant<T, E> held_;
};

}  // namespace sluice
