/// The signing date: `YYYYMMDDTHHMMSSZ`, sixteen bytes, UTC, of the Gregorian calendar from 1970 to 9999.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sluice::date {

/// The text of a date, held by value.
struct Text {
  std::array<char, 16> bytes;
  std::string_view view() const noexcept { return {bytes.data(), bytes.size()}; }
};

/// Seconds since 1970 of a date that is written exactly so and exists in the calendar; no leap second.
/// Cost: no allocation.   Threads: any.
std::optional<std::int64_t> read(std::string_view text) noexcept;

/// The date of a second; outside of 1970 to 9999 the nearest date that can be written.
Text write(std::int64_t seconds) noexcept;

/// Whether two seconds are at most `window` apart. Any values are safe.
bool is_within(std::int64_t a, std::int64_t b, std::int64_t window) noexcept;

}  // namespace sluice::date
