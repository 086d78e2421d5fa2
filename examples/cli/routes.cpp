// `sluice routes`: every API in effect, in the order in which requests are matched, and what collides; as a
// table, as JSON, or as a picture.
#include <unistd.h>

#include "command.hpp"
#include "configuration_file.hpp"
#include "escapes.hpp"
#include "fault.hpp"
#include "json_write.hpp"
#include "route_set.hpp"

namespace cli {
namespace {

using sluice::Publication;
using Form = RoutesOptions::Form;

void print_text(const Publication& publication, Output& output) {
  const sluice::ApiSpec& api = *publication.definition;
  const std::string_view version = publication.version.empty() ? "-" : publication.version;
  const auto cells = {id_of(*publication.group),        publication.environment,
                      std::string_view(api.req_method), std::string_view(api.match_mode),
                      std::string_view(api.req_uri),    id_of(*publication.api),
                      std::string_view(api.name),       version};
  bool is_first = true;
  for (const std::string_view cell : cells) {
    if (!is_first) output.text() += '\t';
    escape_controls(cell, output.text());
    is_first = false;
  }
  output.end_line();
}

/// Findings that name two places: APIs that collide, and APIs that others leave nothing to.
void print_conflicts(const std::vector<sluice::Diagnostic>& findings, bool is_jsonl, Output& output) {
  for (const sluice::Diagnostic& finding : findings) {
    if (finding.other.empty()) continue;
    if (is_jsonl) {
      json::Writer out;
      write(finding, out);
      output.text().append(out.view());
      output.end_line();
    } else {
      print(finding, output);
    }
  }
}

void print_document(const RouteSet* routes, const std::vector<sluice::Diagnostic>& findings, Output& output) {
  output.text() += "{\"routes\":[";
  if (routes != nullptr) {
    bool is_first = true;
    for (const Publication& publication : routes->publications.all()) {
      output.text().append(is_first ? "" : ",").append(to_json(publication));
      is_first = false;
    }
  }
  output.text() += "],\"conflicts\":";
  json::Writer out;
  out.begin_array();
  for (const sluice::Diagnostic& finding : findings)
    if (!finding.other.empty()) write(finding, out);
  out.end_array();
  output.text().append(out.view()) += '}';
  output.end_line();
}

void print_lines(const RouteSet& routes, bool is_jsonl, Output& output) {
  for (const Publication& publication : routes.publications.all()) {
    if (!is_jsonl) {
      print_text(publication, output);
      continue;
    }
    output.text() += to_json(publication);
    output.end_line();
  }
}

void print_routes(const RoutesOptions& options, const RouteSet* routes,
                  const std::vector<sluice::Diagnostic>& findings, Output& output) {
  switch (options.form) {
    case Form::Json:
      return print_document(routes, findings, output);
    case Form::Dot:
      if (routes != nullptr) output.text() += dot_of(*routes);
      return;
    case Form::Html:
      if (routes != nullptr) output.text() += html_of(*routes);
      return;
    case Form::Text:
    case Form::Jsonl:
      if (routes != nullptr) print_lines(*routes, options.form == Form::Jsonl, output);
      print_conflicts(findings, options.form == Form::Jsonl, output);
  }
}

/// The last part of a file's name.
std::string name_of(const std::string& file) {
  return file == "-" ? std::string() : file.substr(file.find_last_of('/') + 1);
}

}  // namespace

int run_routes(const RoutesOptions& options) {
  const auto text = read_configuration("routes", options.configuration);
  if (!text) return kUsage;
  const sluice::Document document = sluice::read_document(*text);
  const sluice::Compiled compiled = sluice::compile(*text);
  Output output(STDOUT_FILENO);
  if (compiled.plan) {
    RouteSet routes(document.configuration);
    routes.title = name_of(options.configuration);
    print_routes(options, &routes, compiled.diagnostics, output);
    return kYes;
  }
  print_routes(options, nullptr, compiled.diagnostics, output);
  complain("routes", "the configuration has errors; `sluice check` shows them");
  return kNo;
}

}  // namespace cli
