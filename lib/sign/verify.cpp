// The second call of a verifier. The head is hashed once, up to the payload hash; the body apart from it.
// When the signature is asked for, the payload hash ends a copy of the head's state, and each secret is tried
// on the text to sign that comes out. What is compared is never branched on before the verdict.
#include <algorithm>
#include <optional>

#include "base/ascii.hpp"
#include "base/hex.hpp"
#include "base/secret.hpp"
#include "crypto/constant_time.hpp"
#include "sign/canonical.hpp"
#include "sign/running.hpp"
#include "sluice/date.hpp"
#include "sluice/sign.hpp"

namespace sluice::sign {
namespace {

bool has_unsigned(const Fields& fields, std::string_view signed_headers, const Rules& rules) noexcept {
  return std::any_of(rules.require_signed.begin(), rules.require_signed.end(), [&](std::string_view name) {
    Names names(signed_headers);
    for (std::string_view one; names.next(one);)
      if (ascii::equals_ignoring_case(one, name)) return false;
    return fields.has(name);
  });
}

// The texts to sign of one request (two where its query has two orders), and how many secrets were tried.
class Trial {
 public:
  Trial(const Claim& claim, const Digest& canonical) noexcept
      : claim_(claim), text_(claim.date, claim.scope, canonical) {}
  void add_text(const Digest& reordered) noexcept { other_.emplace(claim_.date, claim_.scope, reordered); }

  void attempt(const Key& key) noexcept {
    std::uint32_t equal = compare(key, text_);
    if (other_) equal |= compare(key, *other_);
    const bool counts = key.is_usable() && key.algorithm() == claim_.algorithm;
    equal_ |= counts ? equal : 0;
    known_ |= counts;
  }

  void attempt(std::string_view secret) noexcept {
    if (claim_.algorithm == Algorithm::V11) return attempt(Key::v11(claim_.access, secret));
    attempt(Key(secret));
  }

  void attempt(const Secrets& secrets) noexcept {
    for (const std::string_view secret : secrets.texts()) attempt(secret);
    for (const Key& key : secrets.keys()) attempt(key);
    const bool tried = !secrets.texts().empty() || !secrets.keys().empty();
    // For an unknown key the same work, so that its time does not tell.
    if (!tried && secrets.form() == Secrets::Form::Texts) attempt(std::string_view{});
    if (!tried && secrets.form() != Secrets::Form::Texts) attempt(Key());
  }

  bool is_known() const noexcept { return known_; }
  std::uint32_t is_equal() const noexcept { return equal_; }

 private:
  std::uint32_t compare(const Key& key, const StringToSign& text) const noexcept {
    Wiped<Digest> expected;
    *expected = signature(key, claim_.scope, text.view());
    return crypto::is_equal(expected->data(), claim_.digest.data(), expected->size());
  }

