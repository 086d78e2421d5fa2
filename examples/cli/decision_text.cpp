#include "decision_text.hpp"

#include <array>
#include <string>

#include "fault.hpp"
#include "json_read.hpp"

namespace cli {
namespace {

using sluice::Decision;
using sluice::Verdict;

constexpr std::array<std::string_view, 4> kVerdicts{"pass", "forward", "respond", "reject"};
constexpr std::array<std::string_view, 4> kSchemes{"http", "https", "ws", "wss"};
constexpr std::array<std::string_view, 3> kKinds{"http", "function", "mock"};
constexpr std::array<std::string_view, 6> kDimensions{"subdomain", "default", "api", "user", "app", "ip"};
constexpr std::array<std::string_view, 4> kUnits{"second", "minute", "hour", "day"};

template <class Enum, std::size_t N>
std::string_view word(const std::array<std::string_view, N>& words, Enum value) {
  return words[static_cast<std::size_t>(value)];
}

/// Text, or null where it is empty.
void write_known(json::Writer& out, std::string_view name, std::string_view text) {
  out.name(name);
  text.empty() ? out.null() : out.text(text);
}

/// The message that the caller reads: of the envelope, or the row's own where a group has another template.
std::string message_of(const Decision& decision) {
  const std::string plain(sluice::error::row(decision.row).message);
  try {
    json::Document document;
    json::Object envelope(document.read(decision.response.body));
    const auto message = envelope.find("error_msg");
    return message ? std::string(message->text()) : plain;
  } catch (const Fault&) {
    return plain;
  }
}

void write_error(const Decision& decision, json::Writer& out) {
  const bool is_error = decision.verdict == Verdict::Reject;
  const bool is_local = is_error || decision.verdict == Verdict::Respond;
  write_known(out, "error_code", is_error ? sluice::error::row(decision.row).code : std::string_view{});
  out.name("status");
  is_local ? out.unsigned_number(decision.response.status) : out.null();
  write_known(out, "error_msg", is_error ? message_of(decision) : "");
  write_known(out, "reason", is_error ? sluice::error::text(decision.reason) : std::string_view{});
  write_known(out, "detail", decision.detail);
}

void write_backend(const sluice::backend::Call& call, json::Writer& out) {
  out.begin_object();
  out.member("kind", word(kKinds, call.kind));
  out.member("scheme", word(kSchemes, call.scheme));
  out.member("host", call.host);
  out.name("port").unsigned_number(call.port);
  write_known(out, "address", call.address);
  out.member("method", call.method);
  out.member("target", call.target);
  out.name("headers").pairs(call.headers);
  out.name("timeout_ms").unsigned_number(call.timeout_ms);
  out.name("retries").unsigned_number(call.retries);
  if (call.kind == sluice::backend::Kind::Function) {
    out.name("function").begin_object();
    out.member("urn", call.function.urn);
    out.member("version", call.function.version);
    out.name("is_async").boolean(call.function.is_async);
    out.end_object();
  }
  out.end_object();
}

void write_response(const sluice::Response& response, json::Writer& out) {
  out.begin_object();
  out.name("status").unsigned_number(response.status);
  out.name("headers").pairs(response.headers);
  out.member("body", response.body);
  out.end_object();
}

void write_limit(const sluice::LimitUse& use, json::Writer& out) {
  const auto& standing = use.standing;
  out.begin_object();
  out.member("dimension", word(kDimensions, standing.dimension));
  write_known(out, "policy", use.policy);
  out.name("limit").unsigned_number(standing.limit);
  out.name("remain").unsigned_number(standing.remain);
  out.name("interval").unsigned_number(standing.interval);
  out.member("unit", word(kUnits, standing.unit));
  const auto wait = std::chrono::ceil<std::chrono::milliseconds>(standing.retry_after);
  out.name("retry_after_ms").number(wait.count());
  if (standing.degraded) out.name("degraded").boolean(true);
  out.end_object();
}

void write_observed(const sluice::Observed& observed, json::Writer& out) {
  out.begin_object();
  out.member("kind", observed.kind);
  out.member("policy", observed.policy);
  out.member("reason", sluice::error::text(observed.reason));
  out.end_object();
}

void write_matched(const Decision& decision, json::Writer& out) {
  write_known(out, "group", decision.group);
  write_known(out, "env", decision.environment);
  write_known(out, "api", decision.api);
  out.name("path_params").begin_object();
  for (const auto& [name, value] : decision.path_params) out.member(name, value);
  out.end_object();
  write_known(out, "app", decision.caller.app);
  write_known(out, "user", decision.caller.user_id);
  write_known(out, "account", decision.caller.account_id);
  write_known(out, "client_ip", decision.caller.address);
}

}  // namespace

void write(const Decision& decision, json::Writer& out) {
  out.begin_object();
  out.member("verdict", word(kVerdicts, decision.verdict));
  out.member("request_id", decision.request_id);
  write_matched(decision, out);
  write_error(decision, out);
  write_known(out, "backend_policy", decision.backend_policy);
  out.name("backend");
  decision.verdict == Verdict::Forward ? write_backend(decision.backend, out) : out.null();
  out.name("response");
  const bool is_local = decision.verdict == Verdict::Respond || decision.verdict == Verdict::Reject;
  is_local ? write_response(decision.response, out) : out.null();
  out.name("response_headers").pairs(decision.response_headers);
  out.name("limits").begin_array();
  for (const sluice::LimitUse& use : decision.limits) write_limit(use, out);
  out.end_array();
  out.name("observed").begin_array();
  for (const sluice::Observed& observed : decision.observed) write_observed(observed, out);
  out.end_array();
  if (decision.degraded) out.name("degraded").boolean(true);
  out.end_object();
}

}  // namespace cli
