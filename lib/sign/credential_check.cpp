// Credentials that are sent in clear, or as a plain hash, against the secrets of their key.
#include <algorithm>

#include "base/secret.hpp"
#include "crypto/constant_time.hpp"
#include "crypto/sha256.hpp"
#include "sluice/credential.hpp"
#include "sluice/date.hpp"

namespace sluice::credential {
namespace {

using sign::Secrets;

bool has_usable(const Secrets& secrets) noexcept {
  return std::any_of(secrets.texts().begin(), secrets.texts().end(),
                     [](auto text) { return !text.empty(); }) ||
         std::any_of(secrets.keys().begin(), secrets.keys().end(), [](auto& key) { return key.is_usable(); });
}

bool is_same_key(const sign::Key& a, const sign::Key& b) noexcept {
  return (crypto::is_equal(a.inner().data(), b.inner().data(), sizeof a.inner()) &
          crypto::is_equal(a.outer().data(), b.outer().data(), sizeof a.outer())) != 0;
}

// Tries all, whichever is the right one. A prepared key is compared with what was sent, prepared.
bool is_one_of(std::string_view sent, const Secrets& secrets) noexcept {
  bool found = false;
  for (const std::string_view text : secrets.texts())
    found = (!text.empty() && is_same_secret(sent, text)) || found;
  if (secrets.keys().empty()) return found;
  const sign::Key sent_key(sent);
  for (const sign::Key& key : secrets.keys()) {
    const bool counts = key.is_usable() && key.algorithm() == sign::Algorithm::Sdk;
    found = (counts && is_same_key(sent_key, key)) || found;
  }
  return found;
}

sign::Digest timestamped_hash(const Credential& credential, std::string_view secret) noexcept {
  Wiped<crypto::Sha256> hash;
  for (const std::string_view part : {credential.key, secret, credential.timestamp}) hash->add(part);
  return hash->finish();
}

Reason check_timestamped_hash(const Credential& credential, const Secrets& secrets) noexcept {
  bool known = false;
  std::uint32_t equal = 0;
  for (const std::string_view secret : secrets.texts()) {
    Wiped<sign::Digest> expected;
    *expected = timestamped_hash(credential, secret);
    const std::uint32_t same =
        crypto::is_equal(expected->data(), credential.claim.digest.data(), expected->size());
    if (!secret.empty()) equal |= same;
    known = known || !secret.empty();
  }
  if (!known) return Reason::KeyUnknown;
  return equal != 0 ? Reason::None : Reason::SignatureWrong;
}

}  // namespace

sign::Digest fingerprint(std::string_view text) noexcept { return crypto::sha256(text); }

bool is_same_secret(std::string_view a, std::string_view b) noexcept {
  return a.size() == b.size() && crypto::is_equal(a.data(), b.data(), a.size()) != 0;
}

sign::Verdict check(const Credential& credential, const Secrets& secrets, const Now& now,
                    std::int64_t window_seconds) noexcept {
  switch (credential.kind) {
    case Kind::KeyAndSecret:
    case Kind::Basic:
      return {is_one_of(credential.secret, secrets) ? Reason::None : Reason::KeyOrSecretWrong};
    case Kind::AppCode:
      return {is_one_of(credential.secret, secrets) ? Reason::None : Reason::AppCodeUnknown};
    case Kind::ApiKey:
      return {has_usable(secrets) ? Reason::None : Reason::ApiKeyUnknown};
    case Kind::Token:
      return {has_usable(secrets) ? Reason::None : Reason::IamCredentialWrong};
    case Kind::TimestampedHash:
      if (!date::is_within(credential.claim.date_seconds, now.seconds, window_seconds))
        return {Reason::SignatureExpired};
      return {check_timestamped_hash(credential, secrets)};
    case Kind::Signature:
      break;
  }
  return {Reason::SignatureWrong};
}

}  // namespace sluice::credential
