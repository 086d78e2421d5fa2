// `sluice decide`: what the gateway of a configuration says to requests. Counters live as long as the run.
#include <memory>
#include <string>

#include "answers.hpp"
#include "command.hpp"
#include "configuration_file.hpp"
#include "decide_input.hpp"
#include "decision_text.hpp"
#include "instant.hpp"
#include "session.hpp"

namespace cli {
namespace {

int decide_once(Session& session) {
  return answer_once("decide", [&](const json::Value& value, Output& output) {
    const DecideInput input(value);
    const sluice::Decision& decision = session.decide(input);
    json::Writer out;
    write(decision, out);
    output.text().append(out.view());
    output.end_line();
    return decision.verdict == sluice::Verdict::Reject ? kNo : kYes;
  });
}

}  // namespace

int run_decide(const DecideOptions& options) {
  const auto now = options.now.empty() ? std::nullopt : read_instant(std::string_view(options.now));
  if (!options.now.empty() && !now) {
    complain("decide", "--now must be a date like 20210224T100000Z, or seconds since 1970");
    return kUsage;
  }
  int status = kYes;
  std::unique_ptr<const sluice::Plan> plan;
  if (!options.is_unloaded) {
    const auto strictness = options.is_lenient ? sluice::Strictness::Lenient : sluice::Strictness::Strict;
    plan = load_plan("decide", options.configuration, status, strictness);
    if (!plan) return status;
  }
  Session session(plan.get(), now);
  if (!options.is_jsonl) return decide_once(session);
  return answer_lines([&](const json::Value& value, json::Writer& out) {
    const DecideInput input(value);
    write(session.decide(input), out);
  });
}

}  // namespace cli
