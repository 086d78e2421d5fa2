// `sluice explain route`: which API a request goes to, or who came nearest and what failed first. A request a
// line, as JSON or as `METHOD URL`.
#include <unistd.h>

#include <array>
#include <optional>
#include <string>

#include "command.hpp"
#include "configuration_file.hpp"
#include "decide_input.hpp"
#include "escapes.hpp"
#include "fault.hpp"
#include "plain_request.hpp"
#include "sluice/publications.hpp"
#include "stream.hpp"

namespace cli {
namespace {

using sluice::Publication;
using sluice::route::Explanation;

/// A line of input, as a request to compare.
class Question {
 public:
  Question(std::string_view line, const std::string& environment, json::Document& document)
      : stage_{sluice::Header{"X-Stage", environment}} {
    const std::size_t first = line.find_first_not_of(" \t");
    if (first != std::string_view::npos && (line[first] == '{' || line[first] == '[')) {
      input_.emplace(document.read(line));
      request_ = input_->request();
      return;
    }
    const auto plain = read_plain_request(line);
    if (!plain) throw Fault{"bad_line", "neither a JSON object nor METHOD URL"};
    request_ = {
        .method = plain->method, .target = plain->target, .host = plain->host, .scheme = plain->scheme};
    if (!environment.empty()) request_.headers = stage_;
  }
  Question(const Question&) = delete;
  Question& operator=(const Question&) = delete;

  const sluice::Request& request() const { return request_; }

 private:
  std::optional<DecideInput> input_;
  std::array<sluice::Header, 1> stage_;
  sluice::Request request_;
};

constexpr std::array<std::string_view, 4> kSchemes{"http://", "https://", "ws://", "wss://"};

void print_request(const sluice::Request& request, Output& output) {
  std::string& text = output.text();
  escape_controls(request.method, text);
  text += ' ';
  if (!request.target.starts_with("http")) {
    text += kSchemes[static_cast<std::size_t>(request.scheme)];
    escape_controls(request.host, text);
  }
  escape_controls(request.target, text);
  output.end_line();
}

void append_api(const Publication& publication, std::string& text) {
  escape_controls(publication.definition->name, text);
  text += " (";
  escape_controls(id_of(*publication.api), text);
  text.append("): ").append(publication.definition->req_method).append(" ");
  escape_controls(publication.definition->req_uri, text);
  if (publication.definition->match_mode == "SWA") text += " and what is under it";
  text += ", group ";
  escape_controls(id_of(*publication.group), text);
  text.append(", ").append(publication.environment);
}

void print_chosen(const Publication& publication, const Explanation& why, Output& output) {
  output.text() += "  goes to ";
  append_api(publication, output.text());
  output.end_line();
  for (const auto& [name, value] : why.params) {
    output.text().append("    ").append(name).append(" = ");
    escape_controls(value, output.text());
    output.end_line();
  }
  if (why.remainder.empty()) return;
  output.text() += "    remainder ";
  escape_controls(why.remainder, output.text());
  output.end_line();
}

void print_reason(sluice::Reason reason, Output& output) {
  const auto& entry = sluice::error::row(sluice::error::row(reason));
  output.text().append("  goes to no API: ").append(sluice::error::text(reason)).append(" (");
  output.text().append(entry.code).append(", ").append(std::to_string(entry.status)).append(")");
  output.end_line();
}

void print_text(const sluice::Publications& all, const Explanation& why, Output& output) {
  why.chosen ? print_chosen(all.all()[*why.chosen], why, output) : print_reason(why.reason, output);
  for (const sluice::route::Loser& loser : why.losers) {
    output.text() += "  not ";
    append_api(all.all()[loser.spec], output.text());
    output.text() += "\n      ";
    escape_controls(sluice::route::sentence(loser), output.text());
    output.end_line();
  }
}

void print_fault(const Fault& fault, bool is_jsonl, Output& output) {
  json::Writer out;
  if (is_jsonl) {
    write(fault, out);
    output.text() += out.view();
  } else {
    output.text().append("unreadable: ").append(fault.message);
  }
  output.end_line();
}

int explain_lines(const sluice::Publications& all, const ExplainRouteOptions& options) {
  int status = kYes;
  Output output(STDOUT_FILENO);
  Lines lines(STDIN_FILENO, output);
  json::Document document;
  while (const auto line = lines.next()) {
    if (!options.is_jsonl && line->find_first_not_of(" \t\r") == std::string_view::npos) continue;
    try {
      const Question question(*line, options.environment, document);
      const Explanation why = all.explain(question.request(), options.most);
      if (why.out_of_memory) throw std::bad_alloc();
      if (options.is_jsonl) {
        output.text() += to_json(all, why);
        output.end_line();
        continue;
      }
      if (!why.chosen) status = kNo;
      print_request(question.request(), output);
      print_text(all, why, output);
    } catch (const Fault& fault) {
      status = kNo;
      print_fault(fault, options.is_jsonl, output);
    }
  }
  return status;
}

}  // namespace

int run_explain_route(const ExplainRouteOptions& options) {
  int status = kYes;
  const auto loaded = load("explain route", options.configuration, status);
  if (!loaded) return status;
  const auto all = sluice::Publications::of(loaded->configuration);
  if (!all) throw std::bad_alloc();
  return explain_lines(*all, options);
}

}  // namespace cli
