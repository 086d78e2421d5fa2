// Rates and cells as plain memory of a C caller. A rate ends in a byte that no compiled one has as zero, so
// that memory which was never compiled is told apart, mostly.
#pragma once

#include <cstring>
#include <type_traits>

#include "handles.hpp"
#include "sluice/throttle.hpp"

namespace sluice::capi {

static_assert(sizeof(sluice_rate) == sizeof(throttle::Rate) &&
              alignof(sluice_rate) == alignof(throttle::Rate));
static_assert(std::is_trivially_copyable_v<throttle::Rate>);
static_assert(sizeof(sluice_cell) == sizeof(throttle::Cell) &&
              alignof(sluice_cell) == alignof(throttle::Cell));

inline void write_rate(sluice_rate* to, const throttle::Rate& rate) noexcept {
  std::memcpy(to, &rate, sizeof rate);
}

inline const throttle::Rate& rate_of(const sluice_rate* rate) noexcept {
  return *reinterpret_cast<const throttle::Rate*>(rate);
}

/// Every limit that the C interface compiles is at least 1.
inline bool is_rate(const sluice_rate* rate) noexcept {
  return is_span(rate, 1, sizeof *rate) &&
         reinterpret_cast<std::uintptr_t>(rate) % alignof(sluice_rate) == 0 && rate_of(rate).limit() != 0;
}

inline bool is_cell(const sluice_cell* cell) noexcept {
  return cell != nullptr && reinterpret_cast<std::uintptr_t>(cell) % alignof(throttle::Cell) == 0;
}
inline throttle::Cell* cell_of(sluice_cell* cell) noexcept { return reinterpret_cast<throttle::Cell*>(cell); }

}  // namespace sluice::capi
