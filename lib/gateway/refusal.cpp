// How a decision ends with an answer of the gateway's own: the answer that the API's group has for an error,
// or a local one.
#include <algorithm>

#include "gateway/work.hpp"

namespace sluice::gateway {
namespace {

constexpr std::size_t kSpareAnswer = 1 << 20;

// The same claims answer another row where IAM is asked to know the caller, and another one of a debug call.
error::Row row_of(const Work& work, Reason reason) noexcept {
  const error::Row row = error::row(reason);
  const bool is_credential = row == error::Row::AppAuthentication || row == error::Row::IamAuthentication ||
                             row == error::Row::KeyOrSecretInvalid;
  if (work.is_debug_call) {
    if (is_credential) return error::Row::DebugAuthentication;
    if (work.api == nullptr && reason == Reason::PathUnknown) return error::Row::ManageApiNotFound;
    if (reason == Reason::BackendVariableUndefined) return error::Row::ApiCannotBeDebugged;
  }
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

// The API's, its group's, or nothing before the group is known.
const error::Responses* responses_of(const Work& work) noexcept {
  if (work.tables == nullptr || work.tables->responses.empty()) return nullptr;
  std::uint32_t index = config::kNone;
  if (work.api != nullptr) {
    index = work.api->responses;
  } else if (const auto group = work.tables->group_by_id.find(work.decision.group)) {
    index = work.tables->groups[*group].responses;
  }
  return index == config::kNone ? nullptr : &work.tables->responses[index];
}

// An answer that does not fit gets more room, and at last loses its template and its detail.
error::Rendered rendered(Work& work, error::Failure failure) noexcept {
  const error::Responses plain;
  const error::Responses* own = responses_of(work);
  const Facts facts = facts_of(work);
  for (const std::size_t wanted : {std::size_t{0}, std::size_t{1}, kSpareAnswer}) {
    if (wanted != 0 && !grow(work, wanted)) break;
    if (auto made = error::respond(own != nullptr ? *own : plain, failure, work.request, facts,
                                   work.scratch.rest())) {
      work.scratch.rewind(made->rest.data());
      return *made;
    }
  }
  failure.detail.text = {};
  work.scratch = Scratch({work.block.get(), work.block_bytes});
  return error::respond(plain, failure, work.request, facts, work.scratch.rest())
      .value_or(error::Rendered{error::row(failure.row).status, {}, {}, {}});
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
  if (work.tables != nullptr && work.decision.caller.address.empty()) read_client(work);
  Decision& decision = work.decision;
  decision.verdict = Verdict::Reject;
  decision.reason = reason;
  decision.detail = detail;
  decision.row = row_of(work, reason);
  decision.backend = {};
  const error::Rendered answer =
      rendered(work, {decision.row, reason, {shown(work, decision.row, detail), filled}});
  const bool answers_405 = reason == Reason::MethodUnknown && work.tables->answers_405 &&
                           answer.status == error::row(decision.row).status;
  decision.response.status = answers_405 ? 405 : answer.status;
  decision.response.headers = answer_fields(work, Answer::Error, answer.headers);
  decision.response.body = answer.body;
  decision.response_headers = {};
  return Step::Stop;
}

Step respond(Work& work, std::uint16_t status, Headers headers, std::string_view body) noexcept {
  work.decision.verdict = Verdict::Respond;
  work.decision.response = {status, answer_fields(work, Answer::Local, headers), body};
  return Step::Continue;
}

}  // namespace sluice::gateway
