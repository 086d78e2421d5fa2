#include <new>

#include "base/pages.hpp"

namespace sluice::pages {

constexpr std::align_val_t kBoundary{128};

void* allocate(std::size_t bytes) noexcept { return ::operator new(bytes, kBoundary, std::nothrow); }

void free(void* memory) noexcept { ::operator delete(memory, kBoundary); }

}  // namespace sluice::pages
