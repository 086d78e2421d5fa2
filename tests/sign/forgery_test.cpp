// Every byte of every signed part of several requests is changed, taken away, doubled, swapped with its
// neighbour and put before, one at a time. A change is accepted where, and only where, a rule below shows
// that it means the same: the rules are written from the description of the algorithm, without the library.
#include <doctest/doctest.h>

#include <map>

#include "sign/slow_signer.hpp"
#include "sluice/date.hpp"
#include "sluice/error.hpp"
#include "sluice/sign.hpp"

using namespace sluice;

namespace {

constexpr const char* kAccess = "4f5f626b-073f";
constexpr const char* kSecret = "FWTh5tqu2Pb9ZGt8NI09XYZti2V1LTa8useKXMD8";
constexpr const char* kDate = "20210224T100000Z";
constexpr std::int64_t kNow = 1614160800;

// A request on the wire; all headers are signed but Authorization, which is the last.
struct Wire {
  std::string method, target, body;
  slow::Pairs headers;
  bool covers_body = true;
};

enum class Part { Method, Target, Body, Name, Value, AuthorizationName, Authorization };

// One text of a request that may be changed.
struct Spot {
  Part part;
  std::string Wire::*text;
  std::size_t header;

  std::string& in(Wire& wire) const {
    if (text != nullptr) return wire.*text;
    auto& [name, value] = wire.headers[header];
    return part == Part::Name || part == Part::AuthorizationName ? name : value;
  }
};

std::vector<Spot> spots(const Wire& wire) {
  std::vector<Spot> all = {{Part::Method, &Wire::method, 0}, {Part::Target, &Wire::target, 0}};
  if (wire.covers_body) all.push_back({Part::Body, &Wire::body, 0});
  const std::size_t last = wire.headers.size() - 1;
  for (std::size_t i = 0; i <= last; ++i) {
    all.push_back({i == last ? Part::AuthorizationName : Part::Name, nullptr, i});
    all.push_back({i == last ? Part::Authorization : Part::Value, nullptr, i});
  }
  return all;
}

Wire sign_slowly(Wire wire) {
  slow::Order o;
  const auto mark = wire.target.find('?');
  o.method = wire.method;
  o.path = wire.target.substr(0, mark);
  o.query = mark == std::string::npos ? "" : wire.target.substr(mark + 1);
  o.body = wire.body;
  o.headers = wire.headers;
  std::map<std::string, bool> names;
  for (const auto& [name, value] : wire.headers) {
    names[slow::lower(name)] = true;
    if (slow::lower(name) == "x-sdk-content-sha256") o.payload_hash = slow::trim(value);
  }
  for (const auto& [name, present] : names) o.signed_headers += (o.signed_headers.empty() ? "" : ";") + name;
  o.date = kDate;
  o.access = kAccess;
  o.secret = kSecret;
  wire.headers.emplace_back("Authorization", slow::authorization(o));
  return wire;
}

Reason verify(const Wire& wire) {
  std::vector<Header> headers;
  for (const auto& [name, value] : wire.headers) headers.push_back({name, value});
  Request request{.method = wire.method, .target = wire.target};
  request.headers = headers;
  const auto claim = sign::read(request);
  if (!claim) return claim.error();
  const sign::Secrets known(kSecret);
  return sign::verify(*claim, request, wire.body, claim->access == kAccess ? known : sign::Secrets(),
                      {.seconds = kNow})
      .reason;
}

std::vector<Wire> wires() {
  std::vector<Wire> all = {
      {"GET", "/", "", {{"X-Sdk-Date", kDate}}},
      {"GET",
       "/app1?b=2&a=1&a=&c&%5B=%7e+x",
       "",
       {{"X-Sdk-Date", kDate}, {"Host", "c967a237.apigw.example.com"}}},
      {"POST",
       "/v1/77b6a44c/vpcs/%E4%B8%AD%2fx//y/",
       "{\"n\":1,\"s\":\"\xc3\xa9\"}\n",
       {{"Host", "api.example.com:8443"},
        {"content-type", " application/json; charset=utf-8\t"},
        {"X-Sdk-Date", kDate},
        {"X-Empty", ""},
        {"X_Under", "a,b"}}},
      {"PUT",
       "/a://b/c?u=http://x/?y==&z=1;2",
       "k=v&k=w",
       {{"X-Tag", "b"},
        {"Host", "api.example.com"},
        {"x-tag", " a  b"},
        {"X-Sdk-Date", kDate},
        {"X-TAG", "a"}}},
      {"PATCH",
       "/x",
       "hello",
       {{"X-Sdk-Content-Sha256", slow::hash("hello")}, {"X-Sdk-Date", kDate}, {"Host", "h"}}},
      {"DELETE",
       "/x/-_.~?k",
       "not covered",
       {{"X-Sdk-Content-Sha256", "UNSIGNED-PAYLOAD"}, {"X-Sdk-Date", kDate}, {"Host", "h"}},
       false},
  };
  for (Wire& wire : all) wire = sign_slowly(wire);
  return all;
}

bool has_bad_escape(const std::string& text) {
  for (std::size_t i = text.find('%'); i != std::string::npos; i = text.find('%', i + 1)) {
    if (text.size() - i < 3) return true;
    if (!std::isxdigit(static_cast<unsigned char>(text[i + 1])) ||
        !std::isxdigit(static_cast<unsigned char>(text[i + 2])))
      return true;
  }
  return false;
}

// What a target says: the decoded path, without one final slash, and the decoded pairs in any order.
std::pair<std::string, std::multimap<std::string, std::string>> meaning(const std::string& target) {
  const auto mark = target.find('?');
  std::string path = slow::decode(target.substr(0, mark), false);
  if (path.ends_with("/")) path.pop_back();
  std::multimap<std::string, std::string> pairs;
  if (mark == std::string::npos) return {path, pairs};
  for (const std::string& pair : slow::split(target.substr(mark + 1), '&')) {
    const auto equals = pair.find('=');
    if (equals == 0 || pair.empty()) continue;
    pairs.emplace(slow::decode(pair.substr(0, equals), true),
                  equals == std::string::npos ? "" : slow::decode(pair.substr(equals + 1), true));
  }
  return {path, pairs};
}

bool is_same_target(const std::string& a, const std::string& b) {
  if (has_bad_escape(b)) return false;
  // In absolute form another path begins behind the authority.
  if (!b.starts_with("/") && b.find("://") != std::string::npos) return false;
  const auto one = meaning(a), other = meaning(b);
  if (one.first != other.first) return false;
  std::vector<slow::Pair> left(one.second.begin(), one.second.end()),
      right(other.second.begin(), other.second.end());
  std::sort(left.begin(), left.end());
  std::sort(right.begin(), right.end());
  return left == right;
}

// Blanks around it and behind its commas and its scheme do not count, nor does the case of its last 64
// letters.
std::string plain_authorization(const std::string& text) {
  std::string out;
  const std::string trimmed = slow::trim(text);
  for (const char c : trimmed) {
    const bool is_optional = c == ' ' && (out.ends_with(",") || (out == "SDK-HMAC-SHA256 "));
    if (!is_optional) out += c;
  }
  const auto signature = out.rfind('=');
  return signature == std::string::npos ? out : out.substr(0, signature) + slow::lower(out.substr(signature));
}

// The rule by which a changed text means the same; null where there is none.
const char* equivalence(Part part, const std::string& before, const std::string& after) {
  switch (part) {
    case Part::Method:
      return slow::lower(before) == slow::lower(after) ? "method in another case" : nullptr;
    case Part::Target:
      return is_same_target(before, after) ? "same path, same pairs" : nullptr;
    case Part::Name:
    case Part::AuthorizationName:
      return slow::lower(before) == slow::lower(after) ? "name in another case" : nullptr;
    case Part::Value:
      return slow::trim(before) == slow::trim(after) ? "blanks around a value" : nullptr;
    case Part::Authorization:
      return plain_authorization(before) == plain_authorization(after) ? "blanks or case of Authorization"
                                                                       : nullptr;
    case Part::Body:
      return nullptr;
  }
  return nullptr;
}

constexpr char kLetters[] = "\0\t\n\r !\"#%&'()*+,-./0:;<=>?@A[]_`a{~\x7f\x80\xc3\xff";
const std::string kBytes(kLetters, sizeof kLetters - 1);

// All single changes of a text at one byte, or before it where it is the end.
std::vector<std::string> changes(const std::string& text, std::size_t at) {
  std::vector<std::string> all;
  const auto add = [&](std::string_view middle, std::size_t skipped) {
    all.push_back(text.substr(0, at) + std::string(middle) +
                  text.substr(std::min(text.size(), at + skipped)));
  };
  for (const char c : kBytes) add({&c, 1}, 0);
  if (at == text.size()) return all;
  for (unsigned bit = 1; bit < 256; bit *= 2) {
    const char c = static_cast<char>(static_cast<unsigned char>(text[at]) ^ bit);
    add({&c, 1}, 1);
  }
  for (const char c : kBytes)
    if (c != text[at]) add({&c, 1}, 1);
  add("", 1);
  add(text.substr(at, 1) + text.substr(at, 1), 1);
  char escape[4];
  std::snprintf(escape, sizeof escape, "%%%02X", static_cast<unsigned char>(text[at]));
  add(escape, 1);
  if (at + 1 < text.size() && text[at] != text[at + 1]) add({std::string{text[at + 1], text[at]}}, 2);
  return all;
}

}  // namespace

