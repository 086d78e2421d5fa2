/// The credentials of an app: which one a request presents, and whether it holds.
///
///     auto c = credential::read(req, {.signature = true, .app_code = true}, room);
///     // c->kind says what to look up: claim.access, key, or the fingerprint of secret
///
/// The first one present, in the order of `Kind`, decides; it is never replaced by another when it is wrong.
/// Source: the gateway's guide, APP and IAM authentication, simplified authentication (AppCode).
#pragma once

#include <cstdint>
#include <string_view>

#include "sluice/reason.hpp"
#include "sluice/request.hpp"
#include "sluice/result.hpp"
#include "sluice/sign.hpp"

namespace sluice::credential {

enum class Kind : std::uint8_t {
  Token,            ///< X-Auth-Token of an IAM API: `secret`
  Signature,        ///< Authorization by signature: `claim`, `key`
  AppCode,          ///< X-Apig-AppCode, HTTPS only: `secret`
  ApiKey,           ///< header or query parameter `apikey`: `key`
  KeyAndSecret,     ///< X-HW-ID and X-HW-AppKey: `key`, `secret`
  Basic,            ///< Authorization: Basic: `key`, `secret`
  TimestampedHash,  ///< X-HW-ID, Timestamp and a hash of both with the secret: `key`, `claim.digest`
};

/// Which kinds an API accepts. As published, key-and-secret is read only where `api_key` is off.
struct Enabled {
  bool token = false;
  bool signature = true;
  bool v11 = false;
  bool app_code = false;
  bool api_key = false;
  bool key_and_secret = false;
  bool basic = false;
  bool timestamped_hash = false;
  std::string_view hash_header = "Authorization";  ///< where the timestamped hash travels
};

/// What the request presents. Points into the request or into the room.
struct Credential {
  Kind kind = Kind::Signature;
  std::string_view key;        ///< the id to look up
  std::string_view secret;     ///< what was sent in clear: token, AppCode, secret
  std::string_view timestamp;  ///< of a timestamped hash
  sign::Claim claim;
};

/// Reads the credential that decides. `room` takes decoded text (Basic, a query parameter).
/// Cost:   one pass over the headers a kind, no allocation.   Threads: any.
/// Errors: CredentialMissing; else the reason of the kind that was present and malformed; ScratchExhausted
///         when the room is too small.
Result<Credential, Reason> read(const Request& request, const Enabled& enabled, Room room) noexcept;

/// The digest under which to keep and look up what is sent in clear, so that a look-up tells nothing by its
/// time.
sign::Digest fingerprint(std::string_view text) noexcept;

/// Whether two secrets are equal, in time that depends on their lengths only.
bool is_same_secret(std::string_view a, std::string_view b) noexcept;

/// Checks a credential that is not a signature against the secrets of its key (a signature is checked by
/// `sign::Verification`). KeyAndSecret, Basic, AppCode: what was sent is one of them; TimestampedHash: hash
/// and window, which takes secrets as text; ApiKey, Token: there is a secret at all.
/// Errors: KeyOrSecretWrong, AppCodeUnknown, ApiKeyUnknown, KeyUnknown, IamCredentialWrong,
///         SignatureExpired, SignatureWrong.
sign::Verdict check(const Credential& credential, const sign::Secrets& secrets, const Now& now,
                    std::int64_t window_seconds = 900) noexcept;

}  // namespace sluice::credential
