// Reads `SDK-HMAC-SHA256 Access=.., SignedHeaders=a;b, Signature=<64 hex>`, or the V11 form where that is
// accepted. The three parts stand in this order, each once, and nothing follows.
// Source: the signing guide, "adding the signature to the request header".
#include "sign/authorization.hpp"

#include "base/hex.hpp"
#include "sign/canonical.hpp"
#include "sign/signed_headers.hpp"
#include "sluice/sign.hpp"

namespace sluice::sign {
namespace {

constexpr ascii::Class kLowerToken = [] {
  ascii::Class table = ascii::kToken;
  for (std::size_t c = 'A'; c <= 'Z'; ++c) table[c] = false;
  return table;
}();

bool eat(std::string_view& rest, std::string_view text) noexcept {
  if (!rest.starts_with(text)) return false;
  rest.remove_prefix(text.size());
  return true;
}

void eat_spaces(std::string_view& rest) noexcept {
  while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
}

// `name=value` and the comma and spaces behind it.
bool eat_part(std::string_view& rest, std::string_view name, std::string_view& value) noexcept {
  if (!eat(rest, name)) return false;
  const std::size_t comma = rest.find(',');
  if (comma == std::string_view::npos) return false;
  value = rest.substr(0, comma);
  rest.remove_prefix(comma + 1);
  eat_spaces(rest);
  return true;
}

// One pass: each name ends at a `;` or at the end, is made of token letters, and comes after the one before.
bool are_signed_names(std::string_view joined) noexcept {
  std::string_view previous;
  std::size_t count = 0;
  for (std::size_t at = 0; at <= joined.size(); ++at) {
    const std::size_t begin = at;
    while (at < joined.size() && ascii::is_in(kLowerToken, joined[at])) ++at;
    if (at < joined.size() && joined[at] != ';') return false;
    const std::string_view name = joined.substr(begin, at - begin);
    if (name <= previous || name == "authorization" || ++count > kMaxSigned) return false;
    previous = name;
  }
  return true;
}

// `20210224/region/service`, with the date at the front and nothing else.
bool is_scope(std::string_view scope) noexcept {
  if (scope.size() < 9 || scope[8] != '/') return false;
  for (const char c : scope.substr(0, 8))
    if (!ascii::is_digit(c)) return false;
  scope.remove_prefix(9);
  const std::size_t slash = scope.find('/');
  return slash != std::string_view::npos && is_made_of(kAccess, scope.substr(0, slash), kMaxScopeNameBytes) &&
         is_made_of(kAccess, scope.substr(slash + 1), kMaxScopeNameBytes);
}

// The first part of either form: the key id, and for V11 its scope.
bool eat_access(std::string_view& rest, Claim& claim) noexcept {
  if (claim.algorithm == Algorithm::Sdk) return eat_part(rest, "Access=", claim.access);
  std::string_view credential;
  if (!eat_part(rest, "Credential=", credential)) return false;
  const std::size_t slash = credential.find('/');
  if (slash == std::string_view::npos) return false;
  claim.access = credential.substr(0, slash);
  claim.scope = credential.substr(slash + 1);
  return is_scope(claim.scope);
}

}  // namespace

std::optional<Claim> read_authorization(std::string_view value, bool accept_v11) noexcept {
  std::string_view rest = value;
  if (rest.size() > kMaxAuthorizationBytes) return std::nullopt;
  Claim claim;
  if (accept_v11 && eat(rest, kV11Name)) {
    claim.algorithm = Algorithm::V11;
  } else if (!eat(rest, kSdkName)) {
    return std::nullopt;
  }
  if (!rest.starts_with(' ')) return std::nullopt;
  eat_spaces(rest);
  if (!eat_access(rest, claim) || !is_made_of(kAccess, claim.access, kMaxAccessBytes)) return std::nullopt;
  if (!eat_part(rest, "SignedHeaders=", claim.signed_headers)) return std::nullopt;
  if (!are_signed_names(claim.signed_headers) || !eat(rest, "Signature=")) return std::nullopt;
  claim.signature = rest;
  if (!hex::read(rest, claim.digest)) return std::nullopt;
  return claim;
}

}  // namespace sluice::sign
