/// The whole answer of one decision: let the host's handler do it, forward there like this, or answer this.
///
/// What was matched is what was authorised, signed for and forwarded; nothing here has to be read a second
/// time. Every view points into the request, the plan, or the memory of the transaction that gave the
/// decision, and is good until that transaction starts again, its plan is freed or the request's bytes
/// change, whichever comes first.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "sluice/admission.hpp"
#include "sluice/backend.hpp"
#include "sluice/error.hpp"
#include "sluice/reason.hpp"
#include "sluice/text.hpp"

namespace sluice {

enum class Verdict : std::uint8_t {
  Pass = 0,     ///< the host's own handler serves it (`backend_type` HOST)
  Forward = 1,  ///< call `backend`; put `response_headers` on its answer
  Respond = 2,  ///< answer `response`: a Mock
  Reject = 3,   ///< answer `response`: an error; `reason` says why
};

/// One limit that counted this call, in the order of evaluation.
struct LimitUse {
  std::string_view policy{};  ///< id of the throttling policy; empty for the built-in limits
  throttle::Standing standing{};
};

/// A rule in observe mode that would have refused.
struct Observed {
  std::string_view kind{};    ///< `acl` or `throttle`
  std::string_view policy{};  ///< its id
  Reason reason;
};

/// An answer that the gateway gives itself.
struct Response {
  std::uint16_t status = 0;
  Headers headers{};
  std::string_view body{};
};

/// Who calls, as far as it was known when the decision ended.
struct Caller {
  std::string_view app{};  ///< id
  std::string_view app_name{};
  std::string_view access{};  ///< the key or code's app key that was claimed and, past authentication, proven
  std::string_view address{};  ///< client address, canonical; empty: unknown
  std::string_view user_id{};  ///< this and below: as IAM knows the caller
  std::string_view user_name{};
  std::string_view account_id{};
  std::string_view account_name{};
  std::string_view project_id{};
};

struct Decision {
  Verdict verdict = Verdict::Reject;
  Reason reason = Reason::None;
  error::Row row = error::Row::InternalError;  ///< meaningful when rejected
  std::string_view detail{};                   ///< evidence for the host's log; never holds a secret

  std::string_view request_id{};
  std::string_view group{};
  std::string_view environment{};
  std::string_view api{};
  std::string_view api_name{};
  std::span<const Named> path_params{};  ///< decoded
  Caller caller{};

  std::string_view backend_policy{};  ///< name of the policy backend that was chosen; empty: the default
  backend::Call backend{};            ///< when forwarded
  Response response{};                ///< when responded or rejected
  Headers response_headers{};         ///< to put on the answer of the backend or of the host's handler

  std::span<const LimitUse> limits{};
  std::span<const Observed> observed{};
  bool degraded = false;  ///< a shared limit was decided by its failure policy: the store did not answer
  std::uint32_t allowed_methods =
      0;  ///< bit per method of an API that the path has, when the method was wrong
};

/// Whether a field of `Decision::response_headers` stays off an answer with these fields: a backend's own
/// CORS fields stand above the gateway's. All other fields are put on every answer, in place of those of the
/// same name.   Threads: any.
bool yields(const Header& field, Headers answer) noexcept;

}  // namespace sluice
