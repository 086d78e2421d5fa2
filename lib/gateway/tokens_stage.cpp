// Stage 8, second half: the limits of a policy that instances share. Tokens come from leases that this
// instance holds; where one has nothing in hand the transaction waits for the store, at most as long as the
// policy says, and goes on by the policy's failure rule after that. All or nothing, with what the first half
// has taken.
#include <algorithm>

#include "gateway/work.hpp"

namespace sluice::gateway {
namespace {

using throttle::Dimension;
using throttle::Lease;

// The shared limits of one call, in the order in which they are asked.
struct SharedCall {
  struct Limit {
    Dimension dimension = Dimension::Api;
    const config::RatedLimit* rated = nullptr;
    SharedLimit* from = nullptr;  // null: no place for this address
    LeaseTable* table = nullptr;
    config::SlotKey key{};  // in the table
  };
  const config::ThrottlePolicy* policy = nullptr;
  std::array<Limit, 4> limits;
  std::array<Lease::Answer, 4> answers;
  std::size_t count = 0;
};

const config::ThrottleScope* shared_scope(const Work& work) noexcept {
  if (work.api->throttle == config::kNone) return nullptr;
  const config::ThrottleScope& scope = work.tables->scopes[work.api->throttle];
  return work.tables->policies[scope.policy].store ? &scope : nullptr;
}

void add(Work& work, SharedCall& call, Dimension dimension, std::uint32_t limit,
         std::uint32_t counter) noexcept {
  if (limit == config::kNone) return;
  call.limits[call.count++] = {dimension, &work.tables->rated[limit], work.binding->limits[counter].get()};
}

// The name of an address at the store: no seed, for it is the same in every instance.
config::SlotKey address_key(const Work& work, const config::ThrottleScope& scope) noexcept {
  Address address = work.tables->nat64 ? work.client->without_nat64() : *work.client;
  if (!address.is_v4()) {
    const unsigned prefix = work.tables->address_prefix6;
    address.high &= prefix >= 64 ? UINT64_MAX : prefix == 0 ? 0 : UINT64_MAX << (64 - prefix);
    address.low &= prefix >= 128 ? UINT64_MAX : prefix <= 64 ? 0 : UINT64_MAX << (128 - prefix);
  }
  const std::uint64_t parts[] = {scope.ledger_scope, address.high, address.low};
  return hash::wide({reinterpret_cast<const char*>(parts), sizeof parts}, 0);
}

void add_key(Work& work, SharedCall& call, Dimension dimension, std::uint32_t limit,
             const config::SlotKey& key) noexcept {
  LeaseTable* const table = work.binding->tables[work.tables->rated[limit].table].get();
  call.limits[call.count++] = {dimension, &work.tables->rated[limit], table->find(key, work.now), table, key};
}

// The limit of an IAM account: its own, or the policy's for every account.
void add_account(Work& work, SharedCall& call, const config::ThrottleScope& scope) noexcept {
  const std::string_view account = work.decision.caller.account_id;
  if (account.empty()) return;
  const auto& users = call.policy->users;
  const auto special = std::ranges::lower_bound(users, account, {}, &config::SpecialLimit::subject);
  const bool is_special = special != users.end() && special->subject == account;
  const std::uint32_t limit = is_special ? special->limit : call.policy->user;
  if (limit == config::kNone) return;
  add_key(work, call, Dimension::User, limit, hash::wide(account, scope.ledger_scope));
}

void add_address(Work& work, SharedCall& call, const config::ThrottleScope& scope) noexcept {
  if (call.policy->address == config::kNone || !work.client) return;
  add_key(work, call, Dimension::Address, call.policy->address, address_key(work, scope));
}

// An entry of the table may become another key's between finding and taking; its token then goes back.
Lease::Answer take(SharedCall::Limit& limit, const Now& now) noexcept {
  for (int tries = 0; limit.from != nullptr && tries < 4; ++tries) {
    const Lease::Answer answer = limit.from->lease.take(now);
    if (limit.table == nullptr || LeaseTable::is_of(*limit.from, limit.key)) return answer;
    limit.from->lease.give_back(answer, now);
    limit.from = limit.table->find(limit.key, now);
  }
  limit.from = nullptr;
  return {Lease::Verdict::Admitted};
}

enum class Came : std::uint8_t { Through, Refused, Waits };

// Takes from each; at the first refusal, or after all where one must wait, gives back.
Came take_all(Work& work, SharedCall& call, std::size_t& refused_by) noexcept {
  Leases& leases = work.slots->leases();
  Came came = Came::Through;
  std::size_t taken = 0;
  for (; taken < call.count && came != Came::Refused; ++taken) {
    SharedCall::Limit& limit = call.limits[taken];
    Lease::Answer& answer = call.answers[taken];
    answer = take(limit, work.now);
    if (limit.from == nullptr) continue;
    if (answer.verdict == Lease::Verdict::Ask) {
      leases.want(*limit.from);
      if (work.without_store || leases.is_store_down() || limit.from->lease.is_failing())
        answer = limit.from->lease.take_without_store(work.now);
      else
        came = Came::Waits;
    } else if (limit.from->lease.wants(work.now)) {
      leases.want(*limit.from);
    }
    const bool refuses = answer.verdict == Lease::Verdict::Refused;
    if (!refuses || call.policy->mode == throttle::Mode::Observe) continue;
    came = Came::Refused;
    refused_by = taken;
  }
  for (std::size_t i = 0; came != Came::Through && i < taken; ++i)
    if (call.limits[i].from != nullptr) call.limits[i].from->lease.give_back(call.answers[i], work.now);
  return came;
}

throttle::Standing standing_of(const SharedCall& call, std::size_t i) noexcept {
  const SharedCall::Limit& limit = call.limits[i];
  const Lease::Answer& answer = call.answers[i];
  throttle::Standing standing;
  standing.dimension = limit.dimension;
  standing.mode = call.policy->mode;
  standing.unit = limit.rated->unit;
  standing.interval = limit.rated->interval;
  standing.limit = limit.rated->rate.limit();
  standing.refuses = answer.verdict == Lease::Verdict::Refused;
  standing.untracked = limit.from == nullptr;
  standing.remain = limit.from == nullptr ? standing.limit : answer.remain;
  standing.retry_after = answer.retry_after;
  standing.degraded = answer.degraded;
  return standing;
}

// Puts the standings of the first `asked` behind those of the first half.
void show(Work& work, const SharedCall& call, throttle::Admission& admission, std::size_t asked) noexcept {
  const std::size_t first = admission.count;
  for (std::size_t i = 0; i < asked; ++i) {
    admission.standings[first + i] = standing_of(call, i);
    work.policy_ids[first + i] = call.policy->id;
    work.decision.degraded |= call.answers[i].degraded;
    if (call.policy->mode == throttle::Mode::Enforce)
      admission.retry_after = std::max(admission.retry_after, call.answers[i].retry_after);
  }
  admission.count = static_cast<std::uint8_t>(first + asked);
  record_observed(work, admission, first);
}

// What was taken before goes back; its standings show what is left then.
void give_back_first_half(Work& work) noexcept {
  throttle::Admission& admission = work.admission;
  for (std::size_t i = 0; i < admission.count; ++i)
    if ((admission.taken >> i & 1U) != 0) ++admission.standings[i].remain;
  throttle::undo(admission, work.now);
  throttle::undo(work.early, work.now);
  give_back_early_token(work);
}

Step refuse_by(Work& work, const SharedCall& call, std::size_t by) noexcept {
  give_back_first_half(work);
  work.admission.admitted = false;
  work.admission.first_refusal = static_cast<std::uint8_t>(work.admission.count + by);
  show(work, call, work.admission, by + 1);
  record(work);
  const bool is_closed =
      call.answers[by].degraded && call.policy->store->failure == throttle::Failure::Closed;
  return refuse(work, is_closed ? Reason::SharedStoreFailed : reason_of(call.limits[by].dimension));
}

// Continue: all were taken, and are shown in `admission`.
Step take_shared(Work& work, SharedCall& call, throttle::Admission& admission) noexcept {
  std::size_t refused_by = 0;
  switch (take_all(work, call, refused_by)) {
    case Came::Waits:
      work.need = Need::Tokens;
      return Step::Wait;
    case Came::Refused:
      return refuse_by(work, call, refused_by);
    case Came::Through:
      break;
  }
  show(work, call, admission, call.count);
  return Step::Continue;
}

}  // namespace

Step take_address_token(Work& work) noexcept {
  if (!work.tables->limits_addresses_first) return Step::Continue;
  const config::ThrottleScope* const scope = shared_scope(work);
  if (scope == nullptr) return Step::Continue;
  SharedCall call{.policy = &work.tables->policies[scope->policy], .limits = {}, .answers = {}};
  add_address(work, call, *scope);
  const Step step = take_shared(work, call, work.early);
  if (step == Step::Continue && call.count != 0) work.early_token = {call.limits[0].from, call.answers[0]};
  return step;
}

Step take_tokens(Work& work) noexcept {
  const config::ThrottleScope* const scope = shared_scope(work);
  if (scope == nullptr) return Step::Continue;
  SharedCall call{.policy = &work.tables->policies[scope->policy], .limits = {}, .answers = {}};
  add(work, call, Dimension::Api, call.policy->api, scope->api_counter);
  add_account(work, call, *scope);
  if (work.grant != nullptr) {
    add(work, call, Dimension::User, work.grant->user_limit, work.grant->user_counter);
    add(work, call, Dimension::App, work.grant->app_limit, work.grant->app_counter);
  }
  if (!work.tables->limits_addresses_first) add_address(work, call, *scope);
  const Step step = take_shared(work, call, work.admission);
  if (step != Step::Continue) return step;
  record(work);
  for (std::size_t i = 0; i < call.count; ++i)
    if (call.limits[i].from != nullptr)
      work.tokens[work.token_count++] = {call.limits[i].from, call.answers[i]};
  return Step::Continue;
}

void give_back_tokens(Work& work) noexcept {
  for (std::size_t i = 0; i < work.token_count; ++i)
    work.tokens[i].from->lease.give_back(work.tokens[i].answer, work.now);
  work.token_count = 0;
}

void give_back_early_token(Work& work) noexcept {
  if (work.early_token.from != nullptr)
    work.early_token.from->lease.give_back(work.early_token.answer, work.now);
  work.early_token = {};
}

}  // namespace sluice::gateway
