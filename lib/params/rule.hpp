// The checks of single values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sluice::params {

/// Where a number stands against inclusive bounds. Nothing where `text` is no number: a sign in front,
/// digits, a fraction, an exponent, as JSON has them; leading zeros are fine. Whole numbers within 64 bits
/// compare exactly, others as floating point.
enum class Fit : std::uint8_t { Within, Below, Above };
std::optional<Fit> fit_number(std::string_view text, std::int64_t least, std::int64_t most) noexcept;

/// Unicode code points of `text`, or its bytes where it is no UTF-8.
std::size_t length_of(std::string_view text) noexcept;

}  // namespace sluice::params
