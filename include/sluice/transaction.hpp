/// One decision. `decide()` for hosts that have everything at hand; the stepped `Transaction` for hosts that
/// must wait for a body, a secret or an address between two steps.
///
///     sluice::State state{seed};
///     sluice::Transaction transaction;                       // reuse it: it owns the memory of a decision
///     const auto& d = sluice::decide(*plan, state, request, now, transaction, {.body = body});
///
/// The order of the stages stands in lib/gateway/transaction.cpp.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "sluice/address.hpp"
#include "sluice/decision.hpp"
#include "sluice/identity.hpp"
#include "sluice/plan.hpp"
#include "sluice/request.hpp"
#include "sluice/state.hpp"
#include "sluice/time.hpp"

namespace sluice {

/// What the host brings before the next step. Numbers are those of the C ABI.
enum class Need : std::uint8_t {
  Done = 0,        ///< nothing: the decision is final
  Body = 1,        ///< the body's bytes, then its end
  Secret = 2,      ///< the live secrets of a key id
  Identity = 3,    ///< what IAM says of a token or key
  Authorizer = 4,  ///< the answer of a custom authorizer
  Address = 5,     ///< the addresses of a backend given by name
  Tokens = 6,      ///< the shared store's answer to a lease
};

/// How a forwarded call ended.
struct Outcome {
  enum class Result : std::uint8_t { Response, ConnectFailed, Timeout, Error };
  Result result = Result::Response;
  std::uint16_t status = 0;                    ///< of the backend, when it answered
  std::optional<std::uint64_t> latency_ms{};   ///< from receipt of the request to the head of the answer
  std::optional<std::uint64_t> upstream_ms{};  ///< from start of connecting to the head of the answer
};

/// The secrets that a host knows beside those of the plan.
struct KnownSecret {
  std::string_view access{};
  std::string_view secret{};
};

/// The addresses that a name resolved to.
struct Resolved {
  std::string_view name{};
  std::span<const Address> addresses{};
};

/// A custom authorizer's function to be called, and the event to call it with (JSON).
struct AuthorizerCall {
  std::string_view id{};
  std::string_view urn{};
  std::string_view event{};
};

/// What the function of an authorizer answers.
struct KnownAnswer {
  std::string_view authorizer{};  ///< id
  std::int64_t status = 200;
  std::string_view body{};
};

/// What `decide()` may need beside the request; all of it may stay empty.
struct Supplies {
  std::string_view body{};
  std::span<const KnownSecret> secrets{};
  const iam::Identity* identity = nullptr;  ///< of the caller of an IAM API
  std::span<const KnownAnswer> authorizers{};
  std::span<const Resolved> resolved{};
};

/// One decision after the other. Starting a new one, or destroying the transaction, abandons one that is not
/// done: what it took from limits is given back. The head's bytes and the plan must stay until the decision
/// has been read; secrets are copied into memory that is wiped. Threads: one at a time. Different
/// transactions share nothing. Cost: no allocation once warm, that is after one request of that size with
/// that plan.
class Transaction {
 public:
  Transaction() noexcept;
  ~Transaction();
  Transaction(Transaction&&) noexcept;
  Transaction& operator=(Transaction&&) noexcept;

  /// Begins. Gives the first need; at `Done` the decision is final. Without a plan every request is refused
  /// (`Reason::NoPlan`), as by a gateway that has not loaded its configuration yet.
  Need start(const Plan* plan, State& state, const Request& request, const Now& now) noexcept;
  Need start(const Plan& plan, State& state, const Request& request, const Now& now) noexcept {
    return start(&plan, state, request, now);
  }

  /// Begins a debug call: the edited definition of the API that is named answers, published or not, without
  /// limits and without whatever is bound to environments. A credential that does not hold answers
  /// `APIG.0311`, a definition with `#variables#` `APIG.2030`.
  Need start_debug(const Plan& plan, State& state, std::string_view api, const Request& request,
                   const Now& now) noexcept;

  /// The need in force.
  Need need() const noexcept;

  /// For `Need::Secret`: whose.
  std::string_view wanted_access() const noexcept;
  /// Brings 0 to n live secrets of that key.
  Need bring_secrets(std::span<const std::string_view> secrets) noexcept;

  /// For `Need::Identity`, and for `Need::Secret` of an IAM API: whom IAM is to be asked for.
  iam::Query wanted_identity() const noexcept;
  /// Brings IAM's answer.
  Need bring_identity(const iam::Identity& identity) noexcept;

