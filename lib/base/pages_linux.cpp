#include <sys/mman.h>

#include <cstdlib>

#include "base/pages.hpp"

namespace sluice::pages {
namespace {

constexpr std::size_t kLargePage = std::size_t{2} << 20;
constexpr std::size_t kBoundary = 128;

}  // namespace

// The advice may be refused; the memory is as good without.
void* allocate(std::size_t bytes) noexcept {
  const bool large = bytes >= kLargePage;
  void* memory = nullptr;
  if (posix_memalign(&memory, large ? kLargePage : kBoundary, bytes) != 0) return nullptr;
  if (large) madvise(memory, bytes, MADV_HUGEPAGE);
  return memory;
}

void free(void* memory) noexcept { std::free(memory); }

}  // namespace sluice::pages
