// The checks of single values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sluice::params {

/// Where a number stands against inclusive bounds. Nothing where `text` is no number: a sign in front,
/// digits, a fraction, an exponent, as JSON has them; leading zeros are fine. Compared digit by digit, so
/// exactly, however long the number is. The least and the greatest 64-bit number are no bounds.
enum class Fit : std::uint8_t { Within, Below, Above };
std::optional<Fit> fit_number(std::string_view text, std::int64_t least, std::int64_t most) noexcept;

/// Unicode code points of `text`, or its bytes where it is no UTF-8.
std::size_t length_of(std::string_view text) noexcept;

}  // namespace sluice::params
