// Patterns in documents.
#pragma once

#include <string_view>

#include "config/report.hpp"

namespace sluice::config {

/// A pattern for whole texts in the syntax of a linear-time engine.
void check_pattern(Report& report, std::string_view field, std::string_view pattern);

}  // namespace sluice::config
