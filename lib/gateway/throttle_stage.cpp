// Stage 8: every limit that applies, all or nothing, and what the caller is told of them. The address limit
// may stand before authentication instead; what it said then is told with the others.
#include <algorithm>

#include "gateway/work.hpp"

namespace sluice::gateway {
using throttle::Dimension;

Reason reason_of(Dimension dimension) noexcept {
  switch (dimension) {
    case Dimension::SubDomain:
      return Reason::SubdomainDayCap;
    case Dimension::ApiAllEnv:
      return Reason::DefaultLimit;
    case Dimension::Api:
      return Reason::ApiLimit;
    case Dimension::User:
      return Reason::UserLimit;
    case Dimension::App:
      return Reason::AppLimit;
    case Dimension::Address:
      return Reason::AddressLimit;
  }
  return Reason::ApiLimit;
}

void record(Work& work) noexcept {
  const auto uses = work.scratch.take_array<LimitUse>(work.admission.count);
  for (std::size_t i = 0; i < uses.size(); ++i) uses[i] = {work.policy_ids[i], work.admission.standings[i]};
  work.decision.limits = uses;
}

void record_observed(Work& work, const throttle::Admission& admission, std::size_t first) noexcept {
  for (std::size_t i = first; i < admission.count; ++i) {
    const throttle::Standing& standing = admission.standings[i];
    if (standing.mode == throttle::Mode::Enforce || !standing.refuses) continue;
    if (work.observed_count == work.observed.size()) break;
    work.observed[work.observed_count++] = {"throttle", work.policy_ids[i], reason_of(standing.dimension)};
  }
  work.decision.observed = std::span(work.observed).first(work.observed_count);
}

namespace {

// Collects the counters of one call, where they will be asked.
class Counters {
 public:
  Counters(Work& work, throttle::Admission& admission) noexcept : work_(work), admission_(admission) {
    admission_.count = 0;
  }

  void add_cell(Dimension dimension, const config::RatedLimit& limit, std::uint32_t counter,
                const config::ThrottlePolicy* policy = nullptr) noexcept {
    add(dimension, limit, policy, work_.binding->counters[counter].get(), nullptr, {});
  }

  void add_key(Dimension dimension, const config::RatedLimit& limit, throttle::Ledger& ledger,
               throttle::Key key, const config::ThrottlePolicy& policy) noexcept {
    add(dimension, limit, &policy, nullptr, &ledger, key);
  }

 private:
  void add(Dimension dimension, const config::RatedLimit& limit, const config::ThrottlePolicy* policy,
           throttle::Cell* cell, throttle::Ledger* ledger, throttle::Key key) noexcept {
    const std::size_t at = admission_.count++;
    work_.policy_ids[at] = policy != nullptr ? policy->id : std::string_view{};
    admission_.counters[at] = {.dimension = dimension,
                               .mode = policy != nullptr ? policy->mode : throttle::Mode::Enforce,
                               .unit = limit.unit,
                               .interval = limit.interval,
                               .rate = &limit.rate,
                               .cell = cell,
                               .ledger = ledger,
                               .key = key};
  }

