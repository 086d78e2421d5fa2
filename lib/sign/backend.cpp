// The gateway as a client of its backends: the same signature over few headers, or a pair in clear.
#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "base/scratch.hpp"
#include "sluice/backend_sign.hpp"

namespace sluice::sign {
namespace {

constexpr std::size_t kMaxContentTypes = 4;
constexpr std::string_view kDate = "X-Sdk-Date";
constexpr std::string_view kHash = "X-Sdk-Content-Sha256";

bool has(const Request& request, std::string_view name) noexcept {
  return std::any_of(request.headers.begin(), request.headers.end(),
                     [&](const Header& header) { return ascii::equals_ignoring_case(header.name, name); });
}

using Names = std::span<const std::string_view>;

// What the caller sent of the headers that are ours to send; nothing without room for the list.
std::optional<Names> find_removed(const Request& request, Names ours, Scratch& room) noexcept {
  const auto list = room.take_array<std::string_view>(ours.size());
  if (list.empty()) return std::nullopt;
  const auto end = std::copy_if(ours.begin(), ours.end(), list.begin(),
                                [&](std::string_view name) { return has(request, name); });
  return Names(list.first(static_cast<std::size_t>(end - list.begin())));
}

}  // namespace

Result<Signed, SignError> sign_backend(const Request& request, const Payload& body,
                                       const BackendSigner& signer, const Now& now, Room room) noexcept {
  std::array<Header, kMaxContentTypes + 1> covered;
  std::size_t count = 0;
  for (const Header& header : request.headers) {
    const bool is_host = ascii::equals_ignoring_case(header.name, "host");
    if (!is_host && !ascii::equals_ignoring_case(header.name, "content-type")) continue;
    if (count == covered.size()) return SignError::HeadersTooMany;
    covered[count++] = header;
  }
  Request reduced = request;
  reduced.headers = Headers(covered).first(count);

  Scratch scratch(room);
  const std::array<std::string_view, 3> ours = {signer.header, kDate, kHash};
  const auto removed = find_removed(request, ours, scratch);
  if (!removed) return SignError::RoomTooSmall;
  Signer with{signer.key, signer.secret};
  with.header = signer.header;
  auto made = sign(reduced, body, with, now, scratch.rest());
  if (made) made->removed = *removed;
  return made;
}

Result<Signed, SignError> sign_backend_basic(const Request& request, const BackendSigner& signer,
                                             Room room) noexcept {
  if (signer.key.empty() || signer.key.find(':') != std::string_view::npos) return SignError::AccessIllegal;
  if (signer.secret.empty()) return SignError::SecretEmpty;
  constexpr std::string_view scheme = "Basic ";
  Scratch scratch(room);
  const auto list = scratch.take_array<Header>(1);
  const std::array<std::string_view, 1> ours = {signer.header};
  const auto removed = find_removed(request, ours, scratch);
  const std::size_t bytes = base64::encoded_bytes(signer.key.size() + 1 + signer.secret.size());
  char* const text = scratch.take(scheme.size() + bytes);
  if (list.empty() || !removed || text == nullptr) return SignError::RoomTooSmall;

  base64::Encoder encoder(std::copy(scheme.begin(), scheme.end(), text));
  encoder.put(signer.key);
  encoder.put(":");
  encoder.put(signer.secret);
  encoder.finish();
  Signed made;
  made.authorization = {text, scheme.size() + bytes};
  list[0] = {signer.header, made.authorization};
  made.added = list;
  made.removed = *removed;
  return made;
}

Verdict verify_backend(const Request& request, std::string_view body, const BackendSigner& signer,
                       const Now& now) noexcept {
  const auto claim = read(request, {.header = signer.header});
  if (!claim) return {claim.error()};
  const Secrets secrets = claim->access == signer.key ? Secrets(signer.secret) : Secrets(std::string_view{});
  return verify(*claim, request, body, secrets, now);
}

}  // namespace sluice::sign
