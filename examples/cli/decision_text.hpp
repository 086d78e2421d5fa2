// A decision as one JSON object.
#pragma once

#include "json_write.hpp"
#include "sluice/decision.hpp"

namespace cli {

/// Every member stands in every object; what a decision does not have is null.
void write(const sluice::Decision& decision, json::Writer& out);

}  // namespace cli
