// The doctor against a client that makes known mistakes, one, two and three at once.
#include <doctest/doctest.h>

#include <chrono>
#include <set>

#include "sign/slow_signer.hpp"
#include "sluice/date.hpp"
#include "sluice/explain_signature.hpp"
#include "sluice/sign.hpp"

using namespace sluice;
using doctor::Cause;

namespace {

constexpr std::int64_t kNow = 1614160800;
const std::string kSecret = "FWTh5tqu2Pb9ZGt8NI09XYZti2V1LTa8useKXMD8";

// A request as it was sent, and what its client makes of it before it signs.
struct Client {
  slow::Order order;
  std::string path, query, payload, secret, date;
  slow::Pairs lines;  // name, value
  bool has_equals = true, plus_literal = false;
  enum class Sort { Decoded, Encoded, Raw } sort = Sort::Decoded;

  Client() {
    order.method = "POST";
    order.path = "/v1/a%20b";
    order.query = "z=1&kz=2&k%7B=3&text=a+b&flag&b=%7Eok";
    order.body = "{\"n\": 1}\n";
    order.date = date::write(kNow).view();
    order.headers = {{"Host", "api.example.com"},
                     {"Content-Type", "application/json"},
                     {"X-Trim", "  a "},
                     {"X-Fold", "a   b"},
                     {"X-Sdk-Date", order.date}};
    order.signed_headers = "content-type;host;x-fold;x-sdk-date;x-trim";
    order.access = "4f5f626b-073f-402f-a1e0-e52171c6100c";
    order.secret = kSecret;
    path = slow::canonical_uri(order.path);
    payload = slow::hash(order.body);
    secret = kSecret;
    date = order.date;
    for (const std::string& name : slow::split(order.signed_headers, ';'))
      for (const auto& [n, value] : order.headers)
        if (slow::lower(n) == name) lines.emplace_back(name, slow::trim(value));
  }

  std::string& value(const std::string& name) {
    for (auto& [n, v] : lines)
      if (slow::lower(n) == name) return v;
    throw std::runtime_error(name);
  }

  std::string canonical_query() const {
    std::vector<std::pair<slow::Pair, bool>> pairs;
    for (const std::string& part : slow::split(order.query, '&')) {
      const auto equals = part.find('=');
      const bool had = equals != std::string::npos;
      pairs.push_back({{slow::decode(part.substr(0, equals), !plus_literal),
                        slow::decode(had ? part.substr(equals + 1) : "", !plus_literal)},
                       had});
    }
    if (sort == Sort::Decoded) std::sort(pairs.begin(), pairs.end());
    for (auto& [pair, had] : pairs) pair = {slow::encode(pair.first, ""), slow::encode(pair.second, "")};
    if (sort == Sort::Encoded) std::sort(pairs.begin(), pairs.end());
    std::string out;
    for (const auto& [pair, had] : pairs)
      out += (out.empty() ? "" : "&") + pair.first + (had || has_equals ? "=" + pair.second : "");
    return out;
  }

  std::string canonical_request() const {
    std::string headers;
    for (const auto& [name, v] : lines) headers += name + ":" + v + "\n";
    return order.method + "\n" + path + "\n" + canonical_query() + "\n" + headers + "\n" +
           order.signed_headers + "\n" + payload;
  }

