// A configuration from a file, and what is found wrong in it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json_write.hpp"
#include "sluice/document.hpp"
#include "sluice/plan.hpp"
#include "stream.hpp"

namespace cli {

/// A file's text; complains on standard error and gives nothing where it cannot be read.
std::optional<std::string> read_configuration(std::string_view command, const std::string& file);

/// Reads and compiles. Where there is no plan, the findings go to standard error and `status` says how to
/// end.
std::unique_ptr<const sluice::Plan> load_plan(std::string_view command, const std::string& file, int& status,
                                              sluice::Strictness strictness = sluice::Strictness::Strict);

/// A configuration as it is written, and compiled.
struct Loaded {
  sluice::Configuration configuration;
  std::vector<sluice::Diagnostic> findings;  ///< warnings
  std::unique_ptr<const sluice::Plan> plan;
};

/// As load_plan, for commands that look at the configuration itself. Null where there is no plan.
std::unique_ptr<const Loaded> load(std::string_view command, const std::string& file, int& status);

/// One line: severity, pointer, code, message, and the pointer of what it collides with or `-`; tabs between.
void print(const sluice::Diagnostic& finding, Output& output);

/// The same as an object: severity, pointer, code, status, message, other.
void write(const sluice::Diagnostic& finding, json::Writer& out);

}  // namespace cli
