// A gateway in a few words, for tests that read as sentences of the seed:
//
//     World world(document({api("a", "GET", "/orders/{id}")}));
//     CHECK(world.get("/orders/7").api == "a");
//
// An API is open, the host's own and published to RELEASE unless its further members say otherwise.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "sluice/sign.hpp"
#include "sluice/transaction.hpp"

namespace coverage {

using namespace sluice;
using std::string;
using std::string_view;

inline constexpr Now kNow{1614160800, 0, 1'000'000'000};

/// One API as JSON. `more` are further members; those of them that are also defaults take their place.
inline string api(string_view id, string_view method, string_view path, string_view more = {}) {
  string text = R"({"id": ")" + string(id) + R"(", "name": "api_)" + string(id) + R"(", "req_method": ")" +
                string(method) + R"(", "req_uri": ")" + string(path) + '"';
  const auto member = [&](string_view key, string_view value) {
    if (more.find('"' + string(key) + "\":") == string_view::npos)
      text += ", \"" + string(key) + "\": " + string(value);
  };
  member("auth_type", R"("NONE")");
  member("req_protocol", R"("BOTH")");
  member("backend_type", R"("HOST")");
  member("published", R"(["RELEASE"])");
  if (!more.empty()) text += ", " + string(more);
  return text + "}";
}

/// Members of an API with an HTTP backend at this address.
inline string at_address(string_view address, string_view path = "/b", string_view more = {}) {
  return R"("backend_type": "HTTP", "backend_api": {"req_method": "ANY", "req_uri": ")" + string(path) +
         R"(", "url_domain": ")" + string(address) + "\"}" + (more.empty() ? "" : ", " + string(more));
}

/// Members of an API whose backend is a channel.
inline string at_channel(string_view channel, string_view info = {}) {
  return R"("backend_type": "HTTP", "backend_api": {"req_method": "ANY", "req_uri": "/b", )"
         R"("vpc_channel_status": 1, "vpc_channel_info": {"vpc_channel_id": ")" +
         string(channel) + '"' + string(info) + "}}";
}

struct Parts {
  std::vector<string> apis{};
  string gateway{};  ///< members of `gateway`
  string group{};    ///< further members of the group
  string more{};     ///< further members of the document
};

inline string document(const Parts& parts) {
  string apis;
  for (const string& one : parts.apis) apis += (apis.empty() ? "" : ", ") + one;
  return R"({"gateway": {"subdomain_suffixes": ["apigw.example.com"])" +
         (parts.gateway.empty() ? "" : ", " + parts.gateway) + R"(}, "environments": [{"name": "BETA"}], )" +
         R"("groups": [{"id": "g1", "name": "group_1", "url_domains": [{"url_domain": "api.example.com"}], )" +
         (parts.group.empty() ? "" : parts.group + ", ") + R"("apis": [)" + apis + "]}]" +
         (parts.more.empty() ? "" : ", " + parts.more) + "}";
}
inline string document(std::vector<string> apis) { return document(Parts{.apis = std::move(apis)}); }

/// `0101/404` of a refusal; empty for anything else.
inline string refusal(const Decision& d) {
  if (d.verdict != Verdict::Reject) return {};
  const error::Entry& entry = error::row(d.row);
  return string(entry.code.substr(5)) + "/" + std::to_string(d.response.status);
}

inline string field(Headers headers, string_view name) {
  for (const Header& h : headers)
    if (h.name == name) return string(h.value);
  return "(none)";
}

/// Errors that a document earns: `2022 /groups/0/...`.
inline std::vector<string> errors(string_view json) {
  std::vector<string> found;
  for (const Diagnostic& d : compile(json).diagnostics)
    if (d.severity == Severity::Error)
      found.push_back(string(error::row(d.row).code.substr(5)) + " " + d.pointer);
  return found;
}

class World {
 public:
  explicit World(string_view json) : compiled_(compile(json)) {
    for (const Diagnostic& d : compiled_.diagnostics)
      if (d.severity == Severity::Error) MESSAGE(d.pointer, " ", d.message);
    REQUIRE(compiled_.plan);
  }

  Now now = kNow;

  const Decision& call(const Request& request, const Supplies& supplies = {}) {
    return decide(*compiled_.plan, state_, request, now, transaction_, supplies);
  }
  const Decision& get(string_view target, std::vector<Header> headers = {}) {
    return call("GET", target, std::move(headers));
  }
  const Decision& call(string_view method, string_view target, std::vector<Header> headers = {}) {
    headers_ = std::move(headers);
    return call({.method = method,
                 .target = target,
                 .host = "api.example.com",
                 .headers = headers_,
                 .peer = "203.0.114.200"});
  }

  /// A call that is signed with this key and secret, at the world's time unless said otherwise.
  const Decision& signed_call(string_view method, string_view target, string_view body, string_view key,
                              string_view secret, std::vector<Header> headers = {}) {
    headers_ = std::move(headers);
    Request request{.method = method,
                    .target = target,
                    .host = "api.example.com",
                    .headers = headers_,
                    .peer = "203.0.114.200"};
    const auto made = sign::sign(request, body, {.access = key, .secret = secret}, signed_at, room_);
    REQUIRE(made.has_value());
    for (const Header& h : made->added) headers_.push_back(h);
    request.headers = headers_;
    return call(request, {.body = sent_body.empty() ? body : sent_body});
  }
  Now signed_at = kNow;
  string_view sent_body{};  ///< another body than the one that was signed

  const Decision& finish(const Outcome& outcome) { return transaction_.finish(outcome); }
  Transaction& transaction() { return transaction_; }
  const Plan& plan() const { return *compiled_.plan; }
  State& state() { return state_; }

 private:
  Compiled compiled_;
  State state_{7};
  Transaction transaction_;
  std::vector<Header> headers_;
  char room_[2048];
};

}  // namespace coverage
