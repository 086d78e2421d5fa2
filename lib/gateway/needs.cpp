// What a transaction waits for, and what the host brings: each need by its own pair of functions.
#include "gateway/work.hpp"

namespace sluice {

using gateway::run;
using gateway::Step;

std::string_view Transaction::wanted_access() const noexcept {
  return need() == Need::Secret ? work_->credential.key : std::string_view{};
}

Need Transaction::bring_secrets(std::span<const std::string_view> secrets) noexcept {
  if (need() != Need::Secret) return need();
  gateway::bring_secrets(*work_, secrets);
  return run(*work_);
}

iam::Query Transaction::wanted_identity() const noexcept {
  const bool is_of_iam =
      need() == Need::Identity || (need() == Need::Secret && work_->api->auth == config::AuthType::Iam);
  return is_of_iam ? gateway::identity_query(*work_) : iam::Query{};
}

Need Transaction::bring_identity(const iam::Identity& identity) noexcept {
  if (need() != Need::Identity) return need();
  gateway::bring_identity(*work_, identity);
  return run(*work_);
}

AuthorizerCall Transaction::wanted_authorizer() const noexcept {
  if (need() != Need::Authorizer) return {};
  return {work_->authorizer->id, work_->authorizer->urn, work_->event};
}

Need Transaction::bring_authorizer(std::int64_t status, std::string_view body) noexcept {
  if (need() != Need::Authorizer) return need();
  gateway::bring_verdict(*work_, status, body);
  return run(*work_);
}

bool Transaction::wants_whole_body() const noexcept {
  return need() == Need::Body && gateway::wants_whole_body(*work_);
}

Need Transaction::bring_body(std::string_view slice) noexcept {
  if (need() != Need::Body) return need();
  return gateway::feed_body(*work_, slice) == Step::Stop ? (work_->need = Need::Done) : Need::Body;
}

Need Transaction::end_body() noexcept {
  if (need() != Need::Body) return need();
  work_->body_ended = true;
  return run(*work_);
}

bool Transaction::stream_body() noexcept {
  if (need() != Need::Body || !gateway::may_stream(*work_)) return false;
  return work_->is_streaming = true;
}

bool Transaction::is_streaming() const noexcept { return need() == Need::Body && work_->is_streaming; }

std::string_view Transaction::wanted_name() const noexcept {
  return need() == Need::Address ? work_->destination.host : std::string_view{};
}

Need Transaction::bring_addresses(std::span<const Address> addresses) noexcept {
  if (need() != Need::Address) return need();
  gateway::bring_addresses(*work_, addresses);
  return run(*work_);
}

std::chrono::milliseconds Transaction::may_wait() const noexcept {
  if (need() != Need::Tokens) return std::chrono::milliseconds(0);
  const config::Tables& tables = *work_->tables;
  return std::chrono::milliseconds(
      tables.policies[tables.scopes[work_->api->throttle].policy].store->timeout_ms);
}

Need Transaction::bring_tokens(const Now& now) noexcept {
  if (need() != Need::Tokens) return need();
  work_->now = now;
  return run(*work_);
}

Need Transaction::decline() noexcept {
  if (need() == Need::Done) return Need::Done;
  if (need() == Need::Tokens) {
    work_->without_store = true;
    return run(*work_);
  }
  if (need() == Need::Body) gateway::give_back(*work_);
  if (need() == Need::Identity)
    gateway::refuse(*work_, Reason::IamUnavailable, "no identity was brought");
  else if (need() == Need::Authorizer)
    gateway::refuse(*work_, Reason::AuthorizerFailed, "no answer was brought");
  else
    gateway::refuse(*work_, Reason::NeedUnmet);
  return work_->need = Need::Done;
}

}  // namespace sluice
