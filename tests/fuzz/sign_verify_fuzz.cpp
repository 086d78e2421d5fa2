// Any request against a verifier: whole and in slices it gets the same verdict, and it is accepted only where
// the stages, written down one by one, give the signature that was sent.
#include <string>

#include "fuzz/sign_input.hpp"
#include "sluice/canonical.hpp"
#include "sluice/sign.hpp"

using namespace sluice;
using fuzz::expect;

namespace {

constexpr std::string_view kSecret = "secret";

sign::Verdict verify_in_slices(const sign::Claim& claim, const fuzz::Message& message,
                               const sign::Rules& rules) {
  auto verification =
      sign::Verification::start(claim, message.request, rules, {.seconds = claim.date_seconds});
  expect(verification.has_value());
  for (std::size_t at = 0; at < message.body.size(); at += 5) verification->feed(message.body.substr(at, 5));
  return verification->check(kSecret);
}

bool is_right_by_stages(const sign::Claim& claim, const fuzz::Message& message, sign::QueryOrder order) {
  std::string payload(sign::hex(sign::sha256(message.body)).view());
  for (const Header& header : message.headers)
    if (header.name.size() == 20 && (header.name[0] | 0x20) == 'x') payload = header.value;
  std::string room(
      8192 + message.request.target.size() * 6 + message.headers.size() * 20 + claim.signed_headers.size(),
      ' ');
  for (const Header& header : message.headers) room.append(header.value.size() + header.name.size(), ' ');
  const auto canonical =
      sign::canonical_request(message.request, claim.signed_headers, payload, Room(room), order);
  if (!canonical) return false;
  std::string text_room(512, ' ');
  const auto text = sign::string_to_sign(claim.date, claim.scope, *canonical, Room(text_room));
  return text && sign::signature(sign::Key(kSecret), claim.scope, *text) == claim.digest;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::Message message(fuzz::Input(data, size));
  const auto claim = sign::read(message.request);
  if (!claim) return 0;
  const sign::Rules rules;
  const sign::Verdict whole =
      sign::verify(*claim, message.request, message.body, kSecret, {.seconds = claim->date_seconds}, rules);
  expect(whole.reason == verify_in_slices(*claim, message, rules).reason);
  expect(whole.reason != Reason::None || is_right_by_stages(*claim, message, sign::QueryOrder::Decoded) ||
         is_right_by_stages(*claim, message, sign::QueryOrder::Encoded));
  return 0;
}
