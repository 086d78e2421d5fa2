#include "test_run.hpp"

#include "decision_text.hpp"

namespace cli {
namespace {

constexpr sluice::Now kFirst{.seconds = 1614160800};  // of cases before the first that brings a time

}  // namespace

Run::Run(const Loaded& loaded, const sluice::Publications& publications)
    : session_(loaded.plan.get(), kFirst), coverage_(loaded.configuration, publications) {}

TestOutcome Run::run(std::size_t number, std::string_view line) {
  TestOutcome outcome{.line = number};
  try {
    const TestCase one(document_.read(line));
    outcome.name = one.name();
    run(one, outcome);
  } catch (const Fault& fault) {
    outcome.fault = fault;
  }
  ++(outcome.is_ok() ? passed : failed);
  return outcome;
}

void Run::run(const TestCase& one, TestOutcome& outcome) {
  if (one.input().now) session_.stand_at(*one.input().now);
  for (std::int64_t call = 1; call <= one.repeat() && outcome.is_ok(); ++call) {
    const sluice::Decision& decision = session_.decide(one.input());
    out_.clear();
    write(decision, out_);
    const json::Value got = answer_.read(out_.view());
    outcome.differences = differences(one.expect(), got);
    outcome.call = call;
    json::Object members(got);
    const auto policy = members.find("backend_policy");
    const bool has_policy = policy && policy->kind() == json::Kind::Text;
    coverage_.note(one.input().request().method, decision, has_policy ? policy->text() : "");
  }
}

}  // namespace cli
