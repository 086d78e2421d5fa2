#include "configuration_file.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "command.hpp"
#include "escapes.hpp"

namespace cli {
namespace {

std::string_view severity_of(const sluice::Diagnostic& finding) {
  return finding.severity == sluice::Severity::Error ? "error" : "warning";
}

}  // namespace

std::optional<std::string> read_configuration(std::string_view command, const std::string& file) {
  auto text = read_file(file);
  if (!text) complain(command, file + ": " + std::strerror(errno));
  return text;
}

std::unique_ptr<const sluice::Plan> load_plan(std::string_view command, const std::string& file,
                                              int& status) {
  const auto text = read_configuration(command, file);
  status = kUsage;
  if (!text) return nullptr;
  sluice::Compiled compiled = sluice::compile(*text);
  status = compiled.plan ? kYes : kNo;
  if (compiled.plan) return std::move(compiled.plan);
  Output output(STDERR_FILENO);
  for (const sluice::Diagnostic& finding : compiled.diagnostics) print(finding, output);
  if (compiled.out_of_memory) complain(command, "out of memory");
  return nullptr;
}

void print(const sluice::Diagnostic& finding, Output& output) {
  std::string& text = output.text();
  text.append(severity_of(finding)).append("\t");
  escape_controls(finding.pointer, text);
  text.append("\t").append(sluice::error::row(finding.row).code).append("\t");
  escape_controls(finding.message, text);
  text.append("\t");
  escape_controls(finding.other.empty() ? "-" : finding.other, text);
  output.end_line();
}

void write(const sluice::Diagnostic& finding, json::Writer& out) {
  out.begin_object();
  out.member("severity", severity_of(finding));
  out.member("pointer", finding.pointer);
  out.member("code", sluice::error::row(finding.row).code);
  out.name("status").unsigned_number(sluice::error::row(finding.row).status);
  out.member("message", finding.message);
  out.name("other");
  finding.other.empty() ? out.null() : out.text(finding.other);
  out.end_object();
}

}  // namespace cli
