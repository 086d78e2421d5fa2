// Stages 5 and 7 of an API whose callers are IAM accounts: what IAM says of the caller, and the access lists
// by account. A token is asked for as it came; of a signature the host brings the secret, sluice verifies,
// and then the identity of the key is asked for.
#include "gateway/work.hpp"
#include "http/headers.hpp"

namespace sluice::gateway {
namespace {

bool is_iam(const Work& work) noexcept { return work.api->auth == config::AuthType::Iam; }

std::string_view detail_of(Work& work) noexcept {
  using iam::Result;
  const bool has_token = work.credential.kind == credential::Kind::Token;
  switch (work.identity_result) {
    case Result::Missing:
      return "x-auth-token not found";
    case Result::Invalid:
      return has_token ? "decrypt token fail" : "verify aksk signature fail";
    case Result::Expired:
      return "token expires";
    case Result::KeyUnknown:
      return join(work, {"Get secretKey failed,ak:", work.credential.key, ",err:ak not exist"});
    case Result::SignatureWrong:
      return "verify aksk signature fail";
    case Result::KeyLocked:
      return "AK access failed to reach the limit,forbidden.";
    default:
      return {};
  }
}

// Nobody proved anything yet who only knows a key's name: what IAM says of it is told to its holder only.
// That IAM cannot answer at all tells nothing of the key.
Step refuse_identity(Work& work, Reason reason) noexcept {
  if (reason == Reason::IamUnavailable || reason == Reason::IamAdminTokenFailed) return refuse(work, reason);
  return refuse_to_holder(work, reason, detail_of(work));
}

}  // namespace

iam::Query identity_query(const Work& work) noexcept {
  const Headers headers = work.request.headers;
  const bool has_token = work.credential.kind == credential::Kind::Token;
  return {.token = has_token ? work.credential.secret : std::string_view{},
          .access = has_token ? std::string_view{} : work.credential.key,
          .project_id = http::value_of(headers, "X-Project-Id"),
          .domain_id = http::value_of(headers, "X-Domain-Id"),
          .security_token = http::value_of(headers, "X-Security-Token")};
}

// A key without a secret cannot verify, whatever IAM would say of it.
Step check_identity(Work& work) noexcept {
  if (!is_iam(work) || (work.verification && work.brought_count == 0)) return Step::Continue;
  if (!work.identity_brought) {
    work.need = Need::Identity;
    return Step::Wait;
  }
  const Reason reason = iam::reason_of(work.identity_result);
  return reason == Reason::None ? Step::Continue : refuse_identity(work, reason);
}

void bring_identity(Work& work, const iam::Identity& identity) noexcept {
  work.identity_brought = true;
  work.identity_result = identity.result;
  if (identity.result != iam::Result::Ok) return;
  Caller& caller = work.decision.caller;
  const std::pair<std::string_view*, std::string_view> texts[] = {
      {&caller.user_id, identity.user_id},
      {&caller.user_name, identity.user_name},
      {&caller.account_id, identity.account_id},
      {&caller.account_name, identity.account_name},
      {&caller.project_id, identity.project_id}};
  for (const auto& [to, from] : texts) {
    *to = work.scratch.copy(from);
    if (to->data() != nullptr) continue;
    refuse(work, Reason::ScratchExhausted);
    work.stage = kStopped;
    return;
  }
}

namespace {

// The lists as they would be bound if the observing ones were enforced too.
acl::Bound all_of(const config::AccessLists& lists) noexcept {
  acl::Bound all = lists.enforced;
  if (lists.observed.account_names != nullptr) all.account_names = lists.observed.account_names;
  if (lists.observed.account_ids != nullptr) all.account_ids = lists.observed.account_ids;
  return all;
}

}  // namespace

Step check_account(Work& work) noexcept {
  if (!is_iam(work) || work.api->access == config::kNone) return Step::Continue;
  const config::AccessLists& lists = work.tables->access_lists[work.api->access];
  const Caller& caller = work.decision.caller;
  const acl::Finding would = acl::check_account(all_of(lists), caller.account_name, caller.account_id);
  if (would.list == lists.observed.account_names || would.list == lists.observed.account_ids)
    observe(work, would);
  const acl::Finding finding = acl::check_account(lists.enforced, caller.account_name, caller.account_id);
  if (finding.reason == Reason::None) return Step::Continue;
  const std::string_view who =
      finding.list->subject() == acl::Subject::AccountName ? caller.account_name : caller.account_id;
  return refuse_to_holder(work, finding.reason, told(work, finding, who.empty() ? "no account" : who));
}

}  // namespace sluice::gateway
