// The program's own operators new and delete, which count.
#include "allocations.hpp"

#include <cstdlib>
#include <new>

extern "C" std::size_t malloc_usable_size(void*) noexcept;  // of the C library

namespace bench {
std::atomic<std::size_t> allocations{0};
std::atomic<std::size_t> live_bytes{0};

namespace {
constexpr std::size_t kOfBlock = 8;

void give_back(void* memory) noexcept {
  if (memory != nullptr) live_bytes -= malloc_usable_size(memory) + kOfBlock;
  std::free(memory);
}
}  // namespace
}  // namespace bench

void* operator new(std::size_t bytes) {
  ++bench::allocations;
  if (void* memory = std::malloc(bytes == 0 ? 1 : bytes)) {
    bench::live_bytes += malloc_usable_size(memory) + bench::kOfBlock;
    return memory;
  }
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { bench::give_back(memory); }
void operator delete(void* memory, std::size_t) noexcept { bench::give_back(memory); }
