// What one transaction knows so far. Each stage reads what earlier ones found and adds its own; nothing is
// found out twice. The memory of everything that a decision shows is `scratch`, reused from decision to
// decision.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "base/scratch.hpp"
#include "config/tables.hpp"
#include "gateway/slots.hpp"
#include "sluice/identity.hpp"
#include "sluice/params.hpp"
#include "sluice/transaction.hpp"

namespace sluice {

namespace gateway {
/// A token that was taken from a lease, or what came of trying.
struct LeasedToken {
  SharedLimit* from = nullptr;
  throttle::Lease::Answer answer{};
};
}  // namespace gateway

struct Transaction::Work {
  // Given.
  const config::Tables* tables = nullptr;
  gateway::Slots* slots = nullptr;
  const gateway::Slots::Binding* binding = nullptr;
  Request request;
  Now now;

  // Stage 1: the request, read once.
  struct Fields {
    std::string_view host, stage, upgrade, mode, expect, app_key;
    std::uint32_t hosts = 0, stages = 0, app_keys = 0;
    std::uint64_t depth = 0, body_bytes = 0;
    bool has_origin = false;
  } fields;
  route::Method method = route::Method::Get;
  http::Target target;
  http::Host host;
  std::array<char, http::kHostRoom> host_room;
  std::string_view path;
  bool is_debug = false;       // the caller wants to see limits and latencies
  std::string_view debug_api;  // of a debug call
  bool is_debug_call = false;
  config::Api draft;
  std::optional<route::Table> debug_routes;

  // Stages 2 to 4: the API and the client.
  route::Match match;
  const config::Api* api = nullptr;
  std::optional<Address> peer, client;
  std::array<char, kAddressRoom> peer_room, client_room;

  // Stages 5 and 6: the caller.
  credential::Credential credential;
  const config::App* app = nullptr;
  const config::Grant* grant = nullptr;
  std::optional<sign::Verification> verification;
  std::array<char, 64> hash_room;
  std::array<sign::Key, 8> brought;  // secrets that the host brought, prepared; wiped with the next start
  std::size_t brought_count = 0;
  bool secrets_asked = false;
  bool identity_brought = false;
  iam::Result identity_result = iam::Result::Ok;
  bool signature_holds = false;
  bool body_ended = false;
  std::uint64_t body_bytes = 0;
  Reason withheld = Reason::None;  // a refusal that only the holder of the key may learn
  std::string_view withheld_detail;

  // Stages 5 and 11: custom authorizers.
  const config::Authorizer* authorizer = nullptr;  // the one that is asked
  std::string_view authorizer_id, event;
  authorizer::Identified identified;
  authorizer::Verdict verdict;
  Reason answer_fault = Reason::None;
  bool answer_brought = false;
  bool is_authorized = false;               // by the one of the front end
  std::string_view whole_body;              // where an authorizer wants it
  std::optional<sign::BodyHash> body_hash;  // where only the backend's signature wants it
  std::span<const Named> frontend_context, backend_context;

  // Stage 8: what was taken.
  throttle::Admission early, admission;
  std::array<std::string_view, throttle::kMaxCounters> policy_ids;
  std::array<gateway::LeasedToken, 4> tokens;  // of limits that instances share
  std::size_t token_count = 0;
  gateway::LeasedToken early_token;
  bool without_store = false;  // the host does not wait for it any longer
  std::array<Observed, throttle::kMaxCounters + 3> observed;
  std::size_t observed_count = 0;

  // Stages 9 to 12: the backend.
  const config::ApiBackend* backend = nullptr;  // the chosen one
  std::span<const Named> captures;
  std::span<const std::optional<std::string_view>> values;
  bool addresses_brought = false;
  std::optional<channel::Pick> pick;
  std::array<std::uint16_t, 12> tried;
  std::size_t tried_count = 0;
  backend::Destination destination;
  std::array<char, kAddressRoom> address_room;
  bool is_finished = false;

  // Where it stands.
  std::size_t stage = 0;
  std::uint32_t left_out = 0;  // stages with nothing to do for this API, a bit each
  Need need = Need::Done;
  Decision decision;
  std::array<char, 32> request_id;

