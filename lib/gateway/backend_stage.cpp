// Stages 9 to 12: declared parameters, the backend and its member or checked address, and the call that
// leaves. For an API of the host's own handler and for a Mock the decision is made here.
#include <algorithm>

#include "base/ascii.hpp"
#include "gateway/work.hpp"
#include "http/forbidden.hpp"

namespace sluice::gateway {
namespace {

using config::BackendType;

// The first policy backend whose conditions hold, else the default one.
const config::ApiBackend& backend_of(const Work& work) noexcept {
  const config::Tables& tables = *work.tables;
  if (work.api->policies == config::kNone) return tables.backends[work.api->backend];
  const config::PolicySet& set = tables.policy_sets[work.api->policies];
  const Facts facts = facts_of(work);
  const auto chosen = backend::choose(set.conditions, inbound_of(work, facts), work.client);
  return tables.backends[chosen ? set.first + *chosen : work.api->backend];
}

backend::Forwarding forwarding_of(Work& work) noexcept {
  using credential::Kind;
  const bool has_proof = work.api->auth == config::AuthType::App || work.api->auth == config::AuthType::Iam;
  const bool signs = work.api->signature != config::kNone && work.backend->type == BackendType::Http;
  const Kind kind = work.credential.kind;
  backend::Forwarding forwarding;
  if (work.peer) forwarding.peer = write_address(*work.peer, work.peer_room);
  forwarding.depth = static_cast<std::uint32_t>(work.fields.depth);
  forwarding.drops_authorization =
      (has_proof && (kind == Kind::Signature || kind == Kind::Basic || kind == Kind::TimestampedHash)) ||
      (signs && ascii::equals_ignoring_case(work.tables->sign_header, "Authorization"));
  forwarding.drops_signing = (has_proof && kind == Kind::Signature) || signs;
  forwarding.keeps_token = work.tables->token_accounts.match(work.decision.caller.account_name);
  forwarding.drops_key_query = has_proof && kind == Kind::ApiKey;
  return forwarding;
}

Result<channel::Pick, Reason> pick_member(Work& work) noexcept {
  const std::uint32_t channel = work.backend->channel;
  return channel::pick(work.tables->channels[channel], *work.binding->channels[channel],
                       {.source = work.decision.caller.address,
                        .path = work.path,
                        .tried = {work.tried.data(), work.tried_count}});
}

Step choose_member(Work& work, const config::ApiBackend& backend) noexcept {
  const channel::Channel& channel = work.tables->channels[backend.channel];
  const channel::State& state = *work.binding->channels[backend.channel];
  const auto pick = pick_member(work);
  if (!pick) return refuse(work, pick.error());
  work.pick = *pick;
  work.destination = {
      .host = pick->host, .port = pick->port, .usable_members = channel::usable_count(channel, state)};
  return Step::Continue;
}

Step choose_address(Work& work, const config::ApiBackend& backend) noexcept {
  if (work.addresses_brought) return Step::Continue;
  work.destination = {.host = backend.call->host(), .port = backend.call->port()};
  if (const auto& address = backend.call->address()) {
    work.destination.address = write_address(*address, work.address_room);
    return Step::Continue;
  }
  work.need = Need::Address;
  return Step::Wait;
}

}  // namespace

Step check_parameters(Work& work) noexcept {
  if (work.api->params == config::kNone) return Step::Continue;
  const params::Params& declared = work.tables->params[work.api->params];
  const auto checked = params::check(declared, work.request, work.captures, work.scratch.rest());
  if (!checked) {
    const auto detail = params::detail(declared, checked.error(), work.scratch.rest());
    if (detail) work.scratch.take(detail->size());
    return refuse(work, checked.error().reason, detail.value_or(std::string_view{}));
  }
  work.values = checked->values;
  work.scratch.rewind(checked->rest.data());
  return Step::Continue;
}

Step choose_backend(Work& work) noexcept {
  if (work.backend == nullptr) {
    work.backend = &backend_of(work);
    work.decision.backend_policy = work.backend->policy;
  }
  const config::ApiBackend& backend = *work.backend;
  if (backend.fault != Reason::None) return refuse(work, backend.fault);
  if (backend.type != BackendType::Http) return Step::Continue;
  return backend.channel != config::kNone ? choose_member(work, backend) : choose_address(work, backend);
}

// The first address that may be called is the one that is connected to.
void bring_addresses(Work& work, std::span<const Address> addresses) noexcept {
  work.addresses_brought = true;
  const auto allowed = [&](const Address& address) {
    return work.tables->allow_private_backends || !http::is_forbidden_backend(address);
  };
  const auto found = std::ranges::find_if(addresses, allowed);
  if (found != addresses.end()) {
    work.destination.address = write_address(*found, work.address_room);
    return;
  }
  refuse(work, addresses.empty() ? Reason::BackendNameUnresolved : Reason::BackendAddressForbidden,
         join(work, {addresses.empty() ? "no address for " : "no address that may be called for ",
                     work.destination.host}));
  work.stage = kStopped;
}

Step build_call(Work& work) noexcept {
  const config::ApiBackend& backend = *work.backend;
  if (backend.type == BackendType::Mock) {
    const backend::Mock mock = backend::mock(*backend.call);
    return respond(work, mock.status, mock.headers, mock.body);
  }
  if (backend.type != BackendType::Host) {
    const Facts facts = facts_of(work);
    const auto built = backend::build(*backend.call, inbound_of(work, facts), forwarding_of(work),
                                      work.destination, work.scratch.rest());
    if (!built) return refuse(work, built.error());
    work.scratch.rewind(built->rest.data());
    work.decision.backend = built->call;
  }
  work.decision.verdict = backend.type == BackendType::Host ? Verdict::Pass : Verdict::Forward;
  work.decision.response_headers = answer_fields(work, Answer::Forwarded);
  return Step::Continue;
}

void give_back_pick(Work& work) noexcept {
  if (!work.pick) return;
  const std::uint32_t channel = work.backend->channel;
  channel::give_back(work.tables->channels[channel], *work.binding->channels[channel], work.pick->member);
  work.pick.reset();
}

// A member that failed is not asked again for this call; without a channel the same address is.
bool next_attempt(Work& work, const Outcome& failed) noexcept {
  backend::Call& call = work.decision.backend;
  const bool is_failed = failed.result != Outcome::Result::Response;
  if (work.decision.verdict != Verdict::Forward || work.is_finished || !is_failed || call.retries == 0)
    return false;
  --call.retries;
  if (work.backend->channel == config::kNone) return true;
  if (!work.pick || work.tried_count == work.tried.size()) return false;
  const std::uint32_t channel = work.backend->channel;
  channel::finish(work.tables->channels[channel], *work.binding->channels[channel], work.pick->member, false);
  work.tried[work.tried_count++] = work.pick->member;
  work.pick.reset();
  const auto pick = pick_member(work);
  if (!pick) return false;
  work.pick = *pick;
  call.host = pick->host;
  call.port = pick->port;
  return true;
}

void finish_call(Work& work, const Outcome& outcome) noexcept {
  if (work.is_finished || work.decision.verdict == Verdict::Reject) return;
  work.is_finished = true;
  const bool is_answered = outcome.result == Outcome::Result::Response;
  if (work.pick) {
    const std::uint32_t channel = work.backend->channel;
    channel::finish(work.tables->channels[channel], *work.binding->channels[channel], work.pick->member,
                    is_answered);
    work.pick.reset();
  }
  if (is_answered || work.decision.verdict != Verdict::Forward) return add_latencies(work, outcome);
  const backend::Call asked = work.decision.backend;  // for the log
  refuse(work, outcome.result == Outcome::Result::ConnectFailed ? Reason::BackendConnectFailed
               : outcome.result == Outcome::Result::Timeout     ? Reason::BackendTimeout
                                                                : Reason::BackendError);
  work.decision.backend = asked;
}

}  // namespace sluice::gateway
