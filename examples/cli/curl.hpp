// A request as a command line of curl that sends exactly it.
#pragma once

#include <string>
#include <string_view>

#include "request_input.hpp"
#include "sluice/text.hpp"

namespace cli {

/// One shell command in one or more lines. Throws `Fault` where a field or the target holds a control
/// character, which could change what the shell or curl reads.
std::string curl_command(const RequestInput& request, sluice::Headers headers);

bool has_control(std::string_view text);

}  // namespace cli
