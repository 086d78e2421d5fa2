// The end of stage 12: what proves to a backend that the call came through the gateway. The signature covers
// the request as it leaves, so it is made when everything else stands. It covers the body too, unless the API
// streams it; then it says so.
#include <algorithm>

#include "base/hex.hpp"
#include "gateway/work.hpp"
#include "http/headers.hpp"
#include "sluice/backend_sign.hpp"

namespace sluice::gateway {
namespace {

constexpr std::size_t kSigningRoom = 65536;

using Type = config::SignatureKey::Type;

const config::SignatureKey* key_of(const Work& work) noexcept {
  return work.api->signature == config::kNone ? nullptr : &work.tables->signature_keys[work.api->signature];
}

// Of the body as it came: what the verification hashed, or what was hashed for this.
sign::Payload payload_of(Work& work) noexcept {
  if (work.api->streams_body) return sign::Payload::unsigned_payload();
  if (work.body_hash) return sign::Payload::hashed(*work.body_hash);
  sign::Digest digest;
  if (work.verification && work.verification->needs_body() &&
      hex::read(work.verification->payload_hash(work.hash_room), digest))
    return sign::Payload::hashed(digest);
  return std::string_view{};
}

Result<sign::Signed, sign::SignError> made(Work& work, const config::SignatureKey& key,
                                           const sign::Payload& payload) noexcept {
  const backend::Call& call = work.decision.backend;
  const sign::BackendSigner signer{key.key, key.secret.reveal(), work.tables->sign_header};
  const Request request{
      .method = call.method, .target = call.target, .headers = call.headers, .scheme = call.scheme};
  if (key.type == Type::Basic) return sign::sign_backend_basic(request, signer, work.scratch.rest());
  return sign::sign_backend(request, payload, signer, work.now, work.scratch.rest());
}

void remove(backend::Call& call, std::string_view name) noexcept {
  const auto end = std::remove_if(call.headers.begin(), call.headers.end(),
                                  [&](const Header& h) { return http::is_named(h, name); });
  call.headers = call.headers.first(static_cast<std::size_t>(end - call.headers.begin()));
}

}  // namespace

bool signs_body(const Work& work) noexcept {
  const config::SignatureKey* key = work.api == nullptr ? nullptr : key_of(work);
  return key != nullptr && key->type == Type::Hmac && !work.api->streams_body &&
         work.tables->backends[work.api->backend].type == config::BackendType::Http;
}

bool may_stream(const Work& work) noexcept {
  return work.api->streams_body && work.verification && work.signature_holds &&
         work.withheld == Reason::None && work.decision.verdict == Verdict::Forward &&
         work.decision.backend.kind == backend::Kind::Http;
}

// Known before anything is spent on the body.
Step check_signing(Work& work) noexcept {
  const config::SignatureKey* key = key_of(work);
  const bool is_called =
      work.decision.verdict == Verdict::Forward && work.decision.backend.kind == backend::Kind::Http;
  if (key == nullptr || !is_called || key->type != Type::Unsupported) return Step::Continue;
  return refuse(work, Reason::BackendSignatureFailed,
                join(work, {"the type of key ", key->id, " is not supported"}));
}

Step sign_call(Work& work) noexcept {
  const config::SignatureKey* key = key_of(work);
  backend::Call& call = work.decision.backend;
  if (key == nullptr || work.decision.verdict != Verdict::Forward || call.kind != backend::Kind::Http)
    return Step::Continue;
  if (work.is_call_signed) return Step::Continue;
  work.is_call_signed = true;
  const sign::Payload payload = payload_of(work);
  auto done = made(work, *key, payload);
  if (!done && done.error() == sign::SignError::RoomTooSmall && grow(work, kSigningRoom))
    done = made(work, *key, payload);
  if (!done) return refuse(work, Reason::BackendSignatureFailed, sign::text(done.error()));
  for (const std::string_view name : done->removed) remove(call, name);
  for (const Header& field : done->added) backend::put(call, field);
  // Used up to the last byte that was written; nothing is written behind it any more but an answer.
  const std::string_view last = done->authorization;
  work.scratch.rewind(const_cast<char*>(last.data()) + last.size());
  return Step::Continue;
}

}  // namespace sluice::gateway
