// 20,000 random requests: what the slow signer signs is accepted, what sluice signs is what the slow signer
// would have signed, and no single change of what a signature covers is accepted.
#include <doctest/doctest.h>

#include <functional>

#include "sign/random_request.hpp"
#include "sluice/error.hpp"
#include "sluice/sign.hpp"

using namespace sluice;
using random_request::Source;

namespace {

constexpr std::uint64_t kSeed = 20210224;

struct Sent {
  explicit Sent(const slow::Order& o) : target(o.path + (o.query.empty() ? "" : "?" + o.query)) {
    for (const auto& [name, value] : o.headers) headers.push_back({name, value});
    request.method = o.method;
    request.target = target;
    request.headers = headers;
  }
  void add(std::string_view name, std::string_view value) {
    headers.push_back({name, value});
    request.headers = headers;
  }

  std::string target;
  std::vector<Header> headers;
  Request request;
};

Reason verify(const slow::Order& o, const std::string& authorization, const sign::Rules& rules = {}) {
  Sent sent(o);
  sent.add("Authorization", authorization);
  const auto claim = sign::read(sent.request);
  if (!claim) return claim.error();
  return sign::verify(*claim, sent.request, o.body, o.secret, {.seconds = claim->date_seconds}, rules).reason;
}

}  // namespace

TEST_CASE("random: 20,000 requests signed slowly are verified") {
  Source from(kSeed);
  for (int i = 0; i < 20000; ++i) {
    const slow::Order o = random_request::order(from);
    CAPTURE(kSeed);
    CAPTURE(i);
    const Reason reason = verify(o, slow::authorization(o));
    REQUIRE_MESSAGE(reason == Reason::None, error::text(reason));
  }
}

TEST_CASE("random: the encoded order of a query is accepted too, unless that is switched off") {
  Source from(kSeed + 1);
  int differing = 0;
  for (int i = 0; i < 5000; ++i) {
    slow::Order o = random_request::order(from);
    CAPTURE(i);
    const std::string decoded = slow::authorization(o);
    o.encoded_order = true;
    const std::string encoded = slow::authorization(o);
    REQUIRE(verify(o, encoded) == Reason::None);
    REQUIRE(verify(o, decoded) == Reason::None);
    const Reason strict = verify(o, encoded, {.accept_encoded_query_order = false});
    REQUIRE(strict == (encoded == decoded ? Reason::None : Reason::SignatureWrong));
    differing += encoded != decoded;
  }
  CHECK(differing > 100);
}

TEST_CASE("random: 20,000 requests are signed as the slow signer signs them") {
  Source from(kSeed + 2);
  std::vector<char> room(8192);
  for (int i = 0; i < 20000; ++i) {
    const slow::Order o = random_request::order(from);
    CAPTURE(kSeed);
    CAPTURE(i);
    const Sent sent(o);
    sign::Signer signer{o.access, o.secret};
    signer.signed_headers = o.signed_headers;
    const auto made = sign::sign(sent.request, o.body, signer, {}, room);
    REQUIRE_MESSAGE(made, sign::text(made.error()));
    REQUIRE(made->authorization == slow::authorization(o));
  }
}

