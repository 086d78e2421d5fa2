// Prepared keys, body hashes, signing.
#include "sluice/sign.hpp"

#include "signing.hpp"

using namespace sluice;
using namespace sluice::capi;

static_assert(static_cast<int>(sign::Algorithm::Sdk) == SLUICE_SDK_HMAC_SHA256 &&
              static_cast<int>(sign::Algorithm::V11) == SLUICE_V11_HMAC_SHA256);
static_assert(sizeof(sign::BodyHash) <= sizeof(sluice_body_hash) &&
              std::is_trivially_copyable_v<sign::BodyHash>);

sluice_status sluice_keys_create(sluice_keys** keys, const sluice_text* secrets, size_t count,
                                 uint32_t algorithm, sluice_text access) {
  if (keys == nullptr || count == 0 || count > kMaxSecrets || !is_text(access)) return SLUICE_INVALID;
  if (algorithm > SLUICE_V11_HMAC_SHA256) return SLUICE_INVALID;
  return guard([&] {
    Texts texts;
    if (!texts.read(secrets, count)) return SLUICE_INVALID;
    auto made = std::make_unique<sluice_keys>();
    made->keys.reserve(count);
    for (const std::string_view secret : texts.all()) {
      if (secret.empty()) return SLUICE_REFUSED;
      made->keys.push_back(algorithm == SLUICE_V11_HMAC_SHA256 ? sign::Key::v11(view(access), secret)
                                                               : sign::Key(secret));
    }
    *keys = made.release();
    return SLUICE_OK;
  });
}

void sluice_keys_free(sluice_keys* keys) {
  if (is_handle(keys)) delete keys;
}

sluice_status sluice_body_hash_start(sluice_body_hash* hash) {
  if (hash == nullptr) return SLUICE_INVALID;
  const sign::BodyHash fresh;
  std::memcpy(hash->opaque, &fresh, sizeof fresh);
  return SLUICE_OK;
}

sluice_status sluice_body_hash_add(sluice_body_hash* hash, sluice_text slice) {
  if (hash == nullptr || !is_text(slice)) return SLUICE_INVALID;
  sign::BodyHash running;
  std::memcpy(static_cast<void*>(&running), hash->opaque, sizeof running);
  running.add(view(slice));
  std::memcpy(hash->opaque, &running, sizeof running);
  return SLUICE_OK;
}

sluice_status sluice_body_hash_read(uint8_t digest[32], const sluice_body_hash* hash) {
  if (digest == nullptr || hash == nullptr) return SLUICE_INVALID;
  sign::BodyHash running;
  std::memcpy(static_cast<void*>(&running), hash->opaque, sizeof running);
  const sign::Digest bytes = running.digest();
  std::memcpy(digest, bytes.data(), bytes.size());
  return SLUICE_OK;
}

void sluice_signer_init(sluice_signer* signer) {
  if (signer == nullptr) return;
  *signer = {};
  signer->size = sizeof *signer;
}

namespace {

bool is_possible(const sluice_signer& by) noexcept {
  for (const sluice_text& text : {by.access, by.secret, by.signed_headers, by.header, by.region, by.service})
    if (!is_text(text)) return false;
  return by.algorithm <= SLUICE_V11_HMAC_SHA256 && (by.keys == nullptr || is_handle(by.keys));
}

sign::Payload payload_of(const sluice_signer& by, sluice_text body) noexcept {
  if (by.unsigned_payload != 0) return sign::Payload::unsigned_payload();
  if (by.body_hash == nullptr) return {view(body)};
  sign::Digest digest;
  std::memcpy(digest.data(), by.body_hash, digest.size());
  return sign::Payload::hashed(digest);
}

sign::Signer signer_of(const sluice_signer& by) noexcept {
  return {.access = view(by.access),
          .secret = view(by.secret),
          .key = by.keys != nullptr ? by.keys->keys.data() : nullptr,
          .signed_headers = view(by.signed_headers),
          .header = header_or(by.header, "Authorization"),
          .sign_underscored = by.sign_underscored != 0,
          .add_content_hash = by.add_content_hash != 0,
          .algorithm = static_cast<sign::Algorithm>(by.algorithm),
          .region = view(by.region),
          .service = view(by.service)};
}

}  // namespace

sluice_status sluice_sign(sluice_signed* out, uint32_t* error, const sluice_request* request,
                          sluice_text body, const sluice_signer* signer, const sluice_now* now, char* data,
                          size_t size) {
  if (out == nullptr || !is_text(body) || !is_span(data, size)) return SLUICE_INVALID;
  return guard([&] {
    Request read;
    HeaderList fields;
    sluice_signer by;
    sluice_signer_init(&by);
    Now at;
    if (!read_request(request, read, fields) || !read_sized(signer, by) || !read_now(now, at))
      return SLUICE_INVALID;
    if (!is_possible(by)) return SLUICE_INVALID;
    return give_signed(out, error,
                       sign::sign(read, payload_of(by, body), signer_of(by), at, room(data, size)));
  });
}

sluice_status sluice_sign_error_text(sluice_text* name, uint32_t error) {
  if (name == nullptr) return SLUICE_INVALID;
  const std::string_view found = error > 255 ? "" : sign::text(static_cast<sign::SignError>(error));
  if (found.empty()) return SLUICE_NOT_FOUND;
  *name = text(found);
  return SLUICE_OK;
}

sluice_status sluice_signed_header(sluice_header* header, const sluice_signed* out, size_t index) {
  if (header == nullptr || out == nullptr || out->opaque == nullptr) return SLUICE_INVALID;
  if (index >= out->added_count) return SLUICE_NOT_FOUND;
  const Header& added = static_cast<const Header*>(out->opaque)[index];
  *header = {text(added.name), text(added.value)};
  return SLUICE_OK;
}

sluice_status sluice_signed_removed(sluice_text* name, const sluice_signed* out, size_t index) {
  if (name == nullptr || out == nullptr) return SLUICE_INVALID;
  if (index >= out->removed_count) return SLUICE_NOT_FOUND;
  *name = text(static_cast<const std::string_view*>(out->opaque_removed)[index]);
  return SLUICE_OK;
}
