#include "decide_input.hpp"

#include <array>
#include <string>
#include <utility>

#include "fault.hpp"
#include "instant.hpp"

namespace cli {
namespace {

using sluice::Outcome;
using sluice::Tls;

/// One of the words of `known`. Throws `Fault` with all of them.
template <class Value, std::size_t N>
Value read_word(const json::Value& value, const std::array<std::pair<std::string_view, Value>, N>& known) {
  std::string words;
  for (const auto& [word, meaning] : known) {
    if (word == value.text()) return meaning;
    words.append(words.empty() ? "" : ", ").append(word);
  }
  throw Fault{"bad_value", value.pointer() + " must be one of " + words, value.pointer()};
}

constexpr auto kTlsVersions = std::to_array<std::pair<std::string_view, Tls>>({{"TLSv1", Tls::V1_0},
                                                                               {"TLSv1.0", Tls::V1_0},
                                                                               {"TLSv1.1", Tls::V1_1},
                                                                               {"TLSv1.2", Tls::V1_2},
                                                                               {"TLSv1.3", Tls::V1_3}});

constexpr auto kResults = std::to_array<std::pair<std::string_view, Outcome::Result>>(
    {{"response", Outcome::Result::Response},
     {"connect_failed", Outcome::Result::ConnectFailed},
     {"timeout", Outcome::Result::Timeout},
     {"error", Outcome::Result::Error}});

std::uint16_t read_status(const json::Value& value) {
  const std::int64_t status = value.integer();
  if (status < 100 || status > 999)
    throw Fault{"bad_value", value.pointer() + " must be a status from 100 to 999", value.pointer()};
  return static_cast<std::uint16_t>(status);
}

std::optional<std::uint64_t> read_milliseconds(json::Object& members, std::string_view name) {
  const auto value = members.find(name);
  if (!value) return std::nullopt;
  const std::int64_t ms = value->integer();
  if (ms < 0) throw Fault{"bad_value", value->pointer() + " must not be negative", value->pointer()};
  return static_cast<std::uint64_t>(ms);
}

Outcome read_outcome(const json::Value& value) {
  json::Object members(value);
  Outcome outcome;
  const auto result = members.find("result");
  if (!result) throw Fault{"missing_member", "/outcome/result is missing", "/outcome/result"};
  outcome.result = read_word(*result, kResults);
  if (const auto status = members.find("status")) outcome.status = read_status(*status);
  outcome.latency_ms = read_milliseconds(members, "latency_ms");
  outcome.upstream_ms = read_milliseconds(members, "upstream_ms");
  members.refuse_others();
  return outcome;
}

sluice::iam::Result read_iam_result(std::string_view text) {
  if (const auto result = sluice::iam::read_result(text)) return *result;
  std::string words;
  for (std::size_t i = 0; i < sluice::iam::kResultCount; ++i)
    words.append(words.empty() ? "" : ", ").append(sluice::iam::text(static_cast<sluice::iam::Result>(i)));
  throw Fault{"bad_value", "/iam/result must be one of " + words, "/iam/result"};
}

sluice::iam::Identity read_iam(const json::Value& value) {
  json::Object members(value);
  sluice::iam::Identity identity{.result = read_iam_result(members.required_text("result"))};
  identity.user_id = members.text("user_id").value_or("");
  identity.user_name = members.text("user_name").value_or("");
  identity.account_id = members.text("domain_id").value_or("");
  identity.account_name = members.text("domain_name").value_or("");
  identity.project_id = members.text("project_id").value_or("");
  members.refuse_others();
  return identity;
}

std::vector<sluice::KnownAnswer> read_authorizers(const json::Value& value) {
  std::vector<sluice::KnownAnswer> all;
  json::Object authorizers(value);
  for (const auto& [id, answer] : authorizers.all()) {
    json::Object members(answer);
    sluice::KnownAnswer& known = all.emplace_back(sluice::KnownAnswer{.authorizer = id});
    if (const auto status = members.find("status")) known.status = read_status(*status);
    known.body = members.text("body").value_or("");
    members.refuse_others();
  }
  return all;
}

sluice::Address read_ip(const json::Value& value) {
  if (const auto address = sluice::read_address(value.text())) return *address;
  throw Fault{"bad_value", value.pointer() + " must be an IP address", value.pointer()};
}

}  // namespace

DecideInput::DecideInput(const json::Value& value) {
  json::Object members(value);
  read(members);
  members.refuse_others();
}

DecideInput::DecideInput(json::Object& members) { read(members); }

void DecideInput::read(json::Object& members) {
  request_ = read_request(members);
  request_.target = members.required_text("target");
  client_ip_ = members.text("client_ip").value_or("");
  request_id_ = members.text("request_id").value_or("");
  if (const auto tls = members.find("tls")) tls_ = read_word(*tls, kTlsVersions);
  if (const auto instant = members.find("now")) now = read_instant(*instant);
  if (const auto resolved = members.find("resolved")) read_resolved(*resolved);
  if (const auto secrets = members.find("secrets")) read_secrets(*secrets);
  if (const auto ended = members.find("outcome")) outcome = read_outcome(*ended);
  if (const auto api = members.text("debug")) debug_api = *api;
  if (const auto why = members.text("veto")) veto = *why;
  if (const auto iam = members.find("iam")) identity_ = read_iam(*iam);
  if (const auto authorizers = members.find("authorizers")) authorizers_ = read_authorizers(*authorizers);
}

void DecideInput::read_resolved(const json::Value& value) {
  json::Object names(value);
  for (const auto& [name, addresses] : names.all()) {
    names_.push_back({name, {}});
    for (const json::Value& address : addresses.elements())
      names_.back().addresses.push_back(read_ip(address));
  }
  for (const Name& name : names_) resolved_.push_back({name.name, name.addresses});
}

void DecideInput::read_secrets(const json::Value& value) {
  json::Object keys(value);
  for (const auto& [access, secret] : keys.all()) secrets_.push_back({access, secret.text()});
}

sluice::Request DecideInput::request() const {
  sluice::Request request = request_.view();
  request.tls = tls_;
  request.peer = client_ip_;
  request.request_id = request_id_;
  return request;
}

sluice::Supplies DecideInput::supplies() const {
  return {.body = request_.body,
          .secrets = secrets_,
          .identity = identity_ ? &*identity_ : nullptr,
          .authorizers = authorizers_,
          .resolved = resolved_};
}

}  // namespace cli
