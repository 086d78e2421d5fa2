// The channels that backends share, and the conditions that choose among backends.
#include <new>
#include <utility>

#include "config/compiler.hpp"

namespace sluice::config {
namespace {

backend::Subject subject_of(const ConditionSpec& spec) noexcept {
  using backend::Subject;
  if (spec.condition_origin == "source") return Subject::Source;
  if (spec.condition_origin == "cookie") return Subject::Cookie;
  if (spec.condition_origin == "frontend_authorizer") return Subject::Authorizer;
  if (spec.condition_origin != "system") return Subject::Param;
  const bool is_path = spec.sys_param_name == "reqPath" || spec.sys_param_name == "req_path";
  return is_path ? Subject::Path : Subject::Method;
}

backend::Test test_of(std::string_view text) noexcept {
  if (text == "enum") return backend::Test::Enum;
  return text == "pattern" ? backend::Test::Pattern : backend::Test::Exact;
}

const std::string& name_of(const ConditionSpec& spec, backend::Subject subject) noexcept {
  if (subject == backend::Subject::Cookie) return spec.cookie_param_name;
  return subject == backend::Subject::Authorizer ? spec.frontend_authorizer_param_name : spec.req_param_name;
}

}  // namespace

backend::PolicySpec Compiler::conditions_of(std::string_view effect_mode,
                                            const std::vector<ConditionSpec>& specs) {
  backend::PolicySpec policy{.needs_all = effect_mode == "ALL"};
  for (const ConditionSpec& spec : specs) {
    const backend::Subject subject = subject_of(spec);
    policy.conditions.push_back(
        {subject, test_of(spec.condition_type), name_of(spec, subject), spec.condition_value});
  }
  return policy;
}

void Compiler::probe(const ChannelSpec& from, std::uint32_t channel) {
  HealthCheck& check = to_.health_checks.emplace_back();
  check.channel = keep(id_of(from));
  if (!from.vpc_health_config) return;
  const HealthSpec& health = *from.vpc_health_config;
  check.protocol = keep(health.protocol);
  check.method = keep(health.method);
  check.path = keep(health.path);
  check.port = static_cast<std::uint16_t>(health.port);
  check.timeout_seconds = static_cast<std::uint32_t>(health.timeout);
  check.interval_seconds = static_cast<std::uint32_t>(health.time_interval);
  const auto members = to_.channels[channel].members();
  for (std::size_t i = 0; i < members.size(); ++i)
    if (members[i].is_enabled) to_.probes.push_back({channel, static_cast<std::uint16_t>(i)});
}

void Compiler::channels() {
  for (std::size_t i = 0; i < from_.vpc_channels.size(); ++i) {
    const ChannelSpec& from = from_.vpc_channels[i];
    channel::Spec spec{.port = static_cast<std::uint16_t>(from.port.value_or(0)),
                       .strategy = static_cast<channel::Strategy>(from.balance_strategy)};
    for (const MemberSpec& member : from.members)
      spec.members.push_back({.host = member.host.empty() ? member.ecs_id : member.host,
                              .port = static_cast<std::uint16_t>(member.port),
                              .weight = static_cast<std::uint32_t>(member.weight),
                              .is_enabled = member.status == 1,
                              .is_backup = member.is_backup});
    if (const auto& health = from.vpc_health_config) {
      spec.health = channel::HealthSpec{static_cast<std::uint8_t>(health->threshold_normal),
                                        static_cast<std::uint8_t>(health->threshold_abnormal)};
      if (auto statuses = channel::read_statuses(health->http_code))
        spec.health->statuses = std::move(*statuses);
    }
    auto compiled = channel::compile(spec);
    if (!compiled && compiled.error() == channel::Problem::OutOfMemory) throw std::bad_alloc();
    if (!compiled) {
      error("/vpc_channels/" + std::to_string(i) + "/members", error::Row::ParameterError,
            "cannot be balanced");
      continue;
    }
    to_.channels.push_back(std::move(*compiled));
    probe(from, static_cast<std::uint32_t>(to_.channels.size() - 1));
    to_.slots->channels.push_back(slot_key({"channel", id_of(from)}));
  }
}

}  // namespace sluice::config
