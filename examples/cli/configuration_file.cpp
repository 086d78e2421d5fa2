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

/// Says on standard error why there is no plan.
void refuse(std::string_view command, const std::vector<sluice::Diagnostic>& findings, bool out_of_memory) {
  Output output(STDERR_FILENO);
  for (const sluice::Diagnostic& finding : findings) print(finding, output);
  if (out_of_memory) complain(command, "out of memory");
}

}  // namespace

std::optional<std::string> read_configuration(std::string_view command, const std::string& file) {
  auto text = read_file(file);
  if (!text) complain(command, file + ": " + std::strerror(errno));
  return text;
}

std::unique_ptr<const sluice::Plan> load_plan(std::string_view command, const std::string& file, int& status,
                                              sluice::Strictness strictness) {
  const auto text = read_configuration(command, file);
  status = kUsage;
  if (!text) return nullptr;
  sluice::Compiled compiled = sluice::compile(*text, strictness);
  status = compiled.plan ? kYes : kNo;
  if (!compiled.plan) refuse(command, compiled.diagnostics, compiled.out_of_memory);
  return std::move(compiled.plan);
}

std::unique_ptr<const Loaded> load(std::string_view command, const std::string& file, int& status) {
  const auto text = read_configuration(command, file);
  status = kUsage;
  if (!text) return nullptr;
  status = kNo;
  sluice::Document document = sluice::read_document(*text);
  if (!document.ok) {
    refuse(command, document.diagnostics, document.out_of_memory);
    return nullptr;
  }
  sluice::Compiled compiled = sluice::compile(document.configuration);
  if (!compiled.plan) {
    refuse(command, compiled.diagnostics, compiled.out_of_memory);
    return nullptr;
  }
  status = kYes;
  return std::make_unique<const Loaded>(
      Loaded{std::move(document.configuration), std::move(compiled.diagnostics), std::move(compiled.plan)});
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
