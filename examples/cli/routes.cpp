// `sluice routes`: every API in effect, in the order in which requests are matched, and what collides.
#include <unistd.h>

#include "command.hpp"
#include "configuration_file.hpp"
#include "fault.hpp"
#include "json_read.hpp"
#include "route_list.hpp"

namespace cli {
namespace {

std::string_view mode_of(const Route& route) {
  return route.pattern.mode == sluice::route::Mode::Prefix ? "SWA" : "NORMAL";
}

void print_text(const Route& route, Output& output) {
  std::string& text = output.text();
  text.append(route.group).append("\t").append(route.environment).append("\t");
  text.append(route.method).append("\t").append(mode_of(route)).append("\t").append(route.uri).append("\t");
  text.append(route.api).append("\t").append(route.name).append("\t");
  text.append(route.version.empty() ? "-" : route.version);
  output.end_line();
}

void print_json(const Route& route, Output& output) {
  json::Writer out;
  out.begin_object();
  out.member("group", route.group);
  out.member("env", route.environment);
  out.member("method", route.method);
  out.member("match_mode", mode_of(route));
  out.member("uri", route.uri);
  out.member("api", route.api);
  out.member("name", route.name);
  out.name("version");
  route.version.empty() ? out.null() : out.text(route.version);
  out.end_object();
  output.text().append(out.view());
  output.end_line();
}

/// Findings that name two places: APIs that collide, and APIs that others leave nothing to.
void print_conflicts(const sluice::Compiled& compiled, bool is_jsonl, Output& output) {
  for (const sluice::Diagnostic& finding : compiled.diagnostics) {
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

void print_routes(std::string_view text, bool is_jsonl, Output& output) {
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  json::Document document;
  for (const Route& route : list_routes(document.read(text)))
    is_jsonl ? print_json(route, output) : print_text(route, output);
}

}  // namespace

int run_routes(const RoutesOptions& options) {
  const auto text = read_configuration("routes", options.configuration);
  if (!text) return kUsage;
  const sluice::Compiled compiled = sluice::compile(*text);
  Output output(STDOUT_FILENO);
  if (compiled.plan) print_routes(*text, options.is_jsonl, output);
  print_conflicts(compiled, options.is_jsonl, output);
  if (compiled.plan) return kYes;
  complain("routes", "the configuration has errors; `sluice check` shows them");
  return kNo;
}

}  // namespace cli
