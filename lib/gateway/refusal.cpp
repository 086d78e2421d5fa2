// How a decision ends with an answer of the gateway's own: the error row's envelope, and the fields on every
// answer.
#include <algorithm>

#include "gateway/work.hpp"

namespace sluice::gateway {
namespace {

// The same claims answer another row where IAM is asked to know the caller.
error::Row row_of(const Work& work, Reason reason) noexcept {
  const error::Row row = error::row(reason);
  const bool is_iam = work.api != nullptr && work.api->auth == config::AuthType::Iam;
  return is_iam && row == error::Row::AppAuthentication ? error::Row::IamAuthentication : row;
}

// What a caller may read beside the message: of its own parameters always, of credentials where the operator
// chose so.
std::string_view shown(const Work& work, error::Row row, std::string_view detail) noexcept {
  const bool is_parameter = row == error::Row::OrchestrationError;
  const bool is_credential = row == error::Row::AppAuthentication || row == error::Row::IamAuthentication ||
                             row == error::Row::Authentication;
  const bool vendor = work.tables != nullptr && work.tables->vendor_detail;
  return is_parameter || (is_credential && vendor) ? detail : std::string_view{};
}

std::string_view envelope(Work& work, const error::Entry& entry, const error::Detail& detail) noexcept {
  const auto body = error::render(entry, work.decision.request_id, work.scratch.rest(), detail);
  if (body) {
    work.scratch.take(body->size());
    return *body;
  }
  // A detail that does not fit is left out; the bare envelope always fits an untouched block.
  work.scratch = Scratch({work.block.get(), work.block_bytes});
  const auto bare = error::render(entry, work.decision.request_id, work.scratch.rest());
  if (bare) work.scratch.take(bare->size());
  return bare.value_or(std::string_view{});
}

}  // namespace

std::string_view join(Work& work, std::initializer_list<std::string_view> parts) noexcept {
  std::size_t size = 0;
  for (std::string_view part : parts) size += part.size();
  char* const text = work.scratch.take(size);
  if (text == nullptr) return {};
  char* to = text;
  for (std::string_view part : parts) to = std::copy(part.begin(), part.end(), to);
  return {text, size};
}

Step refuse(Work& work, Reason reason, std::string_view detail, std::string_view filled) noexcept {
  give_back_pick(work);
  Decision& decision = work.decision;
  decision.verdict = Verdict::Reject;
  decision.reason = reason;
  decision.detail = detail;
  decision.row = row_of(work, reason);
  decision.backend = {};
  const error::Entry& entry = error::row(decision.row);
  const bool answers_405 = reason == Reason::MethodUnknown && work.tables->answers_405;
  decision.response.status = answers_405 ? 405 : entry.status;
  decision.response.headers = answer_fields(work, Answer::Error);
  decision.response.body = envelope(work, entry, {shown(work, decision.row, detail), filled});
  decision.response_headers = {};
  return Step::Stop;
}

Step respond(Work& work, std::uint16_t status, Headers headers, std::string_view body) noexcept {
  const Headers common = answer_fields(work, Answer::Local);
  const auto all = work.scratch.take_array<Header>(headers.size() + common.size());
  if (all.empty()) return refuse(work, Reason::ScratchExhausted);
  std::ranges::copy(common, std::ranges::copy(headers, all.begin()).out);
  work.decision.verdict = Verdict::Respond;
  work.decision.response = {status, all, body};
  return Step::Continue;
}

}  // namespace sluice::gateway
