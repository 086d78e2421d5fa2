// The page to read first: what happens to a request, in order. Every stage is one line of kStages; it reads
// what the earlier ones left in Work and continues, waits for something that the host must bring, or stops
// with a decision. Stepping is the loop over this table; decide() is the loop over stepping, with everything
// at hand.
//
// Source: the order is sluice's own, for the published gateway tells none: what is cheap and needs no secret
// first, counting after the caller is known, so that a refused credential never uses up the owner's limits.
#include "sluice/transaction.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <new>

#include "base/hex.hpp"
#include "gateway/work.hpp"

namespace sluice {

using gateway::Step;

namespace {

// What an API has to be bound to for a stage to find something to do.
enum class Use : std::uint8_t {
  Always,
  EarlyLimit,  // limits of addresses come first, by the plan
  SharedLimit,
  Credential,
  App,
  Account,
  Authorizer,
  Params,
  SignedCall,
  CoveredBody,  // the last one
};
constexpr auto kUses = static_cast<std::size_t>(Use::CoveredBody) + 1;

struct Stage {
  Step (*run)(Transaction::Work&) noexcept;
  Use use = Use::Always;
};

constexpr Stage kStages[] = {
    {gateway::read_request},                          // legal HTTP within the limits
    {gateway::find_api},                              // host, environment, path, method
    {gateway::leave_out_stages},                      // those below that this API has no use for
    {gateway::check_protocol},                        // protocol, TLS minimum, WebSocket, recursion
    {gateway::check_address},                         // access list by address
    {gateway::throttle_address, Use::EarlyLimit},     // optional guard before any cryptography
    {gateway::take_address_token, Use::SharedLimit},  // the same where instances share the limit
    {gateway::read_credential, Use::Credential},      // who claims to call
    {gateway::check_credential, Use::Credential},     // and does it hold
    {gateway::check_identity, Use::Account},          // what IAM says of the caller
    {gateway::authorize_caller, Use::Authorizer},     // custom authorizer of the front end
    {gateway::check_app, Use::App},                   // is that app well and allowed
    {gateway::check_account, Use::Account},           // access list by account
    {gateway::throttle},                              // all limits or none
    {gateway::take_tokens, Use::SharedLimit},         // those that instances share: may wait for their store
    {gateway::check_parameters, Use::Params},         // declared parameters
    {gateway::choose_backend},                        // member, or address checked
    {gateway::authorize_backend, Use::Authorizer},    // custom authorizer of the back end
    {gateway::build_call},                            // target and header fields; here HOST and Mock end
    {gateway::check_signing, Use::SignedCall},        // can the call be signed for the backend
    {gateway::check_body, Use::CoveredBody},          // the hash that the signature covers
    {gateway::sign_call, Use::SignedCall},            // and then it is
};
constexpr std::size_t kBodyStage = std::size(kStages) - 2;
static_assert(std::size(kStages) < 32);

// The stages of each use, a bit each.
constexpr auto kStagesOf = [] {
  std::array<std::uint32_t, kUses> stages{};
  for (std::size_t i = 0; i < std::size(kStages); ++i)
    stages[static_cast<std::size_t>(kStages[i].use)] |= 1U << i;
  return stages;
}();

// The stages that would find nothing to do. Each looks for itself as well: this only saves the way there.
std::uint32_t useless_stages(const config::Tables& tables, const config::Api& api) noexcept {
  const bool is_iam = api.auth == config::AuthType::Iam, is_app = api.auth == config::AuthType::App;
  const bool is_shared =
      api.throttle != config::kNone && tables.policies[tables.scopes[api.throttle].policy].store.has_value();
  const bool is_signed_call = api.signature != config::kNone;
  std::uint32_t useless = 0;
  const auto unless = [&useless](bool is_useful, Use use) {
    useless |= is_useful ? 0 : kStagesOf[static_cast<std::size_t>(use)];
  };
  unless(tables.limits_addresses_first, Use::EarlyLimit);
  unless(is_shared, Use::SharedLimit);
  unless(is_app || is_iam, Use::Credential);
  unless(is_app, Use::App);
  unless(is_iam, Use::Account);
  unless(!tables.authorizers.empty(), Use::Authorizer);
  unless(api.params != config::kNone, Use::Params);
  unless(is_signed_call, Use::SignedCall);
  unless(is_app || is_iam || is_signed_call, Use::CoveredBody);
  return useless;
}

constexpr std::size_t kFirstBlock = 16384;

// What the largest result of this request can take: values may be percent-encoded where they land (three
// times their size), and a refused signature shows its canonical text.
std::size_t bytes_wanted(const Request& request) noexcept {
  std::size_t text = request.target.size() + request.host.size();
  for (const Header& h : request.headers) text += h.name.size() + h.value.size();
  return 8192 + 6 * text + 96 * request.headers.size();
}

// A request over the plan's limits is refused in the first stage and needs no room.
bool is_within_limits(const Request& request, const Limits& limits) noexcept {
  return request.target.size() <= limits.uri_bytes && request.headers.size() <= limits.header_count;
}

bool make_room(Transaction::Work& work) noexcept {
  std::size_t wanted = kFirstBlock;
  if (work.tables != nullptr && is_within_limits(work.request, work.tables->limits))
    wanted = std::max(wanted, bytes_wanted(work.request));
  if (work.block_bytes < wanted) {
    work.block.reset(new (std::nothrow) char[wanted]);
    work.block_bytes = work.block ? wanted : 0;
  }
  work.scratch = Scratch({work.block.get(), work.block_bytes});
  return work.block != nullptr;
}

// 32 hex digits from the state's seed and a counter: unique in a state, told apart between states.
std::string_view make_request_id(Transaction::Work& work) noexcept {
  const std::uint64_t number = work.slots->next_request();
  const auto hash = hash::wide({reinterpret_cast<const char*>(&number), sizeof number}, work.slots->seed());
  hex::write(hash.high, hash.low, work.request_id.data());
  return {work.request_id.data(), work.request_id.size()};
}

// Forgets the last decision; keeps the memory.
void reset(Transaction::Work& work) noexcept {
  work.fields.has_origin = false;  // the rest is read again before anybody looks
  work.api = nullptr;
  work.app = nullptr;
  work.grant = nullptr;
  work.peer = work.client = std::nullopt;
  work.verification.reset();
  while (work.brought_count > 0) work.brought[--work.brought_count] = sign::Key();
  work.is_client_sought = work.secrets_asked = work.identity_brought = work.signature_holds =
      work.body_ended = work.is_call_signed = work.is_streaming = work.is_debug = work.addresses_brought =
          false;
  work.body_bytes = 0;
  work.withheld = Reason::None;
  work.withheld_detail = {};
  work.authorizer = nullptr;
  work.body_hash.reset();
  work.is_debug_call = work.is_finished = false;
  work.debug_routes.reset();
  work.answer_brought = work.is_authorized = false;
  work.whole_body = {};
  work.frontend_context = work.backend_context = {};
  work.backend = nullptr;
  for (Transaction::Work::Block& block : work.more)
    if (block.bytes > Transaction::Work::kKeptBlock) block = {};
  work.more_used = 0;
  work.early.count = work.early.taken = work.admission.count = work.admission.taken = 0;
  work.observed_count = work.tried_count = work.stage = work.token_count = 0;
  work.left_out = 0;
  work.without_store = false;
  work.early_token = {};
  work.captures = {};
  work.values = {};
  work.pick.reset();
  work.destination = {};
  work.decision = {};
  work.match = {};
}

const Decision& out_of_memory() noexcept {
  static constinit const Decision decision{.reason = Reason::OutOfMemory};
  return decision;
}

}  // namespace

namespace gateway {

Step leave_out_stages(Work& work) noexcept {
  work.left_out = useless_stages(*work.tables, *work.api);
  return Step::Continue;
}

Need run(Work& work) noexcept {
  while (work.stage < std::size(kStages)) {
    if (work.withheld != Reason::None) work.stage = kBodyStage;
    switch (kStages[work.stage].run(work)) {
      case Step::Continue:
        work.stage += 1 + static_cast<std::size_t>(std::countr_one(work.left_out >> 1 >> work.stage));
        break;
      case Step::Wait:
        return work.need;
      case Step::Stop:
        work.stage = kStopped;
    }
  }
  return work.need = Need::Done;
}

// Gives back what a decision took that will not be made.
void give_back_all(Work& work) noexcept {
  give_back(work);
  give_back_pick(work);
  work.need = Need::Done;
}

}  // namespace gateway

using gateway::give_back_all;
using gateway::run;

Transaction::Transaction() noexcept : work_(new (std::nothrow) Work) {}
Transaction::Transaction(Transaction&&) noexcept = default;
Transaction& Transaction::operator=(Transaction&& other) noexcept {
  std::swap(work_, other.work_);
  return *this;
}
Transaction::~Transaction() {
  if (work_ && work_->need != Need::Done) give_back_all(*work_);
}

Need Transaction::start(const Plan* plan, State& state, const Request& request, const Now& now) noexcept {
  if (!work_) return Need::Done;
  if (work_->need != Need::Done) give_back_all(*work_);
  reset(*work_);
  return begin(plan, state, request, now);
}

Need Transaction::start_debug(const Plan& plan, State& state, std::string_view api, const Request& request,
                              const Now& now) noexcept {
  if (!work_) return Need::Done;
  if (work_->need != Need::Done) give_back_all(*work_);
  reset(*work_);
  work_->is_debug_call = true;
  work_->debug_api = api;
  return begin(&plan, state, request, now);
}

Need Transaction::begin(const Plan* plan, State& state, const Request& request, const Now& now) noexcept {
  Work& work = *work_;
  work.need = Need::Done;
  work.request = request;
  work.now = now;
  work.tables = plan != nullptr ? &plan->tables() : nullptr;
  work.slots = state ? &state.slots() : nullptr;
  const bool has_room = make_room(work) && work.slots != nullptr;
  if (has_room)
    work.decision.request_id = request.request_id.empty() ? make_request_id(work) : request.request_id;
  if (plan != nullptr && has_room) work.binding = work.slots->bind(work.tables->slots, now);
  if (!has_room || (plan != nullptr && work.binding == nullptr)) {
    gateway::refuse(work, Reason::OutOfMemory);
    return Need::Done;
  }
  if (plan == nullptr) {
    gateway::refuse(work, Reason::NoPlan);
    return Need::Done;
  }
  return run(work);
}

Need Transaction::need() const noexcept { return work_ ? work_->need : Need::Done; }

const Decision& Transaction::decision() const noexcept { return work_ ? work_->decision : out_of_memory(); }

void Transaction::abandon() noexcept {
  if (need() == Need::Done) {
    if (work_) gateway::give_back_pick(*work_);
    return;
  }
  give_back_all(*work_);
  work_->stage = gateway::kStopped;
  work_->decision = {};
  work_->decision.reason = Reason::Abandoned;
}

Need Transaction::veto(std::string_view why) noexcept {
  const bool is_over = need() == Need::Done && (decision().verdict == Verdict::Reject || work_->is_finished);
  if (!work_ || is_over) return Need::Done;
  gateway::give_back(*work_);
  gateway::refuse(*work_, Reason::AccessVetoed, gateway::join(*work_, {why}));
  work_->stage = gateway::kStopped;
  return work_->need = Need::Done;
}

bool Transaction::retry(const Outcome& failed) noexcept {
  return work_ && need() == Need::Done && gateway::next_attempt(*work_, failed);
}

const Decision& Transaction::finish(const Outcome& outcome) noexcept {
  if (!work_ || (need() != Need::Done && !is_streaming())) return decision();
  work_->need = Need::Done;
  gateway::finish_call(*work_, outcome);
  return decision();
}

}  // namespace sluice
