// `sluice decide`: what the gateway of a configuration says to requests. Counters live as long as the run.
#include <memory>
#include <string>

#include "answers.hpp"
#include "command.hpp"
#include "configuration_file.hpp"
#include "decide_input.hpp"
#include "decision_text.hpp"
#include "instant.hpp"
#include "sluice/state.hpp"
#include "sluice/transaction.hpp"

namespace cli {
namespace {

constexpr std::uint64_t kSeed = 0x736c75696365;  // fixed: two runs over the same lines say the same

/// One gateway that decides line after line.
class Session {
 public:
  Session(const sluice::Plan* plan, std::optional<sluice::Now> now) : plan_(plan), now_(now) {}

  /// Good until the next call, and as long as `input`.
  const sluice::Decision& decide(const DecideInput& input) {
    const sluice::Now now = input.now ? *input.now : now_ ? *now_ : machine_instant();
    const sluice::Decision& decision =
        input.debug_api && plan_ != nullptr
            ? sluice::decide_debug(*plan_, state_, *input.debug_api, input.request(), now, transaction_,
                                   input.supplies())
            : sluice::decide(plan_, state_, input.request(), now, transaction_, input.supplies());
    if (input.veto) transaction_.veto(*input.veto);
    return input.outcome ? perform(*input.outcome) : decision;
  }

 private:
  /// Every attempt ends in the same way.
  const sluice::Decision& perform(const sluice::Outcome& outcome) {
    while (transaction_.retry(outcome)) {
    }
    return transaction_.finish(outcome);
  }

  const sluice::Plan* plan_;  // null: not loaded yet
  std::optional<sluice::Now> now_;
  sluice::State state_{kSeed};
  sluice::Transaction transaction_;
};

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
