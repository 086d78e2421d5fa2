// Secret bytes: wiped before their memory is given back, and without a printed form or an `==`.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <utility>

namespace sluice {

/// Overwrites `size` bytes with zeros; the compiler cannot drop it, for it must assume that they are read.
inline void wipe(void* bytes, std::size_t size) noexcept {
  std::memset(bytes, 0, size);
  asm volatile("" : : "r"(bytes) : "memory");
}

/// Wipes an object when it goes out of scope.
template <class T>
class Wiped {
 public:
  Wiped() noexcept = default;
  Wiped(const Wiped&) = delete;
  Wiped& operator=(const Wiped&) = delete;
  ~Wiped() { wipe(&value_, sizeof value_); }
  T& operator*() noexcept { return value_; }
  T* operator->() noexcept { return &value_; }

 private:
  T value_{};
};

/// An owned copy of secret text. It can be moved, revealed to whoever signs with it, and nothing else.
class Secret {
 public:
  Secret() noexcept = default;
  /// Throws std::bad_alloc.
  explicit Secret(std::string_view text) : bytes_(new char[text.size()]), size_(text.size()) {
    std::memcpy(bytes_.get(), text.data(), size_);
  }
  Secret(Secret&& other) noexcept : bytes_(std::move(other.bytes_)), size_(std::exchange(other.size_, 0)) {}
  Secret& operator=(Secret&& other) noexcept {
    std::swap(bytes_, other.bytes_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~Secret() {
    if (bytes_) wipe(bytes_.get(), size_);
  }

  bool is_empty() const noexcept { return size_ == 0; }
  std::string_view reveal() const noexcept { return {bytes_.get(), size_}; }

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
};

}  // namespace sluice
