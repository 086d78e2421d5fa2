// Any request and any text as the client's canonical request: the doctor ends, says something, and never
// shows the secret.
#include "fuzz/sign_input.hpp"
#include "sluice/explain_signature.hpp"

using namespace sluice;
using fuzz::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 4096) return 0;
  const fuzz::Message message(fuzz::Input(data, size));
  constexpr std::string_view secret = "\x01 a secret that no input holds";
  doctor::Case given;
  given.request = message.request;
  given.body = message.body;
  given.client_text = message.body;
  // A search takes some milliseconds: one input in eight pays for it.
  if (size % 8 == 0) given.secret = secret;
  const auto report = doctor::diagnose(given);
  expect(report.has_value());
  expect(report->is_signature_right || !report->findings.empty());
  for (const doctor::Finding& finding : report->findings) {
    expect(!finding.sentence.empty() && finding.sentence.find(secret) == std::string::npos);
    expect(finding.client_line.find(secret) == std::string::npos);
  }
  return 0;
}
