// The policies that a file names: x-apigateway-ratelimits and x-apigateway-access-controls.
#include "config/part.hpp"
#include "swagger/operation.hpp"

namespace sluice::swagger {
namespace {

SpecialThrottleSpec read_special(Report& report, const Value& from, const Target& target) {
  SpecialThrottleSpec to;
  to.object_type = upper(text(report, from, "type"));
  const std::string instance = text(report, from, "instance");
  to.object_id = to.object_type == "APP" ? target.app(instance) : instance;
  to.call_limits = integer(report, from, "limit");
  return to;
}

/// Takes what no published key says, but for the policy's identity. False: this is no object, and reported.
template <class Policy>
bool begin(Report& report, const Value& from, Policy& to) {
  if (from.kind() != Kind::Object) {
    refuse_syntax(report, {}, "must be an object");
    return false;
  }
  if (const auto own = member(report, from, "x-sluice", Kind::Object)) config::read_part(report, to, *own);
  to.id.clear();
  to.bindings.clear();
  return true;
}

}  // namespace

ThrottleSpec read_ratelimit(Report& report, const Value& from, const Target& target) {
  ThrottleSpec to;
  if (!begin(report, from, to)) return to;
  to.specials.clear();
  to.api_call_limits = integer(report, from, "api-limit");
  to.user_call_limits = integer(report, from, "user-limit").value_or(0);
  to.app_call_limits = integer(report, from, "app-limit").value_or(0);
  to.ip_call_limits = integer(report, from, "ip-limit").value_or(0);
  to.time_interval = integer(report, from, "interval");
  to.time_unit = upper(text(report, from, "unit"));
  to.type = boolean(report, from, "shared") ? 2 : 1;
  const auto list = member(report, from, "special", Kind::Array);
  if (!list) return to;
  list->each_element([&](std::size_t i, const Value& one) {
    const auto here = report.enter("special", i);
    if (one.kind() != Kind::Object) return refuse_syntax(report, {}, "must be an object");
    to.specials.push_back(read_special(report, one, target));
  });
  return to;
}

AclSpec read_access_control(Report& report, const Value& from) {
  AclSpec to;
  if (!begin(report, from, to)) return to;
  to.acl_type = text(report, from, "acl-type");
  to.entity_type = text(report, from, "entity-type");
  to.acl_value = text(report, from, "value");
  if (!to.entity_type.empty() && to.entity_type != "IP")
    report.error(row_of(2004), "entity-type", quote(to.entity_type) + " is not IP");
  return to;
}

}  // namespace sluice::swagger
