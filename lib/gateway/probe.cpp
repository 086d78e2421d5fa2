#include "sluice/probe.hpp"

#include "config/tables.hpp"
#include "gateway/slots.hpp"
#include "sluice/channel.hpp"

namespace sluice {
namespace {

// The state of the channel that a probe belongs to; null where the index or the state is none.
channel::State* state_of(const Plan& plan, State& state, std::size_t index, const Now& now) noexcept {
  const config::Tables& tables = plan.tables();
  if (index >= tables.probes.size() || !state) return nullptr;
  const auto* binding = state.slots().bind(tables.slots, now);
  return binding == nullptr ? nullptr : binding->channels[tables.probes[index].channel].get();
}

}  // namespace

std::size_t probe_count(const Plan& plan) noexcept { return plan.tables().probes.size(); }

Probe probe(const Plan& plan, std::size_t index) noexcept {
  const config::Tables& tables = plan.tables();
  if (index >= tables.probes.size()) return {};
  const config::ProbedMember& probed = tables.probes[index];
  const config::HealthCheck& check = tables.health_checks[probed.channel];
  const channel::Channel::Member& member = tables.channels[probed.channel].members()[probed.member];
  return {.protocol = check.protocol == "TCP"     ? Probe::Protocol::Tcp
                      : check.protocol == "HTTPS" ? Probe::Protocol::Https
                                                  : Probe::Protocol::Http,
          .channel = check.channel,
          .host = member.host,
          .port = check.port != 0 ? check.port : member.port,
          .method = check.method,
          .path = check.path,
          .timeout_seconds = check.timeout_seconds,
          .interval_seconds = check.interval_seconds};
}

void report(const Plan& plan, State& state, std::size_t index, const Now& now,
            const ProbeResult& result) noexcept {
  channel::State* const of = state_of(plan, state, index, now);
  if (of == nullptr) return;
  const config::ProbedMember& probed = plan.tables().probes[index];
  const channel::Channel& channel = plan.tables().channels[probed.channel];
  const bool is_tcp = plan.tables().health_checks[probed.channel].protocol == "TCP";
  const bool passes = result.connected && (is_tcp || channel::passes(channel, result.status));
  channel::report(channel, *of, probed.member, passes);
}

bool is_healthy(const Plan& plan, State& state, std::size_t index, const Now& now) noexcept {
  channel::State* const of = state_of(plan, state, index, now);
  if (of == nullptr) return false;
  const config::ProbedMember& probed = plan.tables().probes[index];
  return channel::is_healthy(plan.tables().channels[probed.channel], *of, probed.member);
}

}  // namespace sluice
