/// Signing a request and verifying one, for both sides of the wire.
///
///     char room[1024];                                                   // the client
///     auto s = sign::sign(req, body, {key, secret}, now, room);
///     for (auto [n, v] : s->added) send(n, v);
///
///     auto c = sign::read(req);                                          // the server
///     auto ok = sign::verify(*c, req, body, secret_of(c->access), now);
///
/// Both read method, target, host (or the Host header) and headers; the signer also the scheme, the verifier
/// also `body_bytes`. Nothing allocates. A request may have at most 256 header fields and 16384 query pairs;
/// a query of more than 64 pairs that is not sorted uses 64 KiB of stack. Source: the gateway's guide to
/// signature authentication, algorithm SDK-HMAC-SHA256.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "sluice/key.hpp"
#include "sluice/payload.hpp"
#include "sluice/reason.hpp"
#include "sluice/request.hpp"
#include "sluice/result.hpp"
#include "sluice/text.hpp"
#include "sluice/time.hpp"

namespace sluice::sign {

/// Who signs, and how.
struct Signer {
  std::string_view access;  ///< AppKey or AK: 1 to 256 of letters, digits, `_`, `.`, `-`
  std::string_view secret;
  const Key* key = nullptr;  ///< instead of `secret`: prepared once, used often; of the same algorithm
  /// `a;b`, any case and order: exactly these names and X-Sdk-Date. Empty: all headers present but
  /// Authorization and names with `_`.
  std::string_view signed_headers = {};
  std::string_view header = "Authorization";  ///< where the signature travels
  bool sign_underscored = false;              ///< names with `_`, which many servers drop on the way
  bool add_content_hash = false;  ///< send X-Sdk-Content-Sha256, so that the head can be checked by itself
  Algorithm algorithm = Algorithm::Sdk;
  std::string_view region = {};   ///< V11 only: 1 to 64 of letters, digits, `_`, `.`, `-`
  std::string_view service = {};  ///< V11 only: the same
};

/// Why a request cannot be signed: what would not arrive as it was signed is refused.
enum class SignError : std::uint8_t {
  RoomTooSmall = 1,
  AccessIllegal,
  SecretEmpty,
  ScopeIllegal,  ///< V11: region or service; or a prepared key of another algorithm
  MethodIllegal,
  TargetIllegal,  ///< neither `/...` nor an absolute URL, or a space, control, `#`, bad escape in it
  QueryTooLong,   ///< more than 16384 pairs
  HeaderIllegal,  ///< a name that is no token, a control in a value
  HeadersTooMany,
  HostMissing,
  HostRepeated,  ///< two Host headers, or one that differs from the request's `host`
  DateIllegal,   ///< an X-Sdk-Date was given and is not a date, or there are two
  SignedHeaderMissing,
  SignedHeadersIllegal,  ///< Authorization among them, or more than 64
  ContentHashIllegal,    ///< an X-Sdk-Content-Sha256 was given and is not the body's
};

/// A stable name: `HostMissing` is "host_missing".
std::string_view text(SignError error) noexcept;

/// What to change on the request before it is sent. Points into the room and the request.
struct Signed {
  Headers added;  ///< Host, X-Sdk-Date, X-Sdk-Content-Sha256 where absent; Authorization
  std::span<const std::string_view> removed;  ///< names to take off first: an old Authorization
  std::string_view authorization;
  std::string_view signed_headers;
  std::string_view signature;  ///< 64 lower-case hex digits
  std::string_view date;       ///< the X-Sdk-Date that was signed
};

/// Signs a request. Keeps a given X-Sdk-Date and Host; Host comes from the request or its absolute target,
/// without the scheme's own port.
/// Lifetime: the result points into `room` (1024 bytes do for most; 200 + the names + access + host).
/// Cost:     two passes over the head, one over the body; no allocation.   Threads: any.
Result<Signed, SignError> sign(const Request& request, const Payload& body, const Signer& signer,
                               const Now& now, Room room) noexcept;

/// What the Authorization header claims, and the date that goes with it. Points into the request.
struct Claim {
  std::string_view access;
  std::string_view signed_headers;  ///< `a;b`, ascending, lower case
  std::string_view signature;       ///< 64 hex digits as sent
  std::string_view scope;           ///< V11: `20210224/region/service`
  std::string_view date;            ///< X-Sdk-Date
  std::int64_t date_seconds = 0;
  Digest digest{};  ///< the signature's bytes
  Algorithm algorithm = Algorithm::Sdk;
};

/// Reads an Authorization header alone; the claim has no date. Nothing is trimmed.
std::optional<Claim> read_authorization(std::string_view value, bool accept_v11 = false) noexcept;

struct ReadOptions {
  bool accept_v11 = false;
  std::string_view header = "Authorization";  ///< a backend's credential may travel in another one
};

/// Reads who claims what: the first thing to do, before the secret is known.
/// Cost:   one pass over the headers, no allocation.   Threads: any.
/// Errors: in this order CredentialMissing, AuthorizationRepeated, DateRepeated, ContentHashRepeated,
///         AuthorizationIllegal, DateNotSigned, DateMissing, DateIllegal.
Result<Claim, Reason> read(const Request& request, const ReadOptions& options = {}) noexcept;

/// What a verifier asks for beyond the algorithm.
struct Rules {
  std::int64_t window_seconds = 900;  ///< greatest difference between the date and the clock, inclusive
  bool require_signed_host = false;
  bool refuse_unsigned_payload = false;
  /// Two published SDKs order the query by its encoded text; both orders bind the same pairs.
  bool accept_encoded_query_order = true;
  std::span<const std::string_view> require_signed = {};  ///< of these names, those present must be signed
};

class Fields;
struct HeadResult;
enum class QueryOrder : std::uint8_t;

/// Whether something holds, and why not.
struct [[nodiscard]] Verdict {
  Reason reason = Reason::None;
  explicit operator bool() const noexcept { return reason == Reason::None; }
};

/// A verification whose body comes in slices. Trivially copyable; holds no secret.
///     auto v = Verification::start(*claim, request, rules, now);    // the date
///     if (!v->signature_needs_body()) verdict = v->check_signature(secrets);
///     while (v->needs_body() && more) v->feed(slice);
///     verdict = v->check(secrets);                                  // signature, then body
/// The request must stay as it is until the last check.   Threads: one at a time.   Cost: no allocation.
class Verification {
 public:
  /// Checks the date and hashes the head.
  /// Errors: SignatureExpired. What else is wrong with the head is told by `check_signature`, so that it
  /// comes after an unknown key.
  static Result<Verification, Reason> start(const Claim& claim, const Request& request, const Rules& rules,
                                            const Now& now) noexcept;

