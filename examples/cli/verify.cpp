// `sluice verify`: whether a request's signature holds, as the gateway checks it, and why not.
#include <algorithm>
#include <string>
#include <vector>

#include "answers.hpp"
#include "canonical_text.hpp"
#include "command.hpp"
#include "escapes.hpp"
#include "instant.hpp"
#include "signing_input.hpp"
#include "sluice/canonical.hpp"
#include "sluice/date.hpp"
#include "sluice/error.hpp"
#include "sluice/sign.hpp"

namespace cli {
namespace {

using sluice::Reason;
using sluice::sign::Algorithm;
using sluice::sign::Claim;

/// What was found: nothing against it, or why not and the evidence.
struct Finding {
  Reason reason = Reason::None;
  std::string access_key;
  std::string detail;
};

/// The canonical request in one line, as the published gateway prints it: '|' for each line end.
std::string canonical_line(const sluice::Request& request, const Claim& claim, std::string_view body) {
  std::string line = canonical_text(request, claim.signed_headers, body).value_or("");
  std::ranges::replace(line, '\n', '|');
  return line;
}

std::string missing_names(const sluice::Request& request, const Claim& claim) {
  std::string missing;
  for (const std::string_view name : split(claim.signed_headers, ";")) {
    const bool is_there = std::ranges::any_of(
        request.headers, [&](const sluice::Header& field) { return is_same_name(field.name, name); });
    if (!is_there) missing.append(missing.empty() ? "" : ";").append(name);
  }
  return missing;
}

/// The texts of the published gateway where it has one. Source: answers of the published gateway, APIG.0303.
std::string detail_of(Reason reason, const SigningInput& input, const sluice::Request& request,
                      const Claim& claim, const sluice::Now& now) {
  switch (reason) {
    case Reason::KeyUnknown:
      return "app not found, appkey " + std::string(claim.access);
    case Reason::SignatureExpired:
      return "signature expired, signature time:" + std::string(claim.date) +
             ",server time:" + std::string(sluice::date::write(now.seconds).view());
    case Reason::SignatureWrong:
      return "verify signature fail, canonicalRequest:" + canonical_line(request, claim, input.request.body);
    case Reason::SignedHeaderMissing:
      return "signed headers that are not there:" + missing_names(request, claim);
    case Reason::BodyHashWrong:
      return "hash of the body:" +
             std::string(sluice::sign::hex(sluice::sign::sha256(input.request.body)).view());
    default:
      return {};
  }
}

/// A V11 signature for another region or service than the one asked for is none for us.
bool is_other_scope(const SigningInput& input, const Claim& claim) {
  if (claim.algorithm != Algorithm::V11 || (input.region.empty() && input.service.empty())) return false;
  const auto parts = split(claim.scope, "/");
  return parts.size() != 3 || parts[1] != input.region || parts[2] != input.service;
}

Finding verify(const SigningInput& input) {
  if (contradiction(input))
    return {Reason::AuthorityMismatch, {}, "a member and the header of that meaning differ"};
  std::vector<sluice::Header> headers;
  sluice::Request request = received(input, headers);
  request.host = {};  // the member only says again what the header said
  const bool is_v11 = input.algorithm == Algorithm::V11 || !input.region.empty();
  const auto claim = sluice::sign::read(request, {.accept_v11 = is_v11});
  if (!claim) return {claim.error(), {}, {}};
  if (is_other_scope(input, *claim)) return {Reason::AuthorizationIllegal, {}, "another scope"};
  const sluice::Now now = input.now ? *input.now : machine_instant();
  const bool is_known = input.access_key.empty() || input.access_key == claim->access;
  const sluice::sign::Secrets secrets(is_known ? input.secret_key : std::string_view{});
  const auto verdict = sluice::sign::verify(*claim, request, input.request.body, secrets, now);
  return {verdict.reason, std::string(claim->access), detail_of(verdict.reason, input, request, *claim, now)};
}

SigningInput read(const json::Value& value, Algorithm algorithm) {
  json::Object members(value);
  SigningInput input = read_signing_input(members, algorithm);
  members.refuse_others();
  require(input.secret_key, "/secret_key");
  return input;
}

void print(const Finding& finding, json::Writer& out) {
  out.begin_object();
  out.name("ok").boolean(finding.reason == Reason::None);
  if (finding.reason == Reason::None) {
    out.member("access_key", finding.access_key);
  } else {
    const auto& row = sluice::error::row(sluice::error::row(finding.reason));
    out.member("reason", sluice::error::text(finding.reason));
    out.member("error_code", row.code);
    out.name("status").unsigned_number(row.status);
    out.member("detail", finding.detail);
  }
  out.end_object();
}

}  // namespace

int run_verify(const VerifyOptions& options) {
  const Algorithm algorithm = options.algorithm == "v11" ? Algorithm::V11 : Algorithm::Sdk;
  if (options.is_jsonl)
    return answer_lines(
        [&](const json::Value& value, json::Writer& out) { print(verify(read(value, algorithm)), out); });
  return answer_once("verify", [&](const json::Value& value, Output& output) {
    const Finding finding = verify(read(value, algorithm));
    json::Writer out;
    print(finding, out);
    output.text().append(out.view());
    output.end_line();
    return finding.reason == Reason::None ? kYes : kNo;
  });
}

}  // namespace cli
