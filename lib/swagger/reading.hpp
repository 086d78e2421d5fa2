// Members of Swagger objects, typed. A member that is absent or null has its fallback; one of another type is
// row 3602 at its place in the report.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/report.hpp"
#include "config/row_of.hpp"
#include "json/tree.hpp"

namespace sluice::swagger {

using config::quote;
using config::Report;
using config::row_of;
using json::Kind;
using json::Value;

/// What is wrong with an entry, a named policy or a file.
struct Problem {
  error::Row row;
  std::string message;
};

/// Reports row 3602 at the field.
void refuse_syntax(Report& report, std::string_view field, std::string message);

/// The first error of a report as a problem; its message begins with the place.
std::optional<Problem> first_problem(Report&& report);
std::optional<Problem> first_problem(const std::vector<Diagnostic>& found);

std::optional<Value> member(Report& report, const Value& object, std::string_view name, Kind kind);
std::string text(Report& report, const Value& object, std::string_view name);
/// Also refuses an absent or empty one.
std::string needed_text(Report& report, const Value& object, std::string_view name);
std::optional<std::int64_t> integer(Report& report, const Value& object, std::string_view name);
bool boolean(Report& report, const Value& object, std::string_view name, bool fallback = false);

/// A text, number or boolean as text; anything else is refused at `field`.
std::string scalar(Report& report, std::string_view field, const Value& value);

std::string upper(std::string_view text);
std::string lower(std::string_view text);

}  // namespace sluice::swagger
