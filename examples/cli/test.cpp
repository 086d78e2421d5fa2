// `sluice test`: runs expected decisions over one gateway, says which cases differ, and which APIs and
// branches no case reaches. Time moves by the cases' own `now`; the machine's clock is never read.
#include <unistd.h>

#include <array>
#include <cstdio>

#include "command.hpp"
#include "configuration_file.hpp"
#include "escapes.hpp"
#include "fault.hpp"
#include "sluice/publications.hpp"
#include "test_run.hpp"

namespace cli {
namespace {

void write_outcome(const TestOutcome& outcome, json::Writer& out) {
  out.begin_object();
  out.name("line").unsigned_number(outcome.line);
  out.name("case");
  outcome.name.empty() ? out.null() : out.text(outcome.name);
  out.name("ok").boolean(outcome.is_ok());
  out.name("differences").begin_array();
  for (const Difference& difference : outcome.differences) {
    out.begin_object();
    out.member("field", difference.field);
    out.name("wanted").json(difference.wanted);
    out.name("got").json(difference.got.empty() ? "null" : difference.got);
    out.end_object();
  }
  out.end_array();
  if (outcome.call > 1) out.name("call").number(outcome.call);
  if (outcome.fault) write_members(*outcome.fault, out);
  out.end_object();
}

void write_branch(const sluice::Publication& publication, const Branch& branch, json::Writer& out) {
  out.begin_object();
  out.member("group", id_of(*publication.group));
  out.member("env", publication.environment);
  out.member("api", id_of(*publication.api));
  out.member("branch", branch.kind);
  out.name("detail");
  branch.detail.empty() ? out.null() : out.text(branch.detail);
  out.end_object();
}

void write_coverage(const Coverage& coverage, const sluice::Publications& all, json::Writer& out) {
  out.begin_object();
  out.name("reached").unsigned_number(coverage.reached());
  out.name("total").unsigned_number(coverage.total());
  out.name("percent").decimal(coverage.percent());
  out.name("missed").begin_array();
  for (std::size_t i = 0; i < coverage.size(); ++i)
    for (const Branch& branch : coverage.branches(i))
      if (branch.reached == 0) write_branch(all.all()[i], branch, out);
  out.end_array();
  out.end_object();
}

void write_summary(const Run& run, const sluice::Publications& all, const TestOptions& options,
                   json::Writer& out) {
  out.begin_object();
  out.name("cases").unsigned_number(run.passed + run.failed);
  out.name("passed").unsigned_number(run.passed);
  out.name("failed").unsigned_number(run.failed);
  if (options.has_coverage) write_coverage(run.coverage(), all, out.name("coverage"));
  out.end_object();
}

void print_outcome(const TestOutcome& outcome, Output& output) {
  output.text().append("line ").append(std::to_string(outcome.line)).append(": ");
  escape_controls(outcome.name.empty() ? "a case" : outcome.name, output.text());
  output.text() += outcome.fault ? " cannot be run" : " differs";
  if (outcome.call > 1) output.text().append(" at call ").append(std::to_string(outcome.call));
  output.end_line();
  if (outcome.fault) {
    output.text().append("  ").append(outcome.fault->message);
    output.end_line();
  }
  for (const Difference& difference : outcome.differences) {
    output.text() += "  ";
    escape_controls(difference.field, output.text());
    output.text() += ": wanted ";
    escape_controls(difference.wanted, output.text());
    output.text() += ", got ";
    escape_controls(difference.got.empty() ? "nothing" : difference.got, output.text());
    output.end_line();
  }
}

void print_coverage(const Coverage& coverage, const sluice::Publications& all, Output& output) {
  for (std::size_t i = 0; i < coverage.size(); ++i) {
    const sluice::Publication& publication = all.all()[i];
    for (const Branch& branch : coverage.branches(i)) {
      if (branch.reached != 0) continue;
      output.text() += "not reached: ";
      escape_controls(id_of(*publication.api), output.text());
      output.text().append(" in ").append(publication.environment).append(", group ");
      escape_controls(id_of(*publication.group), output.text());
      output.text().append(": ").append(branch.kind);
      if (!branch.detail.empty()) output.text().append(" ").append(branch.detail);
      output.end_line();
    }
  }
  std::array<char, 32> percent{};
  std::snprintf(percent.data(), percent.size(), "%.2f", coverage.percent());
  output.text().append("coverage: ").append(std::to_string(coverage.reached())).append(" of ");
  output.text()
      .append(std::to_string(coverage.total()))
      .append(" branches, ")
      .append(percent.data())
      .append(" %");
  output.end_line();
}

void print_summary(const Run& run, const sluice::Publications& all, const TestOptions& options,
                   Output& output) {
  if (options.has_coverage) print_coverage(run.coverage(), all, output);
  output.text().append(std::to_string(run.passed)).append(" passed, ").append(std::to_string(run.failed));
  output.text() += " failed";
  output.end_line();
}

/// Writes what became of the cases as they are run, and the sum at the end.
class Teller {
 public:
  Teller(const TestOptions& options, Output& output) : options_(options), output_(output) {}

  void tell(const TestOutcome& outcome) {
    if (!options_.is_jsonl && !options_.is_json) {
      if (!outcome.is_ok()) print_outcome(outcome, output_);
      return;
    }
    out_.clear();
    write_outcome(outcome, out_);
    if (options_.is_json) output_.text() += is_first_ ? "{\"results\":[" : ",";
    output_.text() += out_.view();
    if (options_.is_jsonl) output_.end_line();
    is_first_ = false;
  }

  void finish(const Run& run, const sluice::Publications& all) {
    if (!options_.is_jsonl && !options_.is_json) return print_summary(run, all, options_, output_);
    out_.clear();
    write_summary(run, all, options_, out_);
    if (options_.is_json) output_.text() += is_first_ ? "{\"results\":[" : "";
    output_.text().append(options_.is_json ? "],\"summary\":" : "{\"summary\":").append(out_.view()) += '}';
    output_.end_line();
  }

 private:
  const TestOptions& options_;
  Output& output_;
  json::Writer out_;
  bool is_first_ = true;
};

}  // namespace

int run_test(const TestOptions& options) {
  int status = kYes;
  const auto loaded = load("test", options.configuration, status);
  if (!loaded) return status;
  const InputFile cases(options.cases);
  if (!cases) {
    complain("test", options.cases + " cannot be read");
    return kUsage;
  }
  const auto publications = sluice::Publications::of(loaded->configuration);
  if (!publications) throw std::bad_alloc();
  Output output(STDOUT_FILENO);
  Lines lines(cases.descriptor(), output);
  Run run(*loaded, *publications);
  Teller teller(options, output);
  for (std::size_t number = 1; const auto line = lines.next(); ++number)
    if (line->find_first_not_of(" \t\r") != std::string_view::npos) teller.tell(run.run(number, *line));
  teller.finish(run, *publications);
  const bool is_covered = !options.has_coverage || run.coverage().percent() >= options.fail_under;
  if (!is_covered) complain("test", "the coverage is below what --fail-under wants");
  return run.failed == 0 && is_covered ? kYes : kNo;
}

}  // namespace cli
