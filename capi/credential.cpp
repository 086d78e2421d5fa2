// Other credentials, and those of backends.
#include "sluice/credential.hpp"

#include "signing.hpp"
#include "sluice/backend_sign.hpp"

using namespace sluice;
using namespace sluice::capi;
using credential::Kind;

static_assert(static_cast<int>(Kind::Token) == SLUICE_CREDENTIAL_TOKEN &&
              static_cast<int>(Kind::Signature) == SLUICE_CREDENTIAL_SIGNATURE &&
              static_cast<int>(Kind::AppCode) == SLUICE_CREDENTIAL_APP_CODE &&
              static_cast<int>(Kind::ApiKey) == SLUICE_CREDENTIAL_API_KEY &&
              static_cast<int>(Kind::KeyAndSecret) == SLUICE_CREDENTIAL_KEY_AND_SECRET &&
              static_cast<int>(Kind::Basic) == SLUICE_CREDENTIAL_BASIC &&
              static_cast<int>(Kind::TimestampedHash) == SLUICE_CREDENTIAL_TIMESTAMPED_HASH);

void sluice_credential_kinds_init(sluice_credential_kinds* kinds) {
  if (kinds == nullptr) return;
  *kinds = {};
  kinds->size = sizeof *kinds;
  kinds->signature = 1;
}

sluice_status sluice_credential_read(sluice_credential* credential, uint32_t* reason,
                                     const sluice_request* request, const sluice_credential_kinds* kinds,
                                     char* data, size_t size) {
  if (credential == nullptr || !is_span(data, size)) return SLUICE_INVALID;
  return guard([&] {
    Request read;
    HeaderList fields;
    sluice_credential_kinds by;
    sluice_credential_kinds_init(&by);
    if (!read_request(request, read, fields) || !read_sized(kinds, by) || !is_text(by.hash_header))
      return SLUICE_INVALID;
    const credential::Enabled enabled{.token = by.token != 0,
                                      .signature = by.signature != 0,
                                      .v11 = by.v11 != 0,
                                      .app_code = by.app_code != 0,
                                      .api_key = by.api_key != 0,
                                      .key_and_secret = by.key_and_secret != 0,
                                      .basic = by.basic != 0,
                                      .timestamped_hash = by.timestamped_hash != 0,
                                      .hash_header = header_or(by.hash_header, "Authorization")};
    const auto found = credential::read(read, enabled, room(data, size));
    if (reason != nullptr) *reason = found ? 0 : static_cast<std::uint32_t>(found.error());
    if (!found) return found.error() == Reason::ScratchExhausted ? SLUICE_NO_ROOM : SLUICE_REFUSED;
    *credential = {static_cast<std::uint32_t>(found->kind), text(found->key), text(found->secret),
                   text(found->timestamp), give_claim(found->claim)};
    return SLUICE_OK;
  });
}

sluice_status sluice_credential_check(uint32_t* reason, const sluice_credential* credential,
                                      const sluice_text* secrets, size_t secret_count, const sluice_now* now,
                                      int64_t window_seconds) {
  Texts live;
  Now at;
  if (credential == nullptr || credential->kind > SLUICE_CREDENTIAL_TIMESTAMPED_HASH) return SLUICE_INVALID;
  if (secret_count > kMaxSecrets || !live.read(secrets, secret_count) || !read_now(now, at))
    return SLUICE_INVALID;
  for (const sluice_text& text : {credential->key, credential->secret, credential->timestamp})
    if (!is_text(text)) return SLUICE_INVALID;
  const credential::Credential presented{static_cast<Kind>(credential->kind), view(credential->key),
                                         view(credential->secret), view(credential->timestamp),
                                         take_claim(credential->claim)};
  return give_verdict(reason, credential::check(presented, live.all(), at, window_seconds));
}

sluice_status sluice_fingerprint(uint8_t digest[32], sluice_text text) {
  if (digest == nullptr || !is_text(text)) return SLUICE_INVALID;
  const sign::Digest bytes = credential::fingerprint(view(text));
  std::memcpy(digest, bytes.data(), bytes.size());
  return SLUICE_OK;
}

void sluice_backend_signer_init(sluice_backend_signer* signer) {
  if (signer == nullptr) return;
  *signer = {};
  signer->size = sizeof *signer;
}

namespace {

// A request and its signer, as C++ reads them.
struct BackendIn {
  Request request;
  HeaderList fields;
  sluice_backend_signer by;

  bool read(const sluice_request* from, const sluice_backend_signer* signer) {
    sluice_backend_signer_init(&by);
    if (!read_request(from, request, fields) || !read_sized(signer, by)) return false;
    return is_text(by.key) && is_text(by.secret) && is_text(by.header);
  }
  sign::BackendSigner signer() const noexcept {
    return {view(by.key), view(by.secret), header_or(by.header, "Authorization")};
  }
};

}  // namespace

sluice_status sluice_backend_sign(sluice_signed* out, uint32_t* error, const sluice_request* request,
                                  sluice_text body, const sluice_backend_signer* signer,
                                  const sluice_now* now, char* data, size_t size) {
  if (out == nullptr || !is_text(body) || !is_span(data, size)) return SLUICE_INVALID;
  return guard([&] {
    BackendIn in;
    Now at;
    if (!in.read(request, signer) || !read_now(now, at)) return SLUICE_INVALID;
    const sign::Payload payload =
        in.by.unsigned_payload != 0 ? sign::Payload::unsigned_payload() : sign::Payload(view(body));
    return give_signed(out, error,
                       sign::sign_backend(in.request, payload, in.signer(), at, room(data, size)));
  });
}

sluice_status sluice_backend_sign_basic(sluice_signed* out, uint32_t* error, const sluice_request* request,
                                        const sluice_backend_signer* signer, char* data, size_t size) {
  if (out == nullptr || !is_span(data, size)) return SLUICE_INVALID;
  return guard([&] {
    BackendIn in;
    if (!in.read(request, signer)) return SLUICE_INVALID;
    return give_signed(out, error, sign::sign_backend_basic(in.request, in.signer(), room(data, size)));
  });
}

sluice_status sluice_backend_verify(uint32_t* reason, const sluice_request* request, sluice_text body,
                                    const sluice_backend_signer* signer, const sluice_now* now) {
  if (!is_text(body)) return SLUICE_INVALID;
  return guard([&] {
    BackendIn in;
    Now at;
    if (!in.read(request, signer) || !read_now(now, at)) return SLUICE_INVALID;
    return give_verdict(reason, sign::verify_backend(in.request, view(body), in.signer(), at));
  });
}
