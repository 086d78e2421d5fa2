// Any text as an Authorization header: what is accepted keeps the grammar's promises, and its parts written
// again are accepted again, the same.
#include <string>

#include "fuzz/sign_input.hpp"
#include "sluice/canonical.hpp"
#include "sluice/sign.hpp"

using namespace sluice;
using fuzz::expect;

namespace {

void check(const sign::Claim& claim) {
  expect(!claim.access.empty() && claim.access.size() <= 256 && claim.signature.size() == 64);
  expect(!claim.signed_headers.empty() && claim.signed_headers.size() <= 8192);
  for (const char c : claim.signed_headers) expect(c > ' ' && c < 0x7f && !(c >= 'A' && c <= 'Z'));
  const bool is_v11 = claim.algorithm == sign::Algorithm::V11;
  std::string again = is_v11 ? "V11-HMAC-SHA256 Credential=" : "SDK-HMAC-SHA256 Access=";
  again += claim.access;
  if (is_v11) again += "/" + std::string(claim.scope);
  again += ", SignedHeaders=" + std::string(claim.signed_headers);
  again += ", Signature=" + std::string(sign::hex(claim.digest).view());
  if (again.size() > 8192) return;  // blanks may be written longer than they were read
  const auto second = sign::read_authorization(again, true);
  expect(second && second->digest == claim.digest && second->signed_headers == claim.signed_headers);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto strict = sign::read_authorization(text);
  const auto wide = sign::read_authorization(text, true);
  if (strict) expect(wide && wide->algorithm == sign::Algorithm::Sdk);
  if (wide) check(*wide);
  return 0;
}