TEST_CASE(
    "forgery: each byte of each signed part, changed in each way, is refused unless it means the same") {
  std::map<std::string, int> accepted;
  int refused = 0;
  for (const Wire& wire : wires()) {
    CAPTURE(wire.target);
    REQUIRE(verify(wire) == Reason::None);
    for (const Spot& spot : spots(wire)) {
      Wire changed = wire;
      std::string& text = spot.in(changed);
      const std::string before = text;
      for (std::size_t at = 0; at <= before.size(); ++at)
        for (const std::string& after : changes(before, at)) {
          if (after == before) continue;
          text = after;
          const char* const rule = equivalence(spot.part, before, after);
          const Reason reason = verify(changed);
          const bool is_expected = (reason == Reason::None) == (rule != nullptr);
          REQUIRE_MESSAGE(is_expected, before << " -> " << after << ": " << error::text(reason));
          if (rule != nullptr) ++accepted[rule];
          refused += rule == nullptr;
        }
    }
  }
  CHECK(refused > 100000);
  CHECK(accepted.size() == 5);  // each rule was met, and no other
}

TEST_CASE("forgery: a signed header taken away, doubled, renamed, or with another's value is refused") {
  for (const Wire& wire : wires()) {
    const std::size_t count = wire.headers.size() - 1;
    for (std::size_t i = 0; i < count; ++i) {
      CAPTURE(wire.headers[i].first);
      const auto at = static_cast<std::ptrdiff_t>(i);
      Wire changed = wire;
      changed.headers.erase(changed.headers.begin() + at);
      CHECK(verify(changed) != Reason::None);
      changed = wire;
      changed.headers.insert(changed.headers.begin() + at, wire.headers[i]);
      CHECK(verify(changed) != Reason::None);
      changed = wire;
      changed.headers[i].first = "X-Other";
      CHECK(verify(changed) != Reason::None);
      for (std::size_t j = 0; j < i; ++j) {
        changed = wire;
        std::swap(changed.headers[i].second, changed.headers[j].second);
        const bool is_same_name = slow::lower(wire.headers[i].first) == slow::lower(wire.headers[j].first);
        CHECK((verify(changed) == Reason::None) == is_same_name);
      }
    }
  }
}

