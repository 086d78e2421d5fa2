// `sluice gencases`: boundary cases for every API of a configuration, as `sluice test` reads them. What is
// wanted is worked out from the configuration alone. At the end the cases are run once: those that the
// gateway answers otherwise are left out and told, since either it or this file is wrong about them.
#include <unistd.h>

#include <set>

#include "command.hpp"
#include "configuration_file.hpp"
#include "escapes.hpp"
#include "gencases_list.hpp"
#include "test_run.hpp"

namespace cli {
namespace {

using gencases::Listed;

void tell(std::string_view kind, std::string_view what, Output& output) {
  output.text().append("sluice gencases: ").append(kind).append(": ");
  escape_controls(what, output.text());
  output.end_line();
}

gencases::List cases_of(const gencases::World& world) {
  gencases::List list;
  for (std::size_t i = 0; i < world.publications.all().size(); ++i) {
    const gencases::Subject subject(world, i);
    if (!subject.call()) {
      list.miss(subject, "everything", subject.obstacle());
      continue;
    }
    add_routes(world, subject, list);
    add_callers(world, subject, list);
    add_parameters(subject, list);
    add_backends(subject, list);
    add_limits(subject, list);
  }
  return list;
}

/// The numbers of lines that are answered otherwise, each told once.
std::set<std::size_t> refuted(const Loaded& loaded, const sluice::Publications& publications,
                              const std::vector<std::string>& lines, Output& output) {
  std::set<std::size_t> out;
  for (bool is_stable = false; !is_stable;) {
    is_stable = true;
    Run run(loaded, publications);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (out.contains(i)) continue;
      const TestOutcome outcome = run.run(i + 1, lines[i]);
      if (outcome.is_ok()) continue;
      out.insert(i);
      is_stable = false;  // what comes behind may have counted on it
      std::string what = outcome.name;
      if (outcome.fault) what += ", " + outcome.fault->message;
      for (const Difference& one : outcome.differences)
        what += ", " + one.field + " wanted " + one.wanted + " got " + one.got;
      tell("left out, the gateway answers otherwise", what, output);
    }
  }
  return out;
}

}  // namespace

int run_gencases(const GencasesOptions& options) {
  int status = kYes;
  const auto loaded = load("gencases", options.configuration, status);
  if (!loaded) return status;
  const auto publications = sluice::Publications::of(loaded->configuration);
  if (!publications) throw std::bad_alloc();
  const gencases::World world{loaded->configuration, *publications};
  const gencases::List list = cases_of(world);
  std::vector<std::string> lines;
  for (const Listed& listed : list.cases())
    lines.push_back(line_of(loaded->configuration, listed.one, publications->all()[listed.place]));
  Output errors(STDERR_FILENO);
  for (const std::string& missed : list.missed()) tell("not covered", missed, errors);
  const auto left_out = refuted(*loaded, *publications, lines, errors);
  Output output(STDOUT_FILENO);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (left_out.contains(i)) continue;
    output.text() += lines[i];
    output.end_line();
  }
  return left_out.empty() ? kYes : kNo;
}

}  // namespace cli
