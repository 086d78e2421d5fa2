#include "swagger/reading.hpp"

#include <charconv>

#include "base/ascii.hpp"

namespace sluice::swagger {
namespace {

std::string_view name_of(Kind kind) noexcept {
  constexpr std::string_view names[] = {"null", "a boolean", "an integer", "a number",
                                        "text", "an array",  "an object"};
  return names[static_cast<std::size_t>(kind)];
}

}  // namespace

void refuse_syntax(Report& report, std::string_view field, std::string message) {
  report.error(row_of(3602), field, std::move(message));
}

std::optional<Problem> first_problem(Report&& report) { return first_problem(report.take()); }

std::optional<Problem> first_problem(const std::vector<Diagnostic>& found) {
  for (const Diagnostic& one : found)
    if (one.severity == Severity::Error)
      return Problem{one.row, one.pointer.empty() ? one.message : one.pointer + ": " + one.message};
  return std::nullopt;
}

std::optional<Value> member(Report& report, const Value& object, std::string_view name, Kind kind) {
  const auto found = object.find(name);
  if (!found || found->kind() == Kind::Null) return std::nullopt;
  if (found->kind() == kind) return found;
  refuse_syntax(report, name,
                "must be " + std::string(name_of(kind)) + ", is " + std::string(name_of(found->kind())));
  return std::nullopt;
}

std::string text(Report& report, const Value& object, std::string_view name) {
  const auto found = member(report, object, name, Kind::Text);
  return std::string(found ? found->text() : std::string_view());
}

std::string needed_text(Report& report, const Value& object, std::string_view name) {
  const bool was_good = !report.has_errors();
  std::string found = text(report, object, name);
  if (found.empty() && (was_good == !report.has_errors())) refuse_syntax(report, name, "is required");
  return found;
}

std::optional<std::int64_t> integer(Report& report, const Value& object, std::string_view name) {
  const auto found = member(report, object, name, Kind::Integer);
  return found ? std::optional(found->integer()) : std::nullopt;
}

bool boolean(Report& report, const Value& object, std::string_view name, bool fallback) {
  const auto found = member(report, object, name, Kind::Boolean);
  return found ? found->boolean() : fallback;
}

std::string scalar(Report& report, std::string_view field, const Value& value) {
  switch (value.kind()) {
    case Kind::Text:
      return std::string(value.text());
    case Kind::Integer:
      return std::to_string(value.integer());
    case Kind::Number: {
      char room[32];
      return std::string(room, std::to_chars(room, room + sizeof room, value.number()).ptr);
    }
    case Kind::Boolean:
      return value.boolean() ? "true" : "false";
    default:
      refuse_syntax(report, field, "must be text or a number");
      return {};
  }
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return out;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = ascii::lower(c);
  return out;
}

}  // namespace sluice::swagger
