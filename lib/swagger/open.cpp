// The file as a whole: is it there, is it short enough, is it JSON or YAML, is it the right version.
#include "swagger/file.hpp"
#include "yaml/yaml.hpp"

namespace sluice::swagger {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

std::string_view content_of(std::string_view text) noexcept {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  return begin == text.npos ? std::string_view() : text.substr(begin);
}

bool is_json(std::string_view content, Format format) noexcept {
  if (format != Format::Detect) return format == Format::Json;
  return content.starts_with('{') || content.starts_with('[');
}

std::string message_of(const json::Fault& fault) {
  if (fault.line == 0) return config::escape(fault.pointer, 256) + ": " + std::string(fault.what);
  return "line " + std::to_string(fault.line) + ", column " + std::to_string(fault.column) + ": " +
         std::string(fault.what);
}

std::optional<Problem> version_problem(const Value& root, bool openapi3) {
  if (root.kind() != Kind::Object) return Problem{row_of(3602), "the file is no object"};
  const auto swagger = root.find("swagger");
  if (swagger && swagger->kind() == Kind::Text && swagger->text() == "2.0") return std::nullopt;
  const auto openapi = root.find("openapi");
  const bool is_3 =
      !swagger && openapi && openapi->kind() == Kind::Text && openapi->text().starts_with("3.0.");
  if (is_3 && openapi3) return std::nullopt;
  return Problem{row_of(3601), is_3 ? "OpenAPI 3.0 is not switched on" : ""};
}

}  // namespace

Result<json::Tree, Problem> open(std::string_view text, const ImportOptions& options, bool openapi3) {
  const std::string_view content = content_of(text);
  if (content.empty()) return Problem{row_of(3609), ""};
  if (text.size() > options.max_bytes)
    return Problem{row_of(3603),
                   std::to_string(text.size()) + " bytes, at most " + std::to_string(options.max_bytes)};
  auto tree = is_json(content, options.format) ? json::read(text) : yaml::read(text);
  if (!tree) return Problem{row_of(3600), message_of(tree.error())};
  if (auto problem = version_problem(tree->root(), openapi3)) return *std::move(problem);
  return *std::move(tree);
}

}  // namespace sluice::swagger