  std::string authorization() const {
    const std::string text = "SDK-HMAC-SHA256\n" + date + "\n" + slow::hash(canonical_request());
    return "SDK-HMAC-SHA256 Access=" + order.access + ", SignedHeaders=" + order.signed_headers +
           ", Signature=" + std::string(sign::hex(slow::hmac(secret, text)).view());
  }
};

struct Slip {
  Cause cause;
  int place;  // slips of one place exclude each other
  void (*make)(Client&);
};

const Slip kSlips[] = {
    {Cause::PathWithoutFinalSlash, 0, [](Client& c) { c.path.pop_back(); }},
    {Cause::PathDoubleEncoded, 1, [](Client& c) { c.path = slow::encode(c.path, "/"); }},
    {Cause::QueryPlusAndSpace, 2, [](Client& c) { c.plus_literal = true; }},
    {Cause::QueryEncodedOrder, 3, [](Client& c) { c.sort = Client::Sort::Encoded; }},
    {Cause::QueryUnsorted, 3, [](Client& c) { c.sort = Client::Sort::Raw; }},
    {Cause::QueryWithoutEquals, 4, [](Client& c) { c.has_equals = false; }},
    {Cause::BodyHashOfNothing, 5, [](Client& c) { c.payload = slow::hash(""); }},
    {Cause::BodyLineEnds, 5, [](Client& c) { c.payload = slow::hash("{\"n\": 1}"); }},
    {Cause::UnsignedPayloadForgotten, 5, [](Client& c) { c.payload = "UNSIGNED-PAYLOAD"; }},
    {Cause::DateOfAnotherSecond, 6,
     [](Client& c) { c.date = c.value("x-sdk-date") = date::write(kNow + 1).view(); }},
    {Cause::HostPort, 7, [](Client& c) { c.value("host") += ":443"; }},
    {Cause::HeaderNotTrimmed, 8, [](Client& c) { c.value("x-trim") = "  a "; }},
    {Cause::HeaderFolded, 9, [](Client& c) { c.value("x-fold") = "a b"; }},
    {Cause::HeaderNameCase, 10,
     [](Client& c) {
       for (auto& [name, v] : c.lines)
         for (const auto& [sent, sent_value] : c.order.headers)
           if (slow::lower(sent) == name) name = sent;
     }},
    {Cause::SecretWithBlanks, 11, [](Client& c) { c.secret += "\r\n"; }},
    {Cause::KeyAndSecretSwapped, 11, [](Client& c) { c.secret = c.order.access; }},
};
constexpr std::size_t kSlipCount = std::size(kSlips);

struct Received {
  explicit Received(const Client& c)
      : target(c.order.path + "?" + c.order.query), authorization(c.authorization()) {
    body = c.order.body;
    for (const auto& [name, value] : c.order.headers) texts.emplace_back(name, value);
    texts.emplace_back("Authorization", authorization);
    for (const auto& [name, value] : texts) headers.push_back({name, value});
    given.request = {.method = "POST", .target = target};
    given.request.headers = headers;
    given.body = body;
    given.secret = kSecret;
  }

  std::string target, authorization, body;
  slow::Pairs texts;
  std::vector<Header> headers;
  doctor::Case given;
};

std::multiset<Cause> causes_of(const doctor::Report& report, bool proved) {
  std::multiset<Cause> causes;
  for (const auto& finding : report.findings) {
    CHECK(finding.proved == proved);
    CHECK_FALSE(finding.sentence.empty());
    CHECK(finding.sentence.find(kSecret) == std::string::npos);
    causes.insert(finding.cause);
  }
  return causes;
}

void check_slips(std::initializer_list<std::size_t> slips) {
  Client client;
  std::multiset<Cause> expected;
  std::string names;
  for (const std::size_t slip : slips) {
    kSlips[slip].make(client);
    expected.insert(kSlips[slip].cause);
    names += std::string(doctor::text(kSlips[slip].cause)) + " ";
  }
  CAPTURE(names);
  const Received received(client);
  const auto report = doctor::diagnose(received.given);
  REQUIRE(report);
  CHECK_FALSE(report->is_signature_right);
  CHECK(causes_of(*report, true) == expected);
}

bool are_apart(std::size_t a, std::size_t b) { return kSlips[a].place != kSlips[b].place; }

}  // namespace

TEST_CASE("doctor: a right signature is right") {
  const Received received{Client()};
  const auto report = doctor::diagnose(received.given);
  REQUIRE(report);
  CHECK(report->is_signature_right);
  CHECK(report->findings.empty());
}

TEST_CASE("doctor: each known mistake is proved by itself") {
  for (std::size_t i = 0; i < kSlipCount; ++i) check_slips({i});
}