namespace {

using Change = std::function<void(slow::Order&)>;

void change_header(slow::Order& o, const std::string& name) {
  for (auto& [n, value] : o.headers)
    if (slow::lower(n) == name) value += "x";
}

// Each is a single change of something that the signature covers.
const std::pair<const char*, Change> kForgeries[] = {
    {"method", [](auto& o) { o.method += "X"; }},
    {"path: a byte more", [](auto& o) { o.path += "x"; }},
    {"path: an escape more", [](auto& o) { o.path += "%25"; }},
    {"path: two slashes more", [](auto& o) { o.path += "x//"; }},
    {"path: climbs", [](auto& o) { o.path = "/." + o.path; }},
    {"query: a pair more", [](auto& o) { o.query += "&extra=1"; }},
    {"query: a name without value", [](auto& o) { o.query += "&extra"; }},
    {"query moved into the path", [](auto& o) { o.path += "%3Fextra=1"; }},
    {"signed date", [](auto& o) { change_header(o, "x-sdk-date"); }},
    {"a second date", [](auto& o) { o.headers.emplace_back("x-sdk-date", o.date); }},
    {"body: a byte more", [](auto& o) { o.body += "x"; }},
    {"body: gone", [](auto& o) { o.body = o.body.empty() ? "x" : ""; }},
    {"secret", [](auto& o) { o.secret += "x"; }},
    {"hash header added",
     [](auto& o) { o.headers.emplace_back("X-Sdk-Content-Sha256", "UNSIGNED-PAYLOAD"); }},
};

// Each says the same in other words, or changes what is not signed.
const std::pair<const char*, Change> kEquivalences[] = {
    {"nothing", [](auto&) {}},
    {"final slash",
     [](auto& o) {
       if (!slow::decode(o.path, false).ends_with("/")) o.path += "/";
     }},
    {"an unsigned header", [](auto& o) { o.headers.emplace_back("X-Unsigned", "x"); }},
    {"blanks around a value",
     [](auto& o) { o.headers.front().second = " \t" + o.headers.front().second + " "; }},
    {"an empty pair", [](auto& o) { o.query += "&"; }},
    {"names in another case",
     [](auto& o) {
       for (auto& h : o.headers) h.first = slow::lower(h.first);
     }},
    {"another order of the query",
     [](auto& o) {
       auto parts = slow::split(o.query, '&');
       std::reverse(parts.begin(), parts.end());
       o.query.clear();
       for (const auto& part : parts) o.query += (o.query.empty() ? "" : "&") + part;
     }},
    {"another escape of the same path",
     [](auto& o) {
       std::string path = "/";
       for (const char c : slow::decode(o.path, false).substr(1)) {
         char escaped[4];
         std::snprintf(escaped, sizeof escaped, "%%%02x", static_cast<unsigned char>(c));
         path += escaped;
       }
       o.path = path;
     }},
};

}  // namespace

TEST_CASE("forgery: every single change of a signed part is refused") {
  Source from(kSeed + 3);
  for (int i = 0; i < 300; ++i) {
    const slow::Order o = random_request::order(from);
    const std::string authorization = slow::authorization(o);
    for (const auto& [title, change] : kForgeries) {
      const char* const name = title;  // clang 14 captures no structured binding
      slow::Order forged = o;
      change(forged);
      CAPTURE(name);
      CAPTURE(i);
      REQUIRE(verify(forged, authorization) != Reason::None);
    }
    for (const std::string& name : slow::split(o.signed_headers, ';')) {
      slow::Order forged = o;
      change_header(forged, name);
      CAPTURE(name);
      REQUIRE(verify(forged, authorization) != Reason::None);
    }
  }
}

TEST_CASE("forgery: every flipped bit of a signature is refused") {
  Source from(kSeed + 4);
  const slow::Order o = random_request::order(from);
  const std::string authorization = slow::authorization(o);
  for (std::size_t digit = authorization.size() - 64; digit < authorization.size(); ++digit)
    for (const char other : std::string("0123456789abcdef")) {
      if (authorization[digit] == other) continue;
      std::string forged = authorization;
      forged[digit] = other;
      CHECK(verify(o, forged) == Reason::SignatureWrong);
    }
}

TEST_CASE("equivalence: other words for the same request keep the signature") {
  Source from(kSeed + 5);
  for (int i = 0; i < 500; ++i) {
    const slow::Order o = random_request::order(from);
    const std::string authorization = slow::authorization(o);
    for (const auto& [title, change] : kEquivalences) {
      const char* const name = title;  // clang 14 captures no structured binding
      slow::Order same = o;
      change(same);
      CAPTURE(name);
      CAPTURE(i);
      CAPTURE(o.path);
      const Reason reason = verify(same, authorization);
      REQUIRE_MESSAGE(reason == Reason::None, error::text(reason));
    }
  }
}
