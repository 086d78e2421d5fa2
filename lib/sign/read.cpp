// The first of the two calls of a verifier: who claims what, without any secret.
#include "sign/authorization.hpp"
#include "sign/canonical.hpp"
#include "sign/single.hpp"
#include "sluice/date.hpp"
#include "sluice/sign.hpp"

namespace sluice::sign {
namespace {

// Claims are filled in their place: to copy one that was just written costs more than to read it.

// The date is what a signature dies by, so it must be signed itself.
Reason read_date(const Single& date, Claim& claim) noexcept {
  if (!has_name(claim.signed_headers, kDateHeader)) return Reason::DateNotSigned;
  if (date.count == 0) return Reason::DateMissing;
  const auto seconds = date::read(date.value);
  if (!seconds) return Reason::DateIllegal;
  claim.date = date.value;
  claim.date_seconds = *seconds;
  const bool is_scoped = claim.algorithm == Algorithm::V11;
  const bool is_of_scope = !is_scoped || claim.date.starts_with(claim.scope.substr(0, 8));
  return is_of_scope ? Reason::None : Reason::AuthorizationIllegal;
}

Reason read_into(Claim& claim, const Request& request, const ReadOptions& options) noexcept {
  Single authorization{options.header}, date{kDateHeader}, hash{kHashHeader};
  for (const Header& header : request.headers) {
    authorization.take(header);
    date.take(header);
    hash.take(header);
  }
  if (authorization.count == 0) return Reason::CredentialMissing;
  if (authorization.count > 1) return Reason::AuthorizationRepeated;
  if (date.count > 1) return Reason::DateRepeated;
  if (hash.count > 1) return Reason::ContentHashRepeated;
  if (!read_claim(authorization.value, options.accept_v11, claim)) return Reason::AuthorizationIllegal;
  return read_date(date, claim);
}

}  // namespace

Result<Claim, Reason> read(const Request& request, const ReadOptions& options) noexcept {
  Result<Claim, Reason> claim{Claim{}};
  if (const Reason fault = read_into(*claim, request, options); fault != Reason::None) claim = fault;
  return claim;
}

}  // namespace sluice::sign