  /// For `Need::Authorizer`: which function, with which event. The event is good until the next step.
  AuthorizerCall wanted_authorizer() const noexcept;
  /// Brings what it answered: its `statusCode` and `body`; another status than 200: it failed or could not be
  /// reached. Reading JSON allocates.
  Need bring_authorizer(std::int64_t status, std::string_view body) noexcept;

  /// For `Need::Body`: an authorizer wants to see the body, so its slices must follow each other in memory
  /// and stay until `Need::Authorizer` was met. Else they are borrowed for the call.
  bool wants_whole_body() const noexcept;
  /// Brings the next bytes, then the end.
  Need bring_body(std::string_view slice) noexcept;
  Need end_body() noexcept;

  /// For `Need::Body` of an API that says `stream_body`: whether its call may be made while the body is still
  /// coming. True where the signature holds already (it covers the body by X-Sdk-Content-Sha256) and only the
  /// hash is missing. `decision()` then says the call; the host passes on each slice that it brings, but
  /// keeps the last one back until the decision is final: unless that is to forward, it breaks the call off,
  /// so that no backend has the whole of a body that was not signed. What limits took stays taken. A backend
  /// that answers or fails before the end: `finish`.
  bool stream_body() noexcept;
  /// Whether it does, and the decision is not final.
  bool is_streaming() const noexcept;

  /// For `Need::Address`: which name.
  std::string_view wanted_name() const noexcept;
  /// Brings what it resolved to; none: the name does not resolve.
  Need bring_addresses(std::span<const Address> addresses) noexcept;

  /// For `Need::Tokens`: limits that instances share have nothing in hand. The host serves the state's
  /// requests (`State::ask_tokens`), for no longer than this, and steps the transaction after each reply; one
  /// that is still not satisfied waits on.
  std::chrono::milliseconds may_wait() const noexcept;
  /// The time is taken for what follows.
  Need bring_tokens(const Now& now) noexcept;

  /// Ends a decision that is not done: what it took is given back, and there is no decision. After a decision
  /// to forward: the call has no outcome (the client left, say) and tells nothing of the backend's health.
  void abandon() noexcept;

  /// Says that a need cannot be met: the decision becomes a refusal with a reason of its own. `Need::Tokens`
  /// is another matter: the decision goes on by the limit's failure policy, and says that it is degraded.
  Need decline() noexcept;

  /// The host's own veto, at any time before `finish`: what was taken is given back, the decision is the
  /// refusal `APIG.0306` in the words of the API's group. `why` is for the log.
  Need veto(std::string_view why) noexcept;

  /// Final once `need()` is `Done`.
  const Decision& decision() const noexcept;

  /// After a failed attempt at a forwarded call: whether to try again, and `decision().backend` then says
  /// where: another member of the channel, none twice; without a channel the same address. False: there is
  /// no further attempt, the call is to be finished.
  bool retry(const Outcome& failed) noexcept;

  /// At the head of the answer, or when the last attempt failed: feeds health and balancing, adds the
  /// latencies that a debugging caller wants to see, and turns a failure into the answer of its error row
  /// (`decision()` then is that rejection). Once for each forwarded call, before its plan is freed; of one
  /// that streams, at any time: the decision is final then.
  const Decision& finish(const Outcome& outcome) noexcept;

  struct Work;

 private:
  Need begin(const Plan* plan, State& state, const Request& request, const Now& now) noexcept;
  std::unique_ptr<Work> work_;
};

/// The loop over a transaction with everything at hand. A need that `supplies` does not meet is a refusal;
/// with a shared limit of which nothing is in hand, it is decided without the store. Lifetime: the decision
/// points into `request`, `plan` and `transaction`.   Threads: as `Transaction`.
const Decision& decide(const Plan* plan, State& state, const Request& request, const Now& now,
                       Transaction& transaction, const Supplies& supplies = {}) noexcept;
inline const Decision& decide(const Plan& plan, State& state, const Request& request, const Now& now,
                              Transaction& transaction, const Supplies& supplies = {}) noexcept {
  return decide(&plan, state, request, now, transaction, supplies);
}

/// The same for a debug call.
const Decision& decide_debug(const Plan& plan, State& state, std::string_view api, const Request& request,
                             const Now& now, Transaction& transaction,
                             const Supplies& supplies = {}) noexcept;

}  // namespace sluice