TEST_CASE("forgery: Authorization of another request, or of another key, is refused") {
  const std::vector<Wire> all = wires();
  for (const Wire& wire : all)
    for (const Wire& other : all) {
      if (&wire == &other) continue;
      Wire changed = wire;
      changed.headers.back() = other.headers.back();
      CHECK(verify(changed) != Reason::None);
    }
}

TEST_CASE("forgery: a pair of the query taken away or doubled, a segment moved, is refused") {
  const Wire wire =
      sign_slowly({"GET", "/a/b/c?k=1&l=2&k=3", "", {{"Host", "api.example.com"}, {"X-Sdk-Date", kDate}}});
  REQUIRE(verify(wire) == Reason::None);
  for (const char* target :
       {"/a/b/c?k=1&l=2", "/a/b/c?l=2&k=3", "/a/b/c?k=1&l=2&k=3&k=3", "/a/b/c?k=1&k=2&l=3",
        "/a/c/b?k=1&l=2&k=3", "/a/b?k=1&l=2&k=3", "/a/b/c/c?k=1&l=2&k=3", "/a/./b/c?k=1&l=2&k=3",
        "/a/x/../b/c?k=1&l=2&k=3", "//a/b/c?k=1&l=2&k=3", "/a/b/c//?k=1&l=2&k=3", "/a/b/c", "/a/b/c?",
        "/a/b/c?K=1&l=2&k=3", "/a/b/c?k=1%26l=2&k=3", "/a/b/c?k=1&l=2&k=3#", "/a/b/c%3Fk=1&l=2&k=3"}) {
    CAPTURE(target);
    Wire changed = wire;
    changed.target = target;
    CHECK(verify(changed) != Reason::None);
  }
}
