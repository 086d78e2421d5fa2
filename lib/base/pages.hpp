// Memory for large tables that are read at random, on large pages where the system has them. With
// small pages most of such a read is finding the page: 256 against 151 ns for a call on one of a million
// keys. A seam: the build chooses the supplier.
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>

namespace sluice::pages {

/// `bytes` raw bytes on a boundary of at least 128; null when there is no memory.
void* allocate(std::size_t bytes) noexcept;

/// Gives back what `allocate` gave; null is fine.
void free(void* memory) noexcept;

/// For a vector that is large and read at random.
template <class T>
struct Allocator {
  using value_type = T;
  Allocator() noexcept = default;
  template <class U>
  Allocator(const Allocator<U>&) noexcept {}

  T* allocate(std::size_t count) {
    void* memory = count > PTRDIFF_MAX / sizeof(T) ? nullptr : pages::allocate(count * sizeof(T));
    if (memory == nullptr) throw std::bad_alloc();
    return static_cast<T*>(memory);
  }
  void deallocate(T* memory, std::size_t) noexcept { pages::free(memory); }
  friend bool operator==(const Allocator&, const Allocator&) noexcept = default;
};

}  // namespace sluice::pages
