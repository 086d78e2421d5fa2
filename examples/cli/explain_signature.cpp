// `sluice explain signature`: why a signature is refused, and what to repair. For whoever may see the
// request: the answer shows parts of it, but never a secret.
#include "sluice/explain_signature.hpp"

#include <string>
#include <vector>

#include "answers.hpp"
#include "command.hpp"
#include "escapes.hpp"
#include "fault.hpp"
#include "signing_input.hpp"
#include "sluice/error.hpp"

namespace cli {
namespace {

using sluice::doctor::Finding;
using sluice::doctor::Report;

Report diagnose(const json::Value& value) {
  json::Object members(value);
  const SigningInput input = read_signing_input(members, sluice::sign::Algorithm::Sdk);
  const std::string_view error_body = members.text("error_body").value_or("");
  members.refuse_others();
  std::vector<sluice::Header> headers;
  const std::string_view client_text = input.canonical_request.empty() ? error_body : input.canonical_request;
  auto report = sluice::doctor::diagnose({.request = received(input, headers),
                                          .body = input.request.body,
                                          .secret = input.secret_key,
                                          .client_text = client_text,
                                          .now = input.now});
  if (!report) throw std::bad_alloc();
  return std::move(*report);
}

bool is_well(const Report& report) {
  return report.unreadable == sluice::Reason::None && report.findings.empty();
}

void write_finding(const Finding& finding, json::Writer& out) {
  out.begin_object();
  out.member("cause", sluice::doctor::text(finding.cause));
  out.name("proved").boolean(finding.proved);
  out.member("sentence", finding.sentence);
  out.member("client_line", finding.client_line);
  out.member("right_line", finding.right_line);
  out.end_object();
}

void write_report(const Report& report, json::Writer& out) {
  out.begin_object();
  out.name("ok").boolean(is_well(report));
  out.name("signature_right").boolean(report.is_signature_right);
  out.name("unreadable");
  const bool is_readable = report.unreadable == sluice::Reason::None;
  is_readable ? out.null() : out.text(sluice::error::text(report.unreadable));
  out.name("findings").begin_array();
  for (const Finding& finding : report.findings) write_finding(finding, out);
  out.end_array();
  out.member("canonical_request", report.canonical_request);
  out.end_object();
}

/// A line of a request, harmless on a terminal.
void print_line(std::string_view name, std::string_view line, Output& output) {
  if (line.empty()) return;
  output.text().append("  ").append(name).append(": ");
  escape_controls(line, output.text());
  output.end_line();
}

void print_report(const Report& report, Output& output) {
  if (report.unreadable != sluice::Reason::None) {
    output.text().append("unreadable: ").append(sluice::error::text(report.unreadable));
    output.end_line();
  }
  for (const Finding& finding : report.findings) {
    output.text().append(sluice::doctor::text(finding.cause)).append(finding.proved ? " (proved): " : ": ");
    escape_controls(finding.sentence, output.text());
    output.end_line();
    print_line("client", finding.client_line, output);
    print_line("right ", finding.right_line, output);
  }
  if (!is_well(report)) return;
  output.text() +=
      report.is_signature_right ? "the signature is right" : "nothing found; bring secret_key to be sure";
  output.end_line();
}

}  // namespace

int run_explain_signature(const ExplainSignatureOptions& options) {
  if (options.is_jsonl)
    return answer_lines(
        [](const json::Value& value, json::Writer& out) { write_report(diagnose(value), out); });
  return answer_once("explain signature", [](const json::Value& value, Output& output) {
    const Report report = diagnose(value);
    print_report(report, output);
    return is_well(report) ? kYes : kNo;
  });
}

}  // namespace cli
