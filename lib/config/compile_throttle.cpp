// Throttling policies, the scopes in which they count, and what an app's authorization adds to them.
#include <algorithm>
#include <utility>

#include "config/compiler.hpp"

namespace sluice::config {
namespace {

throttle::Unit unit_of(std::string_view text) noexcept {
  if (text == "MINUTE") return throttle::Unit::Minute;
  if (text == "HOUR") return throttle::Unit::Hour;
  return text == "DAY" ? throttle::Unit::Day : throttle::Unit::Second;
}

// A configured burst is that of the API's bucket; the narrower limits of the policy hold no more than their
// own limit.
std::uint32_t burst_of(const ThrottleSpec& policy, std::uint64_t calls, bool is_api) noexcept {
  const auto limit = static_cast<std::uint32_t>(calls);
  if (!policy.burst) return limit;
  const auto burst = static_cast<std::uint32_t>(*policy.burst);
  return is_api ? burst : std::min(burst, limit);
}

throttle::Limit limit_of(const ThrottleSpec& policy, std::uint64_t calls, bool is_api) noexcept {
  const auto interval = static_cast<std::uint32_t>(policy.time_interval.value_or(1));
  return {.limit = static_cast<std::uint32_t>(calls),
          .per = throttle::period(interval, unit_of(policy.time_unit)),
          .burst = burst_of(policy, calls, is_api),
          .algorithm = policy.algorithm == "fixed_window" ? throttle::Algorithm::FixedWindow
                                                          : throttle::Algorithm::TokenBucket};
}

std::uint32_t special_of(const std::vector<SpecialLimit>& specials, std::string_view subject) noexcept {
  const auto found = std::ranges::lower_bound(specials, subject, {}, &SpecialLimit::subject);
  return found != specials.end() && found->subject == subject ? found->limit : kNone;
}

throttle::Failure failure_of(std::string_view text) noexcept {
  if (text == "open") return throttle::Failure::Open;
  return text == "closed" ? throttle::Failure::Closed : throttle::Failure::Local;
}

std::optional<SharedStore> store_of(const ThrottleStoreSpec& spec) noexcept {
  if (!spec.shared) return std::nullopt;
  return SharedStore{.failure = failure_of(spec.failure),
                     .instances = static_cast<std::uint32_t>(spec.instances),
                     .timeout_ms = static_cast<std::uint32_t>(spec.timeout_ms)};
}

throttle::Sharing sharing_of(const SharedStore& store, const throttle::Limit& limit) noexcept {
  return {.limit = limit, .instances = store.instances, .failure = store.failure};
}

}  // namespace

// Many counters in a row count alike, so the last rules are likely to do.
std::uint32_t Compiler::add_counter(const SlotKey& key, const throttle::Limit& limit,
                                    const std::optional<throttle::Sharing>& sharing) {
  constexpr std::size_t looked_at = 16;
  auto& rules = to_.slots->rules;
  std::size_t rule = rules.size();
  for (std::size_t i = rules.size(); i-- > 0 && i + looked_at >= rules.size();)
    if (rules[i].limit == limit && !rules[i].sharing && !sharing) rule = i;
  if (rule == rules.size()) rules.push_back({limit, sharing});
  to_.slots->counters.push_back({key, static_cast<std::uint32_t>(rule)});
  return static_cast<std::uint32_t>(to_.slots->counters.size() - 1);
}

// A counter of this policy, shared if the policy is.
std::uint32_t Compiler::add_counter(const SlotKey& key, std::uint32_t limit, const ThrottlePolicy& policy) {
  std::optional<throttle::Sharing> sharing;
  if (policy.store) sharing = sharing_of(*policy.store, configured_[limit]);
  return add_counter(key, configured_[limit], sharing);
}

// Leases for what callers bring: addresses, and accounts of IAM. A special account may call many APIs.
void Compiler::add_tables(const ThrottlePolicy& policy) {
  constexpr std::uint32_t many = 2048, few = 64;
  if (policy.address != kNone) add_table(policy, "addresses", policy.address, many);
  if (policy.user != kNone) add_table(policy, "accounts", policy.user, many);
  for (const SpecialLimit& special : policy.users) add_table(policy, special.subject, special.limit, few);
}

void Compiler::add_table(const ThrottlePolicy& policy, std::string_view what, std::uint32_t limit,
                         std::uint32_t entries) {
  to_.rated[limit].table = static_cast<std::uint32_t>(to_.slots->shared_tables.size());
  to_.slots->shared_tables.push_back(
      {slot_key({"leases", policy.id, what}), sharing_of(*policy.store, configured_[limit]), entries});
}

std::uint32_t Compiler::add_limit(std::uint64_t calls, const ThrottleSpec& policy, bool is_api) {
  if (calls == 0) return kNone;
  const throttle::Limit limit = limit_of(policy, calls, is_api);
  to_.rated.push_back({throttle::Rate(limit), unit_of(policy.time_unit),
                       static_cast<std::uint32_t>(policy.time_interval.value_or(1))});
  configured_.push_back(limit);
  return static_cast<std::uint32_t>(to_.rated.size() - 1);
}

void Compiler::throttles() {
  for (const ThrottleSpec& spec : from_.throttles) {
    const auto index = static_cast<std::uint32_t>(to_.policies.size());
    ThrottlePolicy policy{.id = keep(id_of(spec))};
    policy.api = add_limit(static_cast<std::uint64_t>(spec.api_call_limits.value_or(0)), spec, true);
    policy.user = add_limit(static_cast<std::uint64_t>(spec.user_call_limits), spec, false);
    policy.app = add_limit(static_cast<std::uint64_t>(spec.app_call_limits), spec, false);
    policy.address = add_limit(static_cast<std::uint64_t>(spec.ip_call_limits), spec, false);
    policy.store = store_of(spec.store);
    policy.mode = spec.mode == "observe" ? throttle::Mode::Observe : throttle::Mode::Enforce;
    for (const SpecialThrottleSpec& special : spec.specials) {
      const std::uint32_t limit =
          add_limit(static_cast<std::uint64_t>(special.call_limits.value_or(0)), spec, false);
      const bool is_app = special.object_type == "APP";
      const Found app = is_app ? links_.app(special.object_id) : Found{};
      const std::string_view subject = app ? to_.apps[app.index].id : std::string_view(special.object_id);
      (is_app ? policy.apps : policy.users).push_back({keep(subject), limit});
    }
    std::ranges::sort(policy.apps, {}, &SpecialLimit::subject);
    std::ranges::sort(policy.users, {}, &SpecialLimit::subject);
    if (policy.store) add_tables(policy);
    to_.policies.push_back(std::move(policy));
    bind(spec, index);
  }
}

// An exclusive policy counts for each bound API; a shared one for all of them together.
void Compiler::bind(const ThrottleSpec& spec, std::uint32_t policy) {
  std::uint32_t shared_scope = kNone;
  for (const BindingSpec& binding : spec.bindings) {
    const std::uint32_t api = bound_api(binding.api, binding.env);
    if (api == kNone) continue;
    if (spec.type == 2 && shared_scope != kNone)
      to_.apis[api].throttle = shared_scope;
    else
      scope(spec, policy, api);
    shared_scope = to_.apis[api].throttle;
    if (!from_.gateway.default_limit_when_bound) to_.apis[api].default_counter = kNone;
  }
}

void Compiler::scope(const ThrottleSpec& spec, std::uint32_t policy, std::uint32_t api) {
  const Api& bound = to_.apis[api];
  const ThrottlePolicy& of = to_.policies[policy];
  const SlotKey key = spec.type == 2 ? slot_key({"policy", of.id})
                                     : slot_key({"policy", of.id, to_.groups[bound.group].id, bound.id,
                                                 to_.environments[bound.environment]});
  ThrottleScope made{.policy = policy, .ledger_scope = key.low};
  if (of.api != kNone) made.api_counter = add_counter(key, of.api, of);
  to_.apis[api].throttle = static_cast<std::uint32_t>(to_.scopes.size());
  to_.scopes.push_back(made);
  scope_keys_.push_back(key);
}

void Compiler::grants() {
  std::vector<std::vector<Grant>> by_api(to_.apis.size());
  for (const AuthorizationSpec& spec : from_.authorizations) {
    const std::uint32_t api = bound_api(spec.api, spec.env);
    const Found app = links_.app(spec.app);
    if (api != kNone && app) by_api[api].push_back(grant(app.index, api));
  }
  for (std::size_t i = 0; i < by_api.size(); ++i) {
    std::ranges::sort(by_api[i], {}, &Grant::app);
    to_.apis[i].grants_at = static_cast<std::uint32_t>(to_.grants.size());
    to_.apis[i].grants_count = static_cast<std::uint32_t>(by_api[i].size());
    to_.grants.insert(to_.grants.end(), by_api[i].begin(), by_api[i].end());
    if (to_.routes_by_app) add_group(by_api[i], to_.apis[i].group);
  }
}

void Compiler::add_group(const std::vector<Grant>& callers, std::uint32_t group) {
  for (const Grant& caller : callers) {
    std::vector<std::uint32_t>& groups = to_.apps[caller.app].groups;
    if (std::ranges::find(groups, group) == groups.end()) groups.push_back(group);
  }
}

// The limits that this app has under the API's policy, each with a counter of its own; a special limit takes
// the place of the policy's. The tenant of an app is its owner.
Grant Compiler::grant(std::uint32_t app, std::uint32_t api) {
  Grant made{.app = app};
  const std::uint32_t scope = to_.apis[api].throttle;
  if (scope == kNone) return made;
  const ThrottlePolicy& policy = to_.policies[to_.scopes[scope].policy];
  const std::string_view id = to_.apps[app].id, owner = to_.apps[app].owner;
  const SlotKey& key = scope_keys_[scope];
  const std::string scope_text = std::to_string(key.high) + "." + std::to_string(key.low);
  const std::uint32_t own = special_of(policy.apps, id);
  made.app_limit = own != kNone ? own : policy.app;
  if (made.app_limit != kNone)
    made.app_counter = add_counter(slot_key({"app", scope_text, id}), made.app_limit, policy);
  if (owner.empty()) return made;
  const std::uint32_t tenant = special_of(policy.users, owner);
  made.user_limit = tenant != kNone ? tenant : policy.user;
  if (made.user_limit != kNone)
    made.user_counter = add_counter(slot_key({"user", scope_text, owner}), made.user_limit, policy);
  return made;
}

std::uint32_t Compiler::bound_api(std::string_view api, std::string_view environment) const {
  const Found found = links_.api(api);
  const auto number = links_.environment(environment);
  const Effective* effective = found && number ? links_.effective(found.index, *number) : nullptr;
  return effective == nullptr ? kNone : static_cast<std::uint32_t>(effective - links_.effective().data());
}

}  // namespace sluice::config
