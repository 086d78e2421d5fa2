#include "signing_input.hpp"

#include <algorithm>

#include "fault.hpp"
#include "instant.hpp"

namespace cli {
namespace {

using sluice::sign::Algorithm;

/// `target`, or `path` and `query`.
std::string read_target(json::Object& input) {
  const auto target = input.text("target");
  const auto path = input.text("path");
  const auto query = input.text("query");
  if (target && (path || query))
    throw Fault{"contradiction", "/target stands beside /path or /query", "/target"};
  if (target) return std::string(*target);
  if (!path) throw Fault{"missing_member", "/path or /target is missing", "/path"};
  if (path->find('?') != std::string_view::npos)
    throw Fault{"bad_value", "/path must not hold a '?': the query is a member of its own", "/path"};
  std::string whole(path->empty() ? "/" : *path);
  if (query && !query->empty()) whole.append("?").append(*query);
  return whole;
}

Algorithm read_algorithm(const json::Value& value) {
  if (value.text() == "SDK-HMAC-SHA256") return Algorithm::Sdk;
  if (value.text() == "V11-HMAC-SHA256") return Algorithm::V11;
  throw Fault{"bad_value", "/algorithm must be SDK-HMAC-SHA256 or V11-HMAC-SHA256", "/algorithm"};
}

/// What a vector tells of itself and of its results.
void skip_vector_members(json::Object& input) {
  for (const char* name : {"name", "source", "string_to_sign", "signature"}) input.skip_text(name);
  if (const auto agree = input.find("agree"))
    for (const json::Value& name : agree->elements()) (void)name.text();
}

}  // namespace

SigningInput read_signing_input(json::Object& members, Algorithm algorithm) {
  SigningInput input;
  input.request = read_request(members);
  input.request.target = read_target(members);
  input.access_key = members.text("access_key").value_or("");
  input.secret_key = members.text("secret_key").value_or("");
  input.signed_headers = members.text("signed_headers").value_or("");
  input.authorization = members.text("authorization").value_or("");
  input.region = members.text("region").value_or("");
  input.service = members.text("service").value_or("");
  input.date = members.text("date").value_or("");
  if (const auto now = members.find("now")) input.now = read_instant(*now);
  const auto named = members.find("algorithm");
  input.algorithm = named ? read_algorithm(*named) : algorithm;
  input.canonical_request = members.text("canonical_request").value_or("");
  skip_vector_members(members);
  return input;
}

void require(std::string_view value, std::string_view member) {
  if (!value.empty()) return;
  throw Fault{"missing_member", std::string(member) + " is missing or empty", std::string(member)};
}

std::optional<std::string_view> contradiction(const SigningInput& input) {
  const auto differs = [&](std::string_view member, std::string_view name) {
    const auto field = only_field(input.request.headers, name);
    return !member.empty() && field && *field != member;
  };
  if (differs(input.request.host, "Host")) return "/host";
  if (differs(input.date, "X-Sdk-Date")) return "/date";
  return std::nullopt;
}

sluice::Request received(const SigningInput& input, std::vector<sluice::Header>& headers) {
  headers = input.request.headers;
  if (!input.authorization.empty()) headers.push_back({"Authorization", input.authorization});
  sluice::Request request = input.request.view();
  request.headers = headers;
  return request;
}

}  // namespace cli
