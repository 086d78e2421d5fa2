// Values of declared parameters: which are accepted, which are good to try, and which stand at a bound.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sluice/api_spec.hpp"
#include "sluice/reason.hpp"

namespace cli::gencases {

/// Why the gateway refuses a value of a parameter; None where it takes it. Written from the published rules:
/// a number, then the enumeration, then the bounds; all of it only where checking is on.
sluice::Reason refusal_of(const sluice::RequestParameterSpec& parameter, std::string_view value);

/// Values to try, the plainest first; not all of them need be accepted.
std::vector<std::string> candidates(const sluice::RequestParameterSpec& parameter);

/// Values at a bound and one beyond, each with what it is.
std::vector<std::pair<std::string, std::string>> boundaries(const sluice::RequestParameterSpec& parameter);

/// True where the parameter has to be there.
bool is_required(const sluice::RequestParameterSpec& parameter);

}  // namespace cli::gencases