  Work& work_;
  throttle::Admission& admission_;
};

// A key keeps to one rate; the limit's burst and count are part of where it counts.
std::uint64_t ledger_scope(const Work& work, const config::ThrottleScope& scope,
                           std::uint32_t limit) noexcept {
  const throttle::Rate& rate = work.tables->rated[limit].rate;
  const std::uint64_t of_limit = (std::uint64_t{rate.limit()} << 32 | rate.burst()) * 0x9e3779b97f4a7c15;
  return scope.ledger_scope ^ of_limit ^ static_cast<std::uint64_t>(rate.span().count());
}

throttle::Key address_key(const Work& work, const config::ThrottleScope& scope,
                          std::uint32_t limit) noexcept {
  // All of NAT64 lies within one /64: where it is judged, each IPv4 client inside counts alone.
  const Address client = work.tables->nat64 ? work.client->without_nat64() : *work.client;
  return work.slots->addresses().key(ledger_scope(work, scope, limit), client, work.tables->address_prefix6);
}

// The limit of an IAM account: its own, or the policy's for every account. Users add up under their account.
void add_account(Work& work, Counters& counters, const config::ThrottleScope& scope) noexcept {
  const std::string_view account = work.decision.caller.account_id;
  if (account.empty()) return;
  const config::ThrottlePolicy& policy = work.tables->policies[scope.policy];
  const auto special = std::ranges::lower_bound(policy.users, account, {}, &config::SpecialLimit::subject);
  const bool is_special = special != policy.users.end() && special->subject == account;
  const std::uint32_t limit = is_special ? special->limit : policy.user;
  if (limit == config::kNone) return;
  throttle::Ledger& accounts = work.slots->accounts();
  counters.add_key(Dimension::User, work.tables->rated[limit], accounts,
                   accounts.key(ledger_scope(work, scope, limit), account), policy);
}

void add_address(Work& work, Counters& counters) noexcept {
  if (work.api->throttle == config::kNone || !work.client) return;
  const config::ThrottleScope& scope = work.tables->scopes[work.api->throttle];
  const config::ThrottlePolicy& policy = work.tables->policies[scope.policy];
  if (policy.address == config::kNone || policy.store) return;
  counters.add_key(Dimension::Address, work.tables->rated[policy.address], work.slots->addresses(),
                   address_key(work, scope, policy.address), policy);
}

void add_policy(Work& work, Counters& counters) noexcept {
  const config::Tables& tables = *work.tables;
  if (work.api->throttle == config::kNone) return;
  const config::ThrottleScope& scope = tables.scopes[work.api->throttle];
  const config::ThrottlePolicy& policy = tables.policies[scope.policy];
  if (policy.store) return;  // counted by the next stage
  if (policy.api != config::kNone)
    counters.add_cell(Dimension::Api, tables.rated[policy.api], scope.api_counter, &policy);
  add_account(work, counters, scope);
  if (work.grant == nullptr) return;
  const config::Grant& grant = *work.grant;
  if (grant.user_limit != config::kNone)
    counters.add_cell(Dimension::User, tables.rated[grant.user_limit], grant.user_counter, &policy);
  if (grant.app_limit != config::kNone)
    counters.add_cell(Dimension::App, tables.rated[grant.app_limit], grant.app_counter, &policy);
}

// The counter of the sub-domain by which the call came: one of each group and suffix.
void add_subdomain(Work& work, Counters& counters) noexcept {
  if (!work.match.scope.via_subdomain) return;
  const config::Group& group = work.tables->groups[work.api->group];
  for (std::size_t i = 0; i < group.day_counters.size(); ++i) {
    const std::string_view suffix = work.tables->suffixes[i];
    const std::string_view name = work.host.name;
    if (name.size() == group.id.size() + 1 + suffix.size() && name.ends_with(suffix)) {
      counters.add_cell(Dimension::SubDomain, work.tables->day_limit, group.day_counters[i]);
      return;
    }
  }
}

Step refuse_for_limit(Work& work) noexcept {
  return refuse(work, reason_of(work.admission.refused_by()->dimension));
}

// Adds what the address limit said before authentication to what the others say now. A call that one of them
// refuses is counted nowhere, there neither.
void append_early(Work& work) noexcept {
  if (work.early.count == 0) return;
  throttle::Standing standing = work.early.standings[0];
  if (!work.admission.admitted && (work.early.taken != 0 || work.early_token.from != nullptr)) {
    throttle::undo(work.early, work.now);
    give_back_early_token(work);
    ++standing.remain;
  }
  work.policy_ids[work.admission.count] =
      work.tables->policies[work.tables->scopes[work.api->throttle].policy].id;
  work.admission.standings[work.admission.count++] = standing;
}

}  // namespace

Step throttle_address(Work& work) noexcept {
  if (!work.tables->limits_addresses_first) return Step::Continue;
  Counters counters(work, work.early);
  add_address(work, counters);
  throttle::admit(work.early, work.now);
  record_observed(work, work.early, 0);
  if (work.early.admitted) return Step::Continue;
  work.admission = work.early;
  record(work);
  return refuse_for_limit(work);
}

Step throttle(Work& work) noexcept {
  Counters counters(work, work.admission);
  add_subdomain(work, counters);
  if (work.api->default_counter != config::kNone)
    counters.add_cell(Dimension::ApiAllEnv, work.tables->default_limit, work.api->default_counter);
  add_policy(work, counters);
  if (!work.tables->limits_addresses_first) add_address(work, counters);
  throttle::admit(work.admission, work.now);
  record_observed(work, work.admission, 0);
  append_early(work);
  record(work);
  return work.admission.admitted ? Step::Continue : refuse_for_limit(work);
}

// What the address limit counted before authentication stays counted: it is there for credentials that fail.
// So does all that a call took whose backend has been called.
void give_back(Work& work) noexcept {
  if (work.is_streaming) return;
  throttle::undo(work.admission, work.now);
  give_back_tokens(work);
}

}  // namespace sluice::gateway
