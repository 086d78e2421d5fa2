// Stages 5 and 11: custom authorizers of the front and of the back end. A verdict that still holds is taken
// from the state's memory; else the host calls the function with the event that is described here, and brings
// what it answered. Anything but a clear allow lets nobody through.
#include "gateway/work.hpp"

namespace sluice::gateway {
namespace {

constexpr std::size_t kEventBytes = 4096;  // what an event takes beside the texts in it

Step settle(Work& work, const authorizer::Verdict& verdict, std::span<const Named>& context) noexcept {
  context = verdict.context;
  work.authorizer = nullptr;
  if (verdict.allows) return Step::Continue;
  return refuse(work, Reason::AuthorizerDenied, join(work, {"authorizer ", work.authorizer_id, " denies"}));
}

// Escaping makes a byte up to six; most texts stay as they are, so the larger block is asked for only then.
bool describe(Work& work) noexcept {
  const std::size_t texts = work.request.target.size() * 2 + work.whole_body.size();
  for (const std::size_t wanted :
       {std::size_t{0}, texts * 3 / 2 + kEventBytes, texts * 6 + 8 * kEventBytes}) {
    if (wanted != 0 && !grow(work, wanted)) return false;
    const auto event =
        authorizer::describe(work.authorizer->compiled, work.request, work.whole_body, work.scratch.rest());
    if (!event) continue;
    work.event = *event;
    work.scratch.take(event->size());
    return true;
  }
  return false;
}

Step ask(Work& work) noexcept {
  if (!describe(work)) return refuse(work, Reason::ScratchExhausted);
  work.need = Need::Authorizer;
  return Step::Wait;
}

// Who asks what, once: the identities, and whether their verdict is known.
Step begin(Work& work, std::uint32_t index, std::span<const Named>& context) noexcept {
  const config::Authorizer& authorizer = work.tables->authorizers[index];
  work.authorizer_id = authorizer.id;
  authorizer::Cache& cache = work.slots->verdicts();
  const auto who = authorizer::identify(authorizer.compiled, work.request,
                                        cache.seed() ^ authorizer.definition, work.scratch.rest());
  if (!who) return refuse(work, who.error(), join(work, {"of authorizer ", authorizer.id}));
  work.authorizer = &authorizer;
  work.identified = *who;
  if (!who->is_cacheable) return Step::Continue;
  const auto known = cache.find(who->key, work.now, work.scratch.rest());
  if (!known) return Step::Continue;
  work.scratch.rewind(known->rest.data());
  return settle(work, known->verdict, context);
}

Step authorize(Work& work, std::uint32_t index, std::span<const Named>& context, bool needs_body) noexcept {
  if (index == config::kNone) return Step::Continue;
  if (work.answer_brought) {
    work.answer_brought = false;
    if (work.answer_fault == Reason::None) return settle(work, work.verdict, context);
    return refuse(work, work.answer_fault, join(work, {"authorizer ", work.authorizer_id}));
  }
  if (work.authorizer == nullptr) {
    const Step step = begin(work, index, context);
    if (step != Step::Continue || work.authorizer == nullptr) return step;
  }
  if (needs_body)
    if (const Step step = await_body(work); step != Step::Continue) return step;
  return ask(work);
}

}  // namespace

// Two-factor APIs ask the function only for callers whose first proof holds.
Step authorize_caller(Work& work) noexcept {
  if (work.api->authorizer == config::kNone) return Step::Continue;
  if (const Step step = prove_signature(work); step != Step::Continue) return step;
  const bool needs_body = work.tables->authorizers[work.api->authorizer].compiled.needs_body();
  const Step step = authorize(work, work.api->authorizer, work.frontend_context, needs_body);
  work.is_authorized = step == Step::Continue;
  return step;
}

Step authorize_backend(Work& work) noexcept {
  return authorize(work, work.backend->authorizer, work.backend_context, false);
}

bool wants_whole_body(const Work& work) noexcept {
  return work.api->authorizer != config::kNone && !work.is_authorized &&
         work.tables->authorizers[work.api->authorizer].compiled.needs_body();
}

void bring_verdict(Work& work, std::int64_t status, std::string_view body) noexcept {
  work.answer_brought = true;
  auto judged = authorizer::judge(status, body, work.scratch.rest());
  if (!judged && judged.error() == Reason::ScratchExhausted && grow(work, body.size() * 8 + kEventBytes))
    judged = authorizer::judge(status, body, work.scratch.rest());
  work.answer_fault = judged ? Reason::None : judged.error();
  if (!judged) return;
  work.scratch.rewind(judged->rest.data());
  work.verdict = judged->verdict;
  if (work.identified.is_cacheable)
    work.slots->verdicts().store(work.identified.key, work.verdict, work.authorizer->compiled, work.now);
}

}  // namespace sluice::gateway
