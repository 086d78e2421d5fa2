// One call on one word, by the rate's algorithm; inline for the loops that retry it.
#pragma once

#include "throttle/bucket.hpp"
#include "throttle/window.hpp"

namespace sluice::throttle::word {

inline bool is_bucket(const Rate& rate) noexcept { return rate.algorithm() == Algorithm::TokenBucket; }

inline Take take(std::uint64_t word, const Rate& rate, const Now& now) noexcept {
  return is_bucket(rate) ? Bucket::take(word, rate, now) : Window::take(word, rate, now);
}

}  // namespace sluice::throttle::word