  Scratch scratch{{}};
  std::unique_ptr<char[]> block;
  std::size_t block_bytes = 0;
  struct Block {
    std::unique_ptr<char[]> memory;
    std::size_t bytes = 0;
  };
  static constexpr std::size_t kLargestBlock = 128u << 20;
  static constexpr std::size_t kKeptBlock = 1u << 20;  // larger ones are freed with the next start
  std::array<Block, 6> more;                           // behind the first block, one after the other
  std::size_t more_used = 0;
};

namespace gateway {

using Work = Transaction::Work;

/// What a stage says: go on, wait for `Work::need`, or stop with the decision that stands.
enum class Step : std::uint8_t { Continue, Wait, Stop };

/// The stage of a decision that is final.
inline constexpr std::size_t kStopped = SIZE_MAX;

/// Goes through the stages from where the work stands, until it waits or is done.
Need run(Work& work) noexcept;

/// Gives back what a decision took that will not be made.
void give_back_all(Work& work) noexcept;

/// Ends the decision with the error row of `reason`. `detail` is evidence for the host (never a secret),
/// shown to the caller only where the configuration says so; `filled` takes the blank of the row's message.
Step refuse(Work& work, Reason reason, std::string_view detail = {}, std::string_view filled = {}) noexcept;

/// Ends the decision with a local answer.
Step respond(Work& work, std::uint16_t status, Headers headers, std::string_view body) noexcept;

/// Whose answer the fields go on: an error's, a Mock's, or that of a backend or of the host's handler.
enum class Answer : std::uint8_t { Error, Local, Forwarded };

/// The fields of an answer: `first`, and those that the gateway puts on it.
Headers answer_fields(Work& work, Answer answer, Headers first = {}) noexcept;

/// What is known of the call by now.
Facts facts_of(const Work& work) noexcept;
/// The request as backends see it. `facts` must live as long.
backend::Inbound inbound_of(const Work& work, const Facts& facts) noexcept;

/// Goes on in another block of at least `wanted` bytes; what was written before stays where it is.
bool grow(Work& work, std::size_t wanted) noexcept;

/// Ends the decision with what only the holder of the key may know: at once, or after the signature held.
Step refuse_to_holder(Work& work, Reason reason, std::string_view detail = {}) noexcept;

/// Notes what a list in observe mode would have refused.
void observe(Work& work, const acl::Finding& finding) noexcept;

/// Evidence for the host: who was refused by which list, and by which entry of it.
std::string_view told(Work& work, const acl::Finding& finding, std::string_view who) noexcept;

/// Text for a detail, written into the scratch; empty where it does not fit.
std::string_view join(Work& work, std::initializer_list<std::string_view> parts) noexcept;

// Stage 1 to 3, in request_stage.cpp.
Step read_request(Work& work) noexcept;
Step find_api(Work& work) noexcept;
// In transaction.cpp, beside the table of stages.
Step leave_out_stages(Work& work) noexcept;
Step check_protocol(Work& work) noexcept;
/// Puts the path's values where the decision shows them.
Step take_captures(Work& work) noexcept;
// Stages 2 and 3 of a debug call, in debug_stage.cpp.
Step find_draft(Work& work) noexcept;
// Stage 4, in access_stage.cpp.
/// Who the client is by address; also of calls that are refused before.
void read_client(Work& work) noexcept;
Step check_address(Work& work) noexcept;
// Stages 5 and 6, in caller_stage.cpp.
Step read_credential(Work& work) noexcept;
Step check_credential(Work& work) noexcept;
Step check_app(Work& work) noexcept;
/// What lets an app call an API; null where nothing does.
const config::Grant* grant_of(const config::Tables& tables, const config::Api& api,
                              std::uint32_t app) noexcept;
Step check_body(Work& work) noexcept;
/// Checks a signature now, waiting for the body where it covers that.
Step prove_signature(Work& work) noexcept;
/// Waits for the body; continues where it came, or is known to be empty.
Step await_body(Work& work) noexcept;
/// The next bytes of the body; stops when there are more than the limit.
Step feed_body(Work& work, std::string_view slice) noexcept;
void bring_secrets(Work& work, std::span<const std::string_view> secrets) noexcept;
// Stages 5 and 7 for IAM, in identity_stage.cpp.
Step check_identity(Work& work) noexcept;
Step check_account(Work& work) noexcept;
iam::Query identity_query(const Work& work) noexcept;
void bring_identity(Work& work, const iam::Identity& identity) noexcept;
// Stages 5 and 11, in authorizer_stage.cpp.
Step authorize_caller(Work& work) noexcept;
Step authorize_backend(Work& work) noexcept;
bool wants_whole_body(const Work& work) noexcept;
void bring_verdict(Work& work, std::int64_t status, std::string_view body) noexcept;
// Stage 8, in throttle_stage.cpp.
Step throttle_address(Work& work) noexcept;
Step throttle(Work& work) noexcept;
void give_back(Work& work) noexcept;
Reason reason_of(throttle::Dimension dimension) noexcept;
/// Puts the standings of `admission` into the decision; those that observe, from `first` on.
void record(Work& work) noexcept;
void record_observed(Work& work, const throttle::Admission& admission, std::size_t first) noexcept;
// The same for limits that instances share, in tokens_stage.cpp. May wait for the store.
Step take_address_token(Work& work) noexcept;
Step take_tokens(Work& work) noexcept;
void give_back_tokens(Work& work) noexcept;
void give_back_early_token(Work& work) noexcept;
// Stages 9 to 12, in backend_stage.cpp.
Step check_parameters(Work& work) noexcept;
Step choose_backend(Work& work) noexcept;
Step build_call(Work& work) noexcept;
void bring_addresses(Work& work, std::span<const Address> addresses) noexcept;
/// Undoes the choice of a member whose call is not made.
void give_back_pick(Work& work) noexcept;
void finish_call(Work& work, const Outcome& outcome) noexcept;
bool next_attempt(Work& work, const Outcome& failed) noexcept;
/// The fields on a forwarded answer, latencies included.
void add_latencies(Work& work, const Outcome& outcome) noexcept;
// The end of stage 12, in signing_stage.cpp.
Step check_signing(Work& work) noexcept;
Step sign_call(Work& work) noexcept;
bool signs_body(const Work& work) noexcept;

}  // namespace gateway
}  // namespace sluice
