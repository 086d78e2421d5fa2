// Base64 of RFC 4648 4, strictly: with padding, without line ends, unused bits zero.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cli::base64 {

std::optional<std::string> decode(std::string_view text);
std::string encode(std::string_view bytes);

}  // namespace cli::base64
