// From specs that hold together (check.hpp has found no error) to the flat tables of a plan. What can still
// be wrong here is what only compiling shows; it is reported like every other diagnostic.
#pragma once

#include <memory>
#include <vector>

#include "config/tables.hpp"
#include "sluice/configuration.hpp"
#include "sluice/diagnostic.hpp"

namespace sluice::config {

/// The tables; null when `found` has an error. May throw bad_alloc: the caller is the public boundary.
std::unique_ptr<Tables> compile(const Configuration& configuration, std::vector<Diagnostic>& found);

}  // namespace sluice::config
