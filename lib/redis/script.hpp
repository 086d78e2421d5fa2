// The script that reserves tokens in Redis.
#pragma once

#include <string_view>

namespace sluice::redis {

/// Numbers that the script takes for each key, and gives for it.
inline constexpr std::size_t kArguments = 11;
inline constexpr std::size_t kResults = 5;

/// KEYS: one or more, of one hash tag. ARGV of each: limit, seconds, burst, epoch_us, instances, is_window (0
/// or 1), epoch, spent, spent_before, back, want. Result of each: granted (-1: the key holds something else),
/// epoch, ttl_us, wait_us, free. Pools are kept as five doubles, and expire when they are as good as new.
std::string_view script() noexcept;

}  // namespace sluice::redis
