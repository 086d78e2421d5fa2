#include "sluice/sign.hpp"

#include <array>
#include <cstring>
#include <type_traits>
#include <vector>

#include "convert.hpp"

using namespace sluice;
using namespace sluice::capi;

static_assert(std::is_trivially_copyable_v<sign::Claim> &&
              sizeof(sign::Claim) <= sizeof(sluice_claim::opaque));

void sluice_signer_init(sluice_signer* signer) {
  if (signer == nullptr) return;
  *signer = {};
  signer->size = sizeof *signer;
}

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
    if (!is_text(by.access) || !is_text(by.secret) || !is_text(by.signed_headers)) return SLUICE_INVALID;
    const sign::Payload payload =
        by.unsigned_payload != 0 ? sign::Payload::unsigned_payload() : sign::Payload(view(body));
    const auto made = sign::sign(read, payload,
                                 {.access = view(by.access),
                                  .secret = view(by.secret),
                                  .signed_headers = view(by.signed_headers),
                                  .sign_underscored = by.sign_underscored != 0,
                                  .add_content_hash = by.add_content_hash != 0},
                                 at, room(data, size));
    if (error != nullptr) *error = made ? 0 : static_cast<std::uint32_t>(made.error());
    if (!made) return made.error() == sign::SignError::RoomTooSmall ? SLUICE_NO_ROOM : SLUICE_REFUSED;
    *out = {text(made->authorization), text(made->signed_headers), text(made->signature),
            text(made->date),          made->added.size(),         made->added.data()};
    return SLUICE_OK;
  });
}

sluice_status sluice_signed_header(sluice_header* header, const sluice_signed* out, size_t index) {
  if (header == nullptr || out == nullptr || out->opaque == nullptr) return SLUICE_INVALID;
  if (index >= out->added_count) return SLUICE_NOT_FOUND;
  const Header& added = static_cast<const Header*>(out->opaque)[index];
  *header = {text(added.name), text(added.value)};
  return SLUICE_OK;
}

sluice_status sluice_claim_read(sluice_claim* claim, uint32_t* reason, const sluice_request* request) {
  if (claim == nullptr) return SLUICE_INVALID;
  return guard([&] {
    Request read;
    HeaderList fields;
    if (!read_request(request, read, fields)) return SLUICE_INVALID;
    const auto found = sign::read(read);
    if (reason != nullptr) *reason = found ? 0 : static_cast<std::uint32_t>(found.error());
    if (!found) return SLUICE_REFUSED;
    *claim = {text(found->access), text(found->signed_headers), text(found->date), {}};
    std::memcpy(claim->opaque, &*found, sizeof *found);
    return SLUICE_OK;
  });
}

sluice_status sluice_verify(uint32_t* reason, const sluice_claim* claim, const sluice_request* request,
                            sluice_text body, const sluice_text* secrets, size_t secret_count,
                            const sluice_now* now) {
  if (claim == nullptr || !is_text(body) || !is_span(secrets, secret_count, sizeof *secrets))
    return SLUICE_INVALID;
  return guard([&] {
    Request read;
    HeaderList fields;
    Now at;
    if (!read_request(request, read, fields) || !read_now(now, at)) return SLUICE_INVALID;
    std::array<std::string_view, 16> live;
    if (secret_count > live.size()) return SLUICE_INVALID;
    for (std::size_t i = 0; i < secret_count; ++i) {
      if (!is_text(secrets[i])) return SLUICE_INVALID;
      live[i] = view(secrets[i]);
    }
    sign::Claim known;
    std::memcpy(static_cast<void*>(&known), claim->opaque, sizeof known);
    const auto verdict = sign::verify(known, read, view(body),
                                      std::span<const std::string_view>(live.data(), secret_count), at);
    if (reason != nullptr) *reason = static_cast<std::uint32_t>(verdict.reason);
    return verdict ? SLUICE_OK : SLUICE_REFUSED;
  });
}
