// Reads `SDK-HMAC-SHA256 Access=.., SignedHeaders=a;b, Signature=<64 hex>`, or the V11 form where that is
// accepted. The three parts stand in this order, each once, and nothing follows.
// Source: the signing guide, "adding the signature to the request header".
#include "sign/authorization.hpp"

#include <algorithm>
#include <cstring>

#include "base/hex.hpp"
#include "http/block.hpp"
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

inline bool eat(std::string_view& rest, std::string_view text) noexcept {
  if (rest.size() < text.size() || std::memcmp(rest.data(), text.data(), text.size()) != 0) return false;
  rest.remove_prefix(text.size());
  return true;
}

void eat_spaces(std::string_view& rest) noexcept {
  while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
}

// `name=value` and the comma and spaces behind it.
inline bool eat_part(std::string_view& rest, std::string_view name, std::string_view& value) noexcept {
  if (!eat(rest, name)) return false;
  const std::size_t comma = rest.find(',');
  if (comma == std::string_view::npos) return false;
  value = rest.substr(0, comma);
  rest.remove_prefix(comma + 1);
  eat_spaces(rest);
  return true;
}

// FF where a byte is none of those that names are nearly always made of.
http::Block is_unusual(http::Block bytes) noexcept {
  return ~(http::between(bytes, 'a', 'z') | http::between(bytes, '0', '9') | http::equal(bytes, '-') |
           http::equal(bytes, ';'));
}

// Whether all bytes are letters of a token in lower case, or `;`.
bool are_name_bytes(std::string_view joined) noexcept {
  const auto is_illegal = [](char c) { return c != ';' && !ascii::is_in(kLowerToken, c); };
  return !http::is_any_byte(joined, is_unusual, is_illegal) ||
         std::none_of(joined.begin(), joined.end(), is_illegal);
}

// Each name comes after the one before; only names that begin alike are compared whole.
bool are_signed_names(std::string_view joined) noexcept {
  if (joined.empty() || !are_name_bytes(joined)) return false;
  Names names(joined);
  std::string_view name, previous;
  NameKey key = 0, previous_key = 0;
  for (std::size_t count = 0; names.next(name); previous = name, previous_key = key) {
    key = key_of_lower(name);
    const bool is_behind = key > previous_key || (key == previous_key && name > previous);
    if (!is_behind || name == "authorization" || ++count > kMaxSigned) return false;
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

// FF where a byte is no letter of a key id.
http::Block is_no_access(http::Block bytes) noexcept {
  const http::Block letter = http::between(bytes | http::filled(0x20), 'a', 'z');
  return ~(letter | http::between(bytes, '0', '9') | http::between(bytes, '-', '.') |
           http::equal(bytes, '_'));
}

}  // namespace

bool is_access(std::string_view text) noexcept {
  if (text.empty() || text.size() > kMaxAccessBytes) return false;
  return !http::is_any_byte(text, is_no_access, [](char c) { return !ascii::is_in(kAccess, c); });
}

bool read_claim(std::string_view value, bool accept_v11, Claim& claim) noexcept {
  std::string_view rest = value;
  if (rest.size() > kMaxAuthorizationBytes) return false;
  if (accept_v11 && eat(rest, kV11Name)) {
    claim.algorithm = Algorithm::V11;
  } else if (!eat(rest, kSdkName)) {
    return false;
  }
  if (!rest.starts_with(' ')) return false;
  eat_spaces(rest);
  if (!eat_access(rest, claim) || !is_access(claim.access)) return false;
  if (!eat_part(rest, "SignedHeaders=", claim.signed_headers)) return false;
  if (!are_signed_names(claim.signed_headers) || !eat(rest, "Signature=")) return false;
  claim.signature = rest;
  return hex::read(rest, claim.digest);
}

std::optional<Claim> read_authorization(std::string_view value, bool accept_v11) noexcept {
  std::optional<Claim> claim(std::in_place);
  if (!read_claim(value, accept_v11, *claim)) claim.reset();
  return claim;
}

}  // namespace sluice::sign