TEST_CASE("doctor: two mistakes at once are proved") {
  for (std::size_t i = 0; i < kSlipCount; ++i)
    for (std::size_t j = i + 1; j < kSlipCount; ++j)
      if (are_apart(i, j)) check_slips({i, j});
}

TEST_CASE("doctor: three mistakes at once are proved") {
  std::size_t nth = 0;
  for (std::size_t i = 0; i < kSlipCount; ++i)
    for (std::size_t j = i + 1; j < kSlipCount; ++j)
      for (std::size_t k = j + 1; k < kSlipCount; ++k)
        if (are_apart(i, j) && are_apart(j, k) && are_apart(i, k) && ++nth % 5 == 0) check_slips({i, j, k});
}

TEST_CASE("doctor: the client's canonical request names the difference, with bars and in an error body too") {
  Client client;
  client.value("content-type") = "text/plain";
  client.payload = slow::hash("another body");
  const Received received(client);
  const std::string text = client.canonical_request();
  std::string bars = text;
  std::replace(bars.begin(), bars.end(), '\n', '|');
  const std::string body =
      "{\"error_code\":\"APIG.0303\",\"error_msg\":\"Incorrect app authentication information: "
      "verify signature fail, canonicalRequest:" +
      bars + "\",\"request_id\":\"1\"}";
  for (const std::string& form : {text, bars, body}) {
    doctor::Case given = received.given;
    given.client_text = form;
    for (const bool has_secret : {false, true}) {
      if (!has_secret) given.secret = {};
      const auto report = doctor::diagnose(given);
      REQUIRE(report);
      CHECK(causes_of(*report, !given.secret.empty()) ==
            std::multiset<Cause>{Cause::HeaderChanged, Cause::BodyHashOfAnotherBody});
      CHECK(report->findings[0].client_line == "content-type:text/plain");
      CHECK(report->findings[0].right_line == "content-type:application/json");
      given.secret = kSecret;
    }
  }
}

TEST_CASE("doctor: each known mistake is named from the client's canonical request alone") {
  for (const Slip& slip : kSlips) {
    if (slip.place == 11) continue;  // the secret does not show
    Client client;
    slip.make(client);
    const Received received(client);
    const std::string text = client.canonical_request();
    doctor::Case given = received.given;
    given.secret = {};
    given.client_text = text;
    const auto report = doctor::diagnose(given);
    REQUIRE(report);
    CAPTURE(doctor::text(slip.cause));
    CHECK_FALSE(report->findings.empty());
    for (const auto& finding : report->findings) CHECK(finding.cause == slip.cause);
  }
}

TEST_CASE("doctor: a wrong clock, a date of minutes ago, an unreadable claim, a wrong secret") {
  const Received right{Client()};
  doctor::Case late = right.given;
  late.now = Now{.seconds = kNow + 4000};
  const auto clock = doctor::diagnose(late);
  CHECK(clock->is_signature_right);
  CHECK(causes_of(*clock, true) == std::multiset<Cause>{Cause::WrongClock});

  Client early;
  early.date = early.value("x-sdk-date") = date::write(kNow - 777).view();
  CHECK(causes_of(*doctor::diagnose(Received(early).given), true) ==
        std::multiset<Cause>{Cause::DateOfAnotherSecond});

  Received unreadable{Client()};
  unreadable.headers.back().value = "Bearer x";
  const auto claim = doctor::diagnose(unreadable.given);
  CHECK(claim->unreadable == Reason::AuthorizationIllegal);
  CHECK(claim->findings[0].cause == Cause::ClaimUnreadable);

  doctor::Case wrong = right.given;
  wrong.secret = "another";
  CHECK(causes_of(*doctor::diagnose(wrong), false) == std::multiset<Cause>{Cause::Unexplained});
}

TEST_CASE("doctor: what a search costs at most") {
  Client client;
  client.secret = "unknown";
  const Received received(client);
  const auto begin = std::chrono::steady_clock::now();
  CHECK(doctor::diagnose(received.given)->findings[0].cause == Cause::Unexplained);
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
  MESSAGE("in vain: " << took.count() << " ms");
  CHECK(took.count() < 2000);
}
