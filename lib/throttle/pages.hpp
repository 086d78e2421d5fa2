// Memory for large tables that are read at random, on large pages where the system has them. With
// small pages most of such a read is finding the page: 256 against 151 ns for a call on one of a million
// keys. A seam: the build chooses the supplier.
#pragma once

#include <cstddef>

namespace sluice::throttle::pages {

/// `bytes` raw bytes on a boundary of at least 128; null when there is no memory.
void* allocate(std::size_t bytes) noexcept;

/// Gives back what `allocate` gave; null is fine.
void free(void* memory) noexcept;

}  // namespace sluice::throttle::pages
