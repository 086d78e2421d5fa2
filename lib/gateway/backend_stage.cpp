// Stages 9 to 12: declared parameters, the backend and its member or checked address, and the call that
// leaves. For an API of the host's own handler and for a Mock the decision is made here.
#include <algorithm>

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
  const bool has_proof = work.api->auth == config::AuthType::App;
  const Kind kind = work.credential.kind;
  backend::Forwarding forwarding;
  if (work.peer) forwarding.peer = write_address(*work.peer, work.peer_room);
  forwarding.depth = static_cast<std::uint32_t>(work.fields.depth);
  forwarding.drops_authorization =
      has_proof && (kind == Kind::Signature || kind == Kind::Basic || kind == Kind::TimestampedHash);
  forwarding.drops_signing = has_proof && kind == Kind::Signature;
  forwarding.drops_key_query = has_proof && kind == Kind::ApiKey;
  return forwarding;
}

Step choose_member(Work& work, const config::ApiBackend& backend) noexcept {
  const channel::Channel& channel = work.tables->channels[backend.channel];
  channel::State& state = *work.binding->channels[backend.channel];
  const auto pick = channel::pick(channel, state,
                                  {.source = work.decision.caller.address,
                                   .path = work.path,
                                   .tried = {work.tried.data(), work.tried_count}});
  if (!pick) return refuse(work, pick.error());
  work.pick = *pick;
  work.destination = {
      .host = pick->host, .port = pick->port, .usable_members = channel::usable_count(channel, state)};
  return Step::Continue;
}

Step choose_address(Work& work, const config::ApiBackend& backend) noexcept {
  if (work.addresses_brought) return Step::Continue;
  work.destination = {.host = backend.call->host(), .port = backend.call->port()};
  if (backend.address) {
    work.destination.address = write_address(*backend.address, work.address_room);
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

void finish_call(Work& work, const Outcome& outcome) noexcept {
  if (work.decision.verdict != Verdict::Forward) return;
  if (work.pick) {
    const std::uint32_t channel = work.backend->channel;
    channel::finish(work.tables->channels[channel], *work.binding->channels[channel], work.pick->member,
                    outcome.result == Outcome::Result::Response);
    work.pick.reset();
  }
  switch (outcome.result) {
    case Outcome::Result::Response:
      return;
    case Outcome::Result::ConnectFailed:
      refuse(work, Reason::BackendConnectFailed);
      return;
    case Outcome::Result::Timeout:
      refuse(work, Reason::BackendTimeout);
      return;
    case Outcome::Result::Error:
      refuse(work, Reason::BackendError);
  }
}

}  // namespace sluice::gateway
