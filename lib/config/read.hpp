// Text to a Configuration. Only form is judged here: JSON, types, unknown members. What the fields may hold
// is for `check`, which serves configurations written in C++ just as well.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sluice/configuration.hpp"
#include "sluice/diagnostic.hpp"

namespace sluice::config {

/// What an unknown member is: an error, or a warning.
enum class Strictness : unsigned char { Strict, Lenient };

struct ReadResult {
  Configuration configuration;  ///< what could be read; of use only where `ok`
  std::vector<Diagnostic> diagnostics;
  bool ok = false;  ///< no error among them
};

/// Reads one document. A syntax error is reported alone, with its place.
/// Cost: linear.   Threads: any.   Throws std::bad_alloc only.
ReadResult read(std::string_view text, Strictness strictness);

/// Writes a document that reads as the same configuration; members that have their default are left out.
std::string write(const Configuration& configuration);

}  // namespace sluice::config
