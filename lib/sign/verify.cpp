// The second call of a verifier. The head is hashed once, up to the payload hash; the body apart from it.
// When the signature is asked for, the payload hash ends a copy of the head's state, and each secret is tried
// on the text to sign that comes out. What is compared is never branched on before the verdict.
#include <algorithm>

#include "base/ascii.hpp"
#include "base/hex.hpp"
#include "base/secret.hpp"
#include "crypto/constant_time.hpp"
#include "sign/canonical.hpp"
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

Digest close(HashState head, std::string_view payload_hash) noexcept {
  crypto::add(head.bytes, payload_hash);
  return crypto::finish(head.bytes);
}

// The texts to sign of one request (two where its query has two orders), and how many secrets were tried.
class Trial {
 public:
  Trial(const Claim& claim, const Digest& canonical, const Digest* reordered) noexcept
      : claim_(claim),
        text_(claim.date, claim.scope, canonical),
        reordered_text_(claim.date, claim.scope, reordered != nullptr ? *reordered : canonical),
        reordered_(reordered != nullptr) {}

  void attempt(const Key& key) noexcept {
    std::uint32_t equal = compare(key, text_);
    if (reordered_) equal |= compare(key, reordered_text_);
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
  StringToSign reordered_text_;
  bool reordered_;
  bool known_ = false;
  std::uint32_t equal_ = 0;
};

}  // namespace

Result<Verification, Reason> Verification::start(const Claim& claim, const Request& request,
                                                 const Rules& rules, const Now& now) noexcept {
  if (!date::is_within(claim.date_seconds, now.seconds, rules.window_seconds))
    return Reason::SignatureExpired;
  Verification verification;
  verification.claim_ = claim;
  verification.empty_ = request.body_bytes == std::uint64_t{0};
  verification.head_fault_ = verification.read_head(request, rules);
  return verification;
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

HeadResult Verification::hash_head(const Request& request, const Fields& fields, QueryOrder order,
                                   HashState& state) const noexcept {
  crypto::start(state.bytes);
  Sink sink(state.bytes);
  const HeadResult result = write_head(request, fields, claim_.signed_headers, order, sink);
  sink.flush();
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
    bound_ = body_digest();
    hash = hex(bound_);
  }
  const std::string_view payload_hash = hash_given_ ? hash_text_ : hash.view();
  const bool is_whole = head_fault_ != Reason::HeadersTooMany;
  const Digest canonical = is_whole ? close(head_, payload_hash) : Digest{};
  const Digest reordered = reordered_ ? close(head_reordered_, payload_hash) : Digest{};
  Trial trial(claim_, canonical, reordered_ ? &reordered : nullptr);
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
  // Without a hash header the signature has just covered the body itself.
  return signature && hash_given_ ? check_body() : signature;
}

Verdict verify(const Claim& claim, const Request& request, std::string_view body, const Secrets& secrets,
               const Now& now, const Rules& rules) noexcept {
  Request known = request;
  known.body_bytes = body.size();
  auto verification = Verification::start(claim, known, rules, now);
  if (!verification) return {verification.error()};
  if (verification->needs_body()) verification->feed(body);
  return verification->check(secrets);
}

}  // namespace sluice::sign
