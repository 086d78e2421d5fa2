// The program's own operators new and delete, which count.
#include "allocations.hpp"

#include <cstdlib>
#include <new>

namespace bench {
std::atomic<std::size_t> allocations{0};
}  // namespace bench

void* operator new(std::size_t bytes) {
  ++bench::allocations;
  if (void* memory = std::malloc(bytes == 0 ? 1 : bytes)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
