// Which credential of a request decides: the kinds in order of priority, each either absent (then the next
// one is asked) or present (then its answer is final, good or bad).
//
// Authorization serves several kinds. A value that begins with the name of a signing algorithm, of whatever
// family, is a signature; any other is one only if nothing else is present, for an AppCode may travel beside
// an Authorization that is meant for the backend.
#include "sluice/credential.hpp"

#include <optional>

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "base/hex.hpp"
#include "base/number.hpp"
#include "sign/authorization.hpp"
#include "sign/decoder.hpp"
#include "sign/single.hpp"
#include "sign/target.hpp"

namespace sluice::credential {
namespace {

using sign::Single;
using Answer = std::optional<Result<Credential, Reason>>;  // nothing: this kind is absent

// The headers of all kinds, found in one pass.
struct Presented {
  Single authorization{"Authorization"};
  Single token{"X-Auth-Token"};
  Single app_code{"X-Apig-AppCode"};
  Single api_key{"apikey"};
  Single id{"X-HW-ID"};
  Single secret{"X-HW-AppKey"};
  Single timestamp{"Timestamp"};
  Single hash;

  explicit Presented(const Request& request, std::string_view hash_header) noexcept : hash{hash_header} {
    for (const Header& header : request.headers)
      for (Single* one : {&authorization, &token, &app_code, &api_key, &id, &secret, &timestamp, &hash})
        one->take(header);
  }
};

bool is_signing_scheme(std::string_view value) noexcept {
  const std::string_view scheme = value.substr(0, value.find_first_of(" ,="));
  return scheme.find("HMAC") != std::string_view::npos || ascii::starts_with_ignoring_case(scheme, "sdk-");
}

Answer read_token(const Presented& sent) noexcept {
  if (sent.token.count == 0) return std::nullopt;
  if (sent.token.count > 1 || sent.token.value.empty()) return Reason::IamCredentialWrong;
  Credential credential;
  credential.kind = Kind::Token;
  credential.secret = sent.token.value;
  return credential;
}

Answer read_signature(const Presented& sent, const Request& request, const Enabled& enabled) noexcept {
  if (sent.authorization.count > 1) return Reason::AuthorizationRepeated;
  if (sent.authorization.count == 0 || !is_signing_scheme(sent.authorization.value)) return std::nullopt;
  const auto claim = sign::read(request, {.accept_v11 = enabled.v11});
  if (!claim) return claim.error();
  Credential credential;
  credential.key = claim->access;
  credential.claim = *claim;
  return credential;
}

// In clear over plain HTTP the code is not looked at.
Answer read_app_code(const Presented& sent, Scheme scheme) noexcept {
  const bool is_secure = scheme == Scheme::Https || scheme == Scheme::Wss;
  if (sent.app_code.count == 0 || !is_secure) return std::nullopt;
  if (sent.app_code.count > 1 || sent.app_code.value.empty()) return Reason::AppCodeUnknown;
  Credential credential;
  credential.kind = Kind::AppCode;
  credential.secret = sent.app_code.value;
  return credential;
}

// The decoded value of the query parameter `apikey`, as it is written into the room.
struct QueryKey {
  std::size_t count = 0;
  bool fits = true;
  std::string_view value;
};

QueryKey find_query_key(std::string_view query, Room room) noexcept {
  QueryKey found;
  for (std::size_t at = 0; at < query.size(); ++at) {
    sign::Decoder name(query, at, sign::Part::Name);
    bool same = true;
    for (const char c : std::string_view("apikey"))
      same = same && name.next() == static_cast<unsigned char>(c);
    if (same && name.next() < 0 && ++found.count == 1) {
      sign::Decoder value(query, name.value_begin(), sign::Part::Value);
      std::size_t size = 0;
      for (int byte = value.next(); byte >= 0; byte = value.next(), ++size)
        if (size < room.size()) room[size] = static_cast<char>(byte);
      found.fits = size <= room.size();
      found.value = {room.data(), found.fits ? size : 0};
    }
    at = query.find('&', at);
    if (at == std::string_view::npos) break;
  }
  return found;
}

Answer read_api_key(const Presented& sent, const Request& request, Room room) noexcept {
  Credential credential;
  credential.kind = Kind::ApiKey;
  credential.key = sent.api_key.value;
  std::size_t count = sent.api_key.count;
  if (count == 0) {
    const QueryKey found = find_query_key(sign::split_target(request.target).query, room);
    if (found.count == 0) return std::nullopt;
    if (!found.fits) return Reason::ScratchExhausted;
    count = found.count;
    credential.key = found.value;
  }
  if (count > 1 || !sign::is_access(credential.key)) return Reason::ApiKeyUnknown;
  return credential;
}

Answer read_key_and_secret(const Presented& sent) noexcept {
  if (sent.secret.count == 0) return std::nullopt;
  if (sent.secret.count > 1 || sent.id.count != 1 || !sign::is_access(sent.id.value))
    return Reason::KeyOrSecretWrong;
  Credential credential;
  credential.kind = Kind::KeyAndSecret;
  credential.key = sent.id.value;
  credential.secret = sent.secret.value;
  return credential;
}

Answer read_basic(const Presented& sent, Room room) noexcept {
  std::string_view value = sent.authorization.value;
  if (sent.authorization.count == 0 || !ascii::starts_with_ignoring_case(value, "basic "))
    return std::nullopt;
  value = ascii::trim(value.substr(6));
  if (value.size() / 4 * 3 > room.size()) return Reason::ScratchExhausted;
  const auto pair = base64::decode(value, room);
  const std::size_t colon = pair ? pair->find(':') : std::string_view::npos;
  if (colon == std::string_view::npos || !sign::is_access(pair->substr(0, colon)))
    return Reason::KeyOrSecretWrong;
  Credential credential;
  credential.kind = Kind::Basic;
  credential.key = pair->substr(0, colon);
  credential.secret = pair->substr(colon + 1);
  return credential;
}

Answer read_timestamped_hash(const Presented& sent) noexcept {
  if (sent.timestamp.count == 0 || sent.hash.count == 0) return std::nullopt;
  if (sent.hash.count > 1) return Reason::AuthorizationRepeated;
  Credential credential;
  credential.kind = Kind::TimestampedHash;
  credential.key = sent.id.value;
  credential.timestamp = sent.timestamp.value;
  const auto seconds = number::decimal(sent.timestamp.value, INT64_MAX);
  if (sent.timestamp.count > 1 || !seconds) return Reason::TimestampIllegal;
  credential.claim.date_seconds = static_cast<std::int64_t>(*seconds);
  if (sent.id.count != 1 || !sign::is_access(credential.key)) return Reason::KeyUnknown;
  if (!hex::read(sent.hash.value, credential.claim.digest)) return Reason::SignatureWrong;
  return credential;
}

}  // namespace

Result<Credential, Reason> read(const Request& request, const Enabled& enabled, Room room) noexcept {
  const Presented sent(request, enabled.hash_header);
  Answer answer;
  if (enabled.token) answer = read_token(sent);
  if (!answer && enabled.signature) answer = read_signature(sent, request, enabled);
  if (!answer && enabled.app_code) answer = read_app_code(sent, request.scheme);
  if (!answer && enabled.api_key) answer = read_api_key(sent, request, room);
  if (!answer && enabled.key_and_secret && !enabled.api_key) answer = read_key_and_secret(sent);
  if (!answer && enabled.basic) answer = read_basic(sent, room);
  if (!answer && enabled.timestamped_hash) answer = read_timestamped_hash(sent);
  if (answer) return *answer;
  const bool is_unreadable = enabled.signature && sent.authorization.count > 0;
  return is_unreadable ? Reason::AuthorizationIllegal : Reason::CredentialMissing;
}

}  // namespace sluice::credential
