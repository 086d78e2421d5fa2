// `sluice import` and `sluice export`: Swagger files to a configuration, and back.
#include "sluice/swagger.hpp"

#include <unistd.h>

#include <chrono>

#include "command.hpp"
#include "configuration_file.hpp"

namespace cli {
namespace {

using sluice::swagger::Define;
using sluice::swagger::Format;
using sluice::swagger::Mode;

Define define_of(std::string_view word) {
  return word == "proxy" ? Define::Proxy
         : word == "all" ? Define::All
         : word == "dev" ? Define::Dev
                         : Define::Spec;
}

/// The configuration of a file, or an empty one where none is named; nothing, and complaints, where it is
/// wrong.
std::optional<sluice::Configuration> read(std::string_view command, const std::string& file, int& status) {
  if (file.empty()) return sluice::Configuration{};
  const auto text = read_configuration(command, file);
  status = kUsage;
  if (!text) return std::nullopt;
  sluice::Document document = sluice::read_document(*text);
  if (document.ok) return std::move(document.configuration);
  status = kNo;
  Output errors(STDERR_FILENO);
  for (const sluice::Diagnostic& finding : document.diagnostics) print(finding, errors);
  return std::nullopt;
}

void say(int descriptor, const std::string& line) {
  Output output(descriptor);
  output.text() += line;
  output.end_line();
}

}  // namespace

int run_import(const ImportOptions& options) {
  const auto text = read_configuration("import", options.file);
  if (!text) return kUsage;
  int status = kNo;
  const auto into = read("import", options.into, status);
  if (!into) return status;
  sluice::swagger::ImportOptions how;
  how.is_create_group = options.group.empty();
  how.group_id = options.group;
  how.api_mode = options.overrides_apis ? Mode::Override : Mode::Merge;
  how.extend_mode = options.overrides_policies ? Mode::Override : Mode::Merge;
  how.simple_mode = options.is_simple;
  how.mock_mode = options.is_mock;
  how.openapi3 = options.takes_openapi3;
  how.env = options.environment;
  how.max_bytes = options.max_bytes;
  const auto result = sluice::swagger::import_apis(*text, *into, how);
  if (result.out_of_memory) {
    complain("import", "out of memory");
    return kNo;
  }
  say(STDERR_FILENO, to_json(result));
  if (!result.ok) return kNo;
  const auto document = sluice::write_document(result.configuration);
  if (!document) return kNo;
  say(STDOUT_FILENO, *document);
  return result.failure.empty() ? kYes : kNo;
}

int run_export(const ExportOptions& options) {
  int status = kNo;
  const auto from = read("export", options.configuration, status);
  if (!from) return status;
  sluice::swagger::ExportOptions how{.group_id = options.group,
                                     .env = options.environment,
                                     .define = define_of(options.define),
                                     .type = options.type == "json" ? Format::Json : Format::Yaml,
                                     .version = options.version,
                                     .apis = options.apis};
  const auto wall = std::chrono::system_clock::now().time_since_epoch();
  const auto result = sluice::swagger::export_group(*from, how, sluice::now_at(wall));
  if (result.out_of_memory) complain("export", "out of memory");
  if (!result.ok || !result.warnings.empty()) say(STDERR_FILENO, to_json(result));
  if (!result.ok) return kNo;
  say(STDOUT_FILENO,
      result.text.ends_with('\n') ? result.text.substr(0, result.text.size() - 1) : result.text);
  return kYes;
}

}  // namespace cli
