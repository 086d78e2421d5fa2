// VPC channels: members and health checks. A channel that cannot serve (no members, no weight) still loads;
// its calls are refused, so a warning says so.
#include <algorithm>
#include <string>

#include "config/check.hpp"
#include "config/host.hpp"
#include "config/rules.hpp"
#include "sluice/channel.hpp"

namespace sluice::config {
namespace {

constexpr std::int64_t kMaxWeight = 10000;

constexpr auto kChannelRules = std::tuple{
    Text{"name", &ChannelSpec::name, shape::kDashedName, Needed::Yes},
    Number{"type", &ChannelSpec::type, 1, 2, kChoice},
    MaybeNumber{"port", &ChannelSpec::port, 1, 65535, Needed::No, kPort},
    Number{"balance_strategy", &ChannelSpec::balance_strategy, 1, 4, kChoice},
    Words{"member_type", &ChannelSpec::member_type, "ecs ip"},
    Text{"remark", &ChannelSpec::remark, shape::kRemark},
};

constexpr auto kMemberRules = std::tuple{
    Text{"ecs_id", &MemberSpec::ecs_id, shape::kServer},
    Text{"ecs_name", &MemberSpec::ecs_name, shape::kServer},
    Number{"port", &MemberSpec::port, 0, 65535, kPort},
    Number{"weight", &MemberSpec::weight, 0, kMaxWeight},
    Number{"status", &MemberSpec::status, 1, 2, kChoice},
};

constexpr auto kHealthRules = std::tuple{
    Words{"protocol", &HealthSpec::protocol, "TCP HTTP HTTPS"},
    Words{"method", &HealthSpec::method, "GET HEAD"},
    Number{"port", &HealthSpec::port, 0, 65535, kPort},
    Number{"threshold_normal", &HealthSpec::threshold_normal, 2, 10},
    Number{"threshold_abnormal", &HealthSpec::threshold_abnormal, 2, 10},
    Number{"timeout", &HealthSpec::timeout, 2, 30},
    Number{"time_interval", &HealthSpec::time_interval, 5, 300},
};

void check_health(Report& report, const HealthSpec& health) {
  apply(report, health, kHealthRules);
  if (health.time_interval <= health.timeout)
    report.error(row_of(2002), "time_interval", "must exceed the timeout", report.pointer("timeout"));
  if (!health.path.empty() && !health.path.starts_with('/'))
    report.error(row_of(2011), "path", quote(health.path) + " is no path");
  if (!health.http_code.empty() && !channel::read_statuses(health.http_code))
    report.error(row_of(2011), "http_code", quote(health.http_code) + " is no list such as 200,201-299");
  if (health.protocol != "HTTP" && health.protocol != "HTTPS") return;
  check_present(report, "path", !health.path.empty());
  check_present(report, "http_code", !health.http_code.empty());
}

void check_member(Report& report, const MemberSpec& member, const ChannelSpec& channel) {
  apply(report, member, kMemberRules);
  const bool has_port = member.port != 0 || channel.port;
  if (!has_port)
    report.warning(error::Row::BackendPortMissing, "port", "neither member nor channel has a port");
  if (member.host.empty()) {
    const bool is_server = channel.member_type == "ecs";
    check_present(report, is_server ? "ecs_id" : "host", is_server && !member.ecs_id.empty());
    return;
  }
  if (!is_host(member.host)) report.error(row_of(2024), "host", quote(member.host) + " is no host");
}

// A private load balancer serves one channel.
void check_balancer(Report& report, const ChannelSpec& channel, Unique& balancers) {
  if (channel.members.size() > 1)
    return report.error(row_of(2003), "members", "a channel of type 1 has one member");
  if (channel.members.empty()) return;
  const MemberSpec& member = channel.members.front();
  const std::string& host = member.host.empty() ? member.ecs_id : member.host;
  const auto here = report.enter("members", 0);
  if (!host.empty())
    balancers.claim(report, host, member.host.empty() ? "ecs_id" : "host", row_of(3472), host);
}

void check_members(Walk& walk, const ChannelSpec& channel, Unique& balancers) {
  Report& report = walk.report;
  check_count(report, "members", channel.members.size(),
              allowance(channel::kMaxMembers, walk.configuration.gateway.quotas.members), row_of(3110));
  if (channel.type == 1) check_balancer(report, channel, balancers);
  for (std::size_t i = 0; i < channel.members.size(); ++i) {
    const auto here = report.enter("members", i);
    check_member(report, channel.members[i], channel);
  }
  const auto can_serve = [](const MemberSpec& m) { return m.weight > 0 && m.status == 1; };
  if (std::ranges::none_of(channel.members, can_serve))
    report.warning(error::Row::NoBackendAvailable, "members",
                   "calls are refused: there is no member to choose");
}

}  // namespace

void check_channels(Walk& walk) {
  Names names(row_of(3208));
  Unique balancers;
  for (std::size_t i = 0; i < walk.configuration.vpc_channels.size(); ++i) {
    const ChannelSpec& channel = walk.configuration.vpc_channels[i];
    const auto here = walk.report.enter("vpc_channels", i);
    names.claim(walk.report, channel);
    apply(walk.report, channel, kChannelRules);
    check_members(walk, channel, balancers);
    if (!channel.vpc_health_config) continue;
    const auto health = walk.report.enter("vpc_health_config");
    check_health(walk.report, *channel.vpc_health_config);
  }
}

}  // namespace sluice::config
