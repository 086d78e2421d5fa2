// `sluice sign`: signs a request. Prints the header fields to send, a curl command, or with --jsonl every
// step of the signature.
#include "sluice/sign.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <vector>

#include "answers.hpp"
#include "canonical_text.hpp"
#include "command.hpp"
#include "curl.hpp"
#include "fault.hpp"
#include "instant.hpp"
#include "signing_input.hpp"
#include "sluice/canonical.hpp"
#include "sluice/date.hpp"

namespace cli {
namespace {

using sluice::sign::Algorithm;

/// A signed request. Views point into the room and the input.
struct SignedRequest {
  std::string room;
  sluice::sign::Signed result;
  std::vector<sluice::Header> headers;  ///< everything to send
  std::string canonical_request;
  std::string string_to_sign;
};

std::size_t bytes_of(const RequestInput& request) {
  std::size_t bytes = request.target.size() + request.host.size() + request.method.size();
  for (const auto& [name, value] : request.headers) bytes += name.size() + value.size() + 2;
  return bytes;
}

sluice::Now clock_of(const SigningInput& input) {
  if (const auto seconds = sluice::date::read(input.date)) return {*seconds};
  return input.now ? *input.now : machine_instant();
}

std::vector<sluice::Header> headers_to_send(const RequestInput& request, const sluice::sign::Signed& result) {
  std::vector<sluice::Header> headers;
  const auto is_removed = [&](const sluice::Header& header) {
    return std::ranges::any_of(result.removed, [&](auto name) { return is_same_name(name, header.name); });
  };
  std::ranges::remove_copy_if(request.headers, std::back_inserter(headers), is_removed);
  headers.insert(headers.end(), result.added.begin(), result.added.end());
  return headers;
}

/// The texts that were hashed, for whoever wants to compare them.
void write_steps(const SigningInput& input, SignedRequest& done) {
  sluice::Request request = input.request.view();
  request.headers = done.headers;
  const auto canonical = canonical_text(request, done.result.signed_headers, input.request.body);
  if (!canonical) throw Fault{"internal", "a signed request without canonical text"};
  done.canonical_request = *canonical;
  std::string scope;
  if (input.algorithm == Algorithm::V11)
    scope.append(done.result.date.substr(0, 8))
        .append("/")
        .append(input.region)
        .append("/")
        .append(input.service);
  std::array<char, 512> room;
  const auto text = sluice::sign::string_to_sign(done.result.date, scope, *canonical, room);
  if (!text) throw Fault{"internal", "the string to sign does not fit"};
  done.string_to_sign = *text;
}

/// The body, or the hash that a header gives of one that is elsewhere: what stands there is what is signed.
sluice::sign::Payload payload_of(const RequestInput& request) {
  const auto given = only_field(request.headers, "X-Sdk-Content-Sha256");
  const auto hash = given ? sluice::sign::read_hex(*given) : std::nullopt;
  return hash ? sluice::sign::Payload::hashed(*hash) : sluice::sign::Payload(request.body);
}

void sign(const SigningInput& input, SignedRequest& done) {
  if (const auto member = contradiction(input))
    throw Fault{"contradiction", std::string(*member) + " and the header of that meaning differ",
                std::string(*member)};
  require(input.access_key, "/access_key");
  require(input.secret_key, "/secret_key");
  const sluice::sign::Signer signer{.access = input.access_key,
                                    .secret = input.secret_key,
                                    .signed_headers = input.signed_headers,
                                    .algorithm = input.algorithm,
                                    .region = input.region,
                                    .service = input.service};
  done.room.resize(2048 + bytes_of(input.request) + input.access_key.size() + input.signed_headers.size());
  const auto result =
      sluice::sign::sign(input.request.view(), payload_of(input.request), signer, clock_of(input), done.room);
  if (!result) {
    const std::string why(text(result.error()));
    throw Fault{why, "the request cannot be signed: " + why};
  }
  done.result = *result;
  done.headers = headers_to_send(input.request, *result);
  write_steps(input, done);
}

SigningInput read(const json::Value& value, Algorithm algorithm) {
  json::Object members(value);
  SigningInput input = read_signing_input(members, algorithm);
  members.refuse_others();
  if (!input.date.empty() && !sluice::date::read(input.date))
    throw Fault{"bad_value", "/date must be a date like 20210224T100000Z", "/date"};
  return input;
}

void print_steps(const SignedRequest& done, json::Writer& out) {
  out.begin_object();
  out.member("canonical_request", done.canonical_request);
  out.member("string_to_sign", done.string_to_sign);
  out.member("signature", done.result.signature);
  out.member("authorization", done.result.authorization);
  out.member("signed_headers", done.result.signed_headers);
  out.member("date", done.result.date);
  out.name("headers").pairs(done.headers);
  out.end_object();
}

void print_fields(const SignedRequest& done, Output& output) {
  // A field with a line end in it would be read as two.
  for (const auto& [name, value] : done.headers)
    if (has_control(name) || has_control(value))
      throw Fault{"header_illegal", "a control character in a header field", "/headers"};
  for (const auto& [name, value] : done.headers) {
    output.text().append(name).append(": ").append(value);
    output.end_line();
  }
}

}  // namespace

int run_sign(const SignOptions& options) {
  const Algorithm algorithm = options.algorithm == "v11" ? Algorithm::V11 : Algorithm::Sdk;
  if (options.is_jsonl)
    return answer_lines([&](const json::Value& value, json::Writer& out) {
      SignedRequest done;
      const SigningInput input = read(value, algorithm);
      sign(input, done);
      print_steps(done, out);
    });
  return answer_once("sign", [&](const json::Value& value, Output& output) {
    SignedRequest done;
    const SigningInput input = read(value, algorithm);
    sign(input, done);
    if (options.is_curl) {
      output.text() += curl_command(input.request, done.headers);
      output.end_line();
    } else {
      print_fields(done, output);
    }
    return kYes;
  });
}

}  // namespace cli
