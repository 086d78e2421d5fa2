// Times in documents.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace sluice::config {

/// Seconds since 1970 of an RFC 3339 time: `2021-03-01T00:00:00Z`, a fraction (dropped) and an offset
/// allowed. Source: RFC 3339 5.6; the leap second is read as the next one.
std::optional<std::int64_t> read_moment(std::string_view text) noexcept;

}  // namespace sluice::config
