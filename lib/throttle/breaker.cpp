// When to try a store again that did not answer.
#include <algorithm>

#include "sluice/lease.hpp"

namespace sluice::throttle {

// 50 ms at first, doubled up to 6.4 s; the second half of each wait is random.
void Breaker::failed(const Now& now, std::uint64_t random) noexcept {
  constexpr std::uint64_t first = 50'000'000;
  constexpr std::uint32_t doublings = 7;
  const std::uint64_t wait = first << std::min(failures_, doublings);
  failures_ += failures_ == UINT32_MAX ? 0 : 1;
  const std::uint64_t ns = steady_of(now);
  const std::uint64_t closed = wait / 2 + random % (wait / 2);
  closed_until_ns_ = ns > UINT64_MAX - closed ? UINT64_MAX : ns + closed;
}

}  // namespace sluice::throttle
