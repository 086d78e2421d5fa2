// Throttling policies: their limits, the thresholds of single apps and accounts, and where they are bound.
#include <algorithm>
#include <string>

#include "config/check.hpp"
#include "config/rules.hpp"

namespace sluice::config {
namespace {

constexpr std::size_t kSpecials = 30;  // of each type

constexpr auto kThrottleRules = std::tuple{
    Text{"name", &ThrottleSpec::name, shape::kName, Needed::Yes},
    Number{"type", &ThrottleSpec::type, 1, 2, kChoice},
    MaybeNumber{"time_interval", &ThrottleSpec::time_interval, 1, kMaxLimit, Needed::Yes},
    Words{"time_unit", &ThrottleSpec::time_unit, "SECOND MINUTE HOUR DAY", Needed::Yes},
    MaybeNumber{"api_call_limits", &ThrottleSpec::api_call_limits, 1, kMaxLimit, Needed::Yes},
    Number{"user_call_limits", &ThrottleSpec::user_call_limits, 0, kMaxLimit},
    Number{"app_call_limits", &ThrottleSpec::app_call_limits, 0, kMaxLimit},
    Number{"ip_call_limits", &ThrottleSpec::ip_call_limits, 0, kMaxLimit},
    Words{"algorithm", &ThrottleSpec::algorithm, "token_bucket fixed_window"},
    MaybeNumber{"burst", &ThrottleSpec::burst, 1, kMaxLimit},
    Words{"mode", &ThrottleSpec::mode, "enforce observe"},
    Text{"remark", &ThrottleSpec::remark, shape::kRemark},
};

constexpr auto kStoreRules = std::tuple{
    Words{"failure", &ThrottleStoreSpec::failure, "open closed local"},
    Number{"instances", &ThrottleStoreSpec::instances, 1, kMaxLimit},
    Number{"timeout_ms", &ThrottleStoreSpec::timeout_ms, 0, 60000},
};

constexpr auto kSpecialRules = std::tuple{
    Words{"object_type", &SpecialThrottleSpec::object_type, "APP USER", Needed::Yes},
    MaybeNumber{"call_limits", &SpecialThrottleSpec::call_limits, 1, kMaxLimit, Needed::Yes},
};

std::int64_t seconds_of(std::string_view unit) noexcept {
  return unit == "DAY" ? 86400 : unit == "HOUR" ? 3600 : unit == "MINUTE" ? 60 : 1;
}

// A limit must not exceed a wider one; 0 is not limited.
void check_not_above(Report& report, std::string_view field, std::int64_t limit, std::string_view wider_field,
                     std::int64_t wider) {
  if (limit > wider && wider > 0)
    report.error(
        row_of(2003), field,
        std::to_string(limit) + " is above " + std::string(wider_field) + ", " + std::to_string(wider),
        report.pointer(wider_field));
}

void check_relations(Walk& walk, const ThrottleSpec& throttle) {
  Report& report = walk.report;
  const std::int64_t api = throttle.api_call_limits.value_or(0);
  const std::int64_t user = throttle.user_call_limits;
  check_not_above(report, "user_call_limits", user, "api_call_limits", api);
  if (user > 0)
    check_not_above(report, "app_call_limits", throttle.app_call_limits, "user_call_limits", user);
  else
    check_not_above(report, "app_call_limits", throttle.app_call_limits, "api_call_limits", api);
  check_not_above(report, "ip_call_limits", throttle.ip_call_limits, "api_call_limits", api);
  const std::int64_t rate = walk.configuration.gateway.default_limit;
  const std::int64_t interval = std::clamp<std::int64_t>(throttle.time_interval.value_or(1), 1, kMaxLimit);
  const std::int64_t period = interval * seconds_of(throttle.time_unit);
  if (rate > 0 && rate <= kMaxLimit && api / rate >= period && api > rate * period)
    report.error(row_of(2003), "api_call_limits",
                 std::to_string(api) + " is above the gateway's " + std::to_string(rate) + " a second",
                 "/gateway/default_limit");
}

void check_special(Walk& walk, const ThrottleSpec& throttle, const SpecialThrottleSpec& special,
                   Unique& taken) {
  Report& report = walk.report;
  apply(report, special, kSpecialRules);
  const std::string& object = special.object_id;
  if (special.object_type == "APP")
    check_reference(report, "object_id", object, walk.links.app(object), row_of(3004));
  else
    check_present(report, "object_id", !object.empty());
  const std::int64_t api = throttle.api_call_limits.value_or(0);
  if (special.call_limits && api > 0 && *special.call_limits > api)
    report.error(row_of(2003), "call_limits",
                 std::to_string(*special.call_limits) + " is above the API's limit");
  taken.claim(report, key_of(special.object_type, object), "object_id", row_of(3308), object);
}

void check_specials(Walk& walk, const ThrottleSpec& throttle) {
  Unique taken;
  for (const std::string_view type : {"APP", "USER"}) {
    const auto count = static_cast<std::size_t>(
        std::ranges::count(throttle.specials, type, &SpecialThrottleSpec::object_type));
    check_count(walk.report, "specials", count, kSpecials, row_of(3100));
  }
  for (std::size_t i = 0; i < throttle.specials.size(); ++i) {
    const auto here = walk.report.enter("specials", i);
    check_special(walk, throttle, throttle.specials[i], taken);
  }
}

}  // namespace

void check_throttles(Walk& walk) {
  Names names(row_of(3204));
  Unique taken;
  for (std::size_t i = 0; i < walk.configuration.throttles.size(); ++i) {
    const ThrottleSpec& throttle = walk.configuration.throttles[i];
    const auto here = walk.report.enter("throttles", i);
    names.claim(walk.report, throttle);
    apply(walk.report, throttle, kThrottleRules);
    check_relations(walk, throttle);
    check_specials(walk, throttle);
    {
      const auto store = walk.report.enter("store");
      apply(walk.report, throttle.store, kStoreRules);
    }
    check_bindings(walk, throttle.bindings, throttle.owner, taken);
  }
}

}  // namespace sluice::config