  const Claim& claim_;
  StringToSign text_;
  std::optional<StringToSign> other_;
  bool known_ = false;
  std::uint32_t equal_ = 0;
};

}  // namespace

Result<Verification, Reason> Verification::start(const Claim& claim, const Request& request,
                                                 const Rules& rules, const Now& now) noexcept {
  Result<Verification, Reason> started{Verification()};
  if (const Reason fault = started->begin(claim, request, rules, now); fault != Reason::None) started = fault;
  return started;
}

Reason Verification::begin(const Claim& claim, const Request& request, const Rules& rules,
                           const Now& now) noexcept {
  if (!date::is_within(claim.date_seconds, now.seconds, rules.window_seconds))
    return Reason::SignatureExpired;
  claim_ = claim;
  empty_ = request.body_bytes == std::uint64_t{0};
  head_fault_ = read_head(request, rules);
  return Reason::None;
}

Reason Verification::read_head(const Request& request, const Rules& rules) noexcept {
  if (request.headers.size() > kMaxFields) return Reason::HeadersTooMany;
  const Fields fields(request.host, request.headers);
  const Reason hash_fault = read_hash_header(fields);
  const HeadResult head = hash_head(request, fields, QueryOrder::Decoded, head_);
  reordered_ = head.orders_differ && rules.accept_encoded_query_order;
  if (reordered_) hash_head(request, fields, QueryOrder::Encoded, head_reordered_);
  if (head.fault != Reason::None) return head.fault;
  if (rules.require_signed_host && !has_name(claim_.signed_headers, "host")) return Reason::HostNotSigned;
  if (has_unsigned(fields, claim_.signed_headers, rules)) return Reason::RequiredHeaderNotSigned;
  if (rules.refuse_unsigned_payload && unsigned_) return Reason::UnsignedPayloadRefused;
  return hash_fault;
}

// X-Sdk-Content-Sha256 stands in the canonical text as it was sent; it must be a hash, or say that there is
// none.
Reason Verification::read_hash_header(const Fields& fields) noexcept {
  const std::size_t field = fields.find(kHashHeader);
  if (field == Fields::kNone) return Reason::None;
  if (fields.find_next(kHashHeader, field) != Fields::kNone) return Reason::ContentHashRepeated;
  hash_given_ = true;
  hash_text_ = fields.value(field);
  unsigned_ = hash_text_ == kUnsignedPayload;
  return unsigned_ || hex::read(hash_text_, bound_) ? Reason::None : Reason::ContentHashIllegal;
}

// Where the payload's hash is known before the body, the canonical request ends here and is hashed at once.
HeadResult Verification::hash_head(const Request& request, const Fields& fields, QueryOrder order,
                                   Head& head) const noexcept {
  Sink sink(begin_hash(head.state));
  const HeadResult result = write_head(request, fields, claim_.signed_headers, order, sink);
  if (hash_given_ || empty_) {
    head.digest = sink.finish(hash_given_ ? hash_text_ : kEmptyHashText);
  } else {
    sink.flush();
  }
  return result;
}

Digest Verification::body_digest() const noexcept { return body_.bytes() == 0 ? kEmptyHash : body_.digest(); }

std::string_view Verification::payload_hash(Room room) const noexcept {
  if (hash_given_) return hash_text_;
  const HexDigest text = hex(body_digest());
  if (room.size() < text.bytes.size()) return {};
  std::ranges::copy(text.bytes, room.begin());
  return {room.data(), text.bytes.size()};
}

Verdict Verification::check_signature(const Secrets& secrets) noexcept {
  HexDigest hash;
  if (!hash_given_) {
    bound_ = empty_ ? kEmptyHash : body_digest();
    if (!empty_) hash = hex(bound_);
  }
  const auto canonical = [&](const Head& head) {
    return hash_given_ || empty_ ? head.digest : hash_in(head.state).finish(hash.view());
  };
  const bool is_whole = head_fault_ != Reason::HeadersTooMany;
  Trial trial(claim_, is_whole ? canonical(head_) : Digest{});
  if (reordered_) trial.add_text(canonical(head_reordered_));
  trial.attempt(secrets);
  if (!trial.is_known()) return {Reason::KeyUnknown};
  if (head_fault_ != Reason::None) return {head_fault_};
  const auto wrong = static_cast<std::uint32_t>(Reason::SignatureWrong);
  return {static_cast<Reason>(crypto::choose(trial.is_equal(), 0, wrong))};
}

Verdict Verification::check_body() const noexcept {
  if (unsigned_) return {};
  const Digest digest = body_digest();
  const std::uint32_t equal = crypto::is_equal(digest.data(), bound_.data(), digest.size());
  return {equal != 0 ? Reason::None : Reason::BodyHashWrong};
}

Verdict Verification::check(const Secrets& secrets) noexcept {
  const Verdict signature = check_signature(secrets);
  // Without a hash header the signature has just covered the body itself, but for one that was said to be
  // empty.
  const bool covers_body = !hash_given_ && (!empty_ || body_.bytes() == 0);
  return signature && !covers_body ? check_body() : signature;
}

Verdict verify(const Claim& claim, const Request& request, std::string_view body, const Secrets& secrets,
               const Now& now, const Rules& rules) noexcept {
  Request known = request;
  known.body_bytes = body.size();
  Verification verification;
  if (const Reason fault = verification.begin(claim, known, rules, now); fault != Reason::None)
    return {fault};
  if (verification.needs_body()) verification.feed(body);
  return verification.check(secrets);
}

}  // namespace sluice::sign
