// The page to read first: what happens to a request, in order. Every stage is one line of kStages; it reads
// what the earlier ones left in Work and continues, waits for something that the host must bring, or stops
// with a decision. Stepping is the loop over this table; decide() is the loop over stepping, with everything
// at hand.
//
// Source: the order is sluice's own, for the published gateway tells none: what is cheap and needs no secret
// first, counting after the caller is known, so that a refused credential never uses up the owner's limits.
#include "sluice/transaction.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <new>

#include "gateway/work.hpp"

namespace sluice {

using gateway::Step;

namespace {

constexpr Step (*kStages[])(Transaction::Work&) noexcept = {
    gateway::read_request,        // legal HTTP within the limits
    gateway::find_api,            // host, environment, path, method
    gateway::check_protocol,      // protocol, TLS minimum, WebSocket, recursion
    gateway::check_address,       // access list by address
    gateway::throttle_address,    // optional guard before any cryptography
    gateway::take_address_token,  // the same where instances share the limit
    gateway::read_credential,     // who claims to call
    gateway::check_credential,    // and does it hold
    gateway::check_identity,      // what IAM says of the caller
    gateway::authorize_caller,    // custom authorizer of the front end
    gateway::check_app,           // is that app well and allowed
    gateway::check_account,       // access list by account
    gateway::throttle,            // all limits or none
    gateway::take_tokens,         // those that instances share: may wait for their store
    gateway::check_parameters,    // declared parameters
    gateway::choose_backend,      // member, or address checked
    gateway::authorize_backend,   // custom authorizer of the back end
    gateway::build_call,          // target and header fields; here HOST and Mock end
    gateway::check_signing,       // can the call be signed for the backend
    gateway::check_body,          // the hash that the signature covers
    gateway::sign_call,           // and then it is
};
constexpr std::size_t kBodyStage = std::size(kStages) - 2;

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

// The eight digits of a number, all at once: a nibble to each byte, and 39 more for those above nine.
void write_hex(std::uint32_t number, char* to) noexcept {
  std::uint64_t digits = number;
  digits = (digits << 16 | digits) & 0x0000'ffff'0000'ffff;
  digits = (digits << 8 | digits) & 0x00ff'00ff'00ff'00ff;
  digits = (digits << 4 | digits) & 0x0f0f'0f0f'0f0f'0f0f;
  const std::uint64_t above_nine = (digits + 0x0606'0606'0606'0606) >> 4 & 0x0101'0101'0101'0101;
  digits += 0x3030'3030'3030'3030 + above_nine * 39;
  if constexpr (std::endian::native == std::endian::little) digits = __builtin_bswap64(digits);
  std::memcpy(to, &digits, sizeof digits);
}

// 32 hex digits from the state's seed and a counter: unique in a state, told apart between states.
std::string_view make_request_id(Transaction::Work& work) noexcept {
  const std::uint64_t number = work.slots->next_request();
  const auto hash = hash::wide({reinterpret_cast<const char*>(&number), sizeof number}, work.slots->seed());
  const std::array<std::uint64_t, 2> halves{hash.high, hash.low};
  for (std::size_t i = 0; i < 4; ++i)
    write_hex(static_cast<std::uint32_t>(halves[i / 2] >> (i % 2 == 0 ? 32 : 0)),
              work.request_id.data() + 8 * i);
  return {work.request_id.data(), work.request_id.size()};
}

// Forgets the last decision; keeps the memory.
void reset(Transaction::Work& work) noexcept {
  work.fields = {};
  work.api = nullptr;
  work.app = nullptr;
  work.grant = nullptr;
  work.peer = work.client = std::nullopt;
  work.credential = {};
  work.verification.reset();
  std::ranges::fill_n(work.brought.begin(), static_cast<std::ptrdiff_t>(work.brought_count), sign::Key());
  work.brought_count = 0;
  work.secrets_asked = work.identity_brought = work.signature_holds = work.body_ended = work.is_debug =
      work.addresses_brought = false;
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

Need run(Work& work) noexcept {
  while (work.stage < std::size(kStages)) {
    if (work.withheld != Reason::None) work.stage = kBodyStage;
    switch (kStages[work.stage](work)) {
      case Step::Continue:
        ++work.stage;
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
  if (work_ && need() == Need::Done) gateway::finish_call(*work_, outcome);
  return decision();
}

}  // namespace sluice
