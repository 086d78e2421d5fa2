// The canonical request as text, for people who compare it with their own.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sluice/request.hpp"

namespace cli {

/// What was signed of a request with this body; nothing where the request has none.
std::optional<std::string> canonical_text(const sluice::Request& request, std::string_view signed_headers,
                                          std::string_view body);

}  // namespace cli
