// Where a text stops being JSON. Only called once it is known to be wrong.
#pragma once

#include "json/json.hpp"

namespace sluice::json {

/// The first place at which `text` breaks the grammar or a limit that `read` refuses on.
Fault locate(std::string_view text);

}  // namespace sluice::json
