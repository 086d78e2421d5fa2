// A configuration from a file, and what is found wrong in it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "json_write.hpp"
#include "sluice/plan.hpp"
#include "stream.hpp"

namespace cli {

/// A file's text; complains on standard error and gives nothing where it cannot be read.
std::optional<std::string> read_configuration(std::string_view command, const std::string& file);

/// Reads and compiles. Where there is no plan, the findings go to standard error and `status` says how to
/// end.
std::unique_ptr<const sluice::Plan> load_plan(std::string_view command, const std::string& file, int& status);

/// One line: severity, pointer, code, message, and the pointer of what it collides with or `-`; tabs between.
void print(const sluice::Diagnostic& finding, Output& output);

/// The same as an object: severity, pointer, code, status, message, other.
void write(const sluice::Diagnostic& finding, json::Writer& out);

}  // namespace cli