  /// Whether the body has to be fed before `check_body`: false for an unsigned or empty one.
  bool needs_body() const noexcept { return !unsigned_ && !empty_; }
  /// Whether the body has to be fed before `check_signature`: it has no hash header.
  bool signature_needs_body() const noexcept { return !hash_given_ && !empty_; }
  void feed(std::string_view slice) noexcept { body_.add(slice); }

  /// Compares the signature in constant time with that of each secret; the same work for an unknown key.
  /// Errors: in this order KeyUnknown, what is wrong with the head (SignedHeaderMissing, HeaderIllegal,
  ///         MethodIllegal, PathBadEscape, SignedQueryIllegal, HostNotSigned, RequiredHeaderNotSigned,
  ///         UnsignedPayloadRefused, ContentHashIllegal), SignatureWrong.
  Verdict check_signature(const Secrets& secrets) noexcept;
  /// The last line of the canonical request, for diagnosis: the hash header's text, or the hash of what was
  /// fed. Lifetime: points into the request or into `room`; empty where 64 bytes do not fit.
  std::string_view payload_hash(Room room) const noexcept;
  /// Compares what was fed with the hash that the signature covers. Errors: BodyHashWrong.
  Verdict check_body() const noexcept;
  /// Both.
  Verdict check(const Secrets& secrets) noexcept;

 private:
  friend Verdict verify(const Claim& claim, const Request& request, std::string_view body,
                        const Secrets& secrets, const Now& now, const Rules& rules) noexcept;

  Verification() noexcept = default;
  Reason begin(const Claim& claim, const Request& request, const Rules& rules, const Now& now) noexcept;
  Reason read_head(const Request& request, const Rules& rules) noexcept;
  Reason read_hash_header(const Fields& fields) noexcept;
  struct Head {
    HashState state;  // of the canonical text up to the body's hash
    Digest digest;    // of all of it, where that hash is known already
  };
  HeadResult hash_head(const Request& request, const Fields& fields, QueryOrder order,
                       Head& head) const noexcept;
  Digest body_digest() const noexcept;

  Head head_;
  Head head_reordered_;  // with the query in encoded order
  BodyHash body_;
  Claim claim_;
  std::string_view hash_text_;  // X-Sdk-Content-Sha256, if given
  Digest bound_{};              // the body's hash that the signature covers
  Reason head_fault_ = Reason::None;
  bool reordered_ = false;
  bool hash_given_ = false;
  bool unsigned_ = false;
  bool empty_ = false;  // the length is known to be 0
};

/// Verifies a request whose body is at hand.   Cost: no allocation.   Threads: any.
/// Errors: those of `Verification`, in its order.
Verdict verify(const Claim& claim, const Request& request, std::string_view body, const Secrets& secrets,
               const Now& now, const Rules& rules = {}) noexcept;

}  // namespace sluice::sign
