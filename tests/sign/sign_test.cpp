// What a signer adds, chooses and refuses.
#include <doctest/doctest.h>

#include <array>
#include <cctype>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "sign/fixture.hpp"

using namespace sluice;
using fixture::kAccess;
using fixture::kNow;
using fixture::kSecret;
using sign::SignError;

namespace {

std::array<char, 4096> room;

Result<sign::Signed, SignError> sign_with(const Request& request,
                                          const sign::Signer& signer = {kAccess, kSecret},
                                          const sign::Payload& body = "") {
  return sign::sign(request, body, signer, {.seconds = kNow}, room);
}

SignError error_of(const Request& request, const sign::Signer& signer = {kAccess, kSecret}) {
  const auto made = sign_with(request, signer);
  return made ? SignError{} : made.error();
}

std::string_view added(const sign::Signed& made, std::string_view name) {
  for (const auto& [n, value] : made.added)
    if (n == name) return value;
  return "absent";
}

}  // namespace

TEST_CASE("sign: adds Host and date where absent, keeps them where given") {
  const auto bare = sign_with({.method = "GET", .target = "https://api.example.com:443/a?b"});
  REQUIRE(bare);
  CHECK(added(*bare, "Host") == "api.example.com");
  CHECK(added(*bare, "X-Sdk-Date") == "20210224T100000Z");
  CHECK(bare->signed_headers == "host;x-sdk-date");
  const auto other_port = sign_with({.method = "GET", .target = "https://api.example.com:80/"});
  CHECK(added(*other_port, "Host") == "api.example.com:80");
  const auto apart = sign_with({.method = "GET", .target = "/", .host = "h:8080"});
  CHECK(added(*apart, "Host") == "h:8080");
  const Header headers[] = {{"host", "given"}, {"x-sdk-date", "20200101T000000Z"}};
  const auto given = sign_with({.method = "GET", .target = "/", .headers = headers});
  REQUIRE(given);
  CHECK(given->added.size() == 1);
  CHECK(given->date == "20200101T000000Z");
}

TEST_CASE("sign: chooses all names but Authorization and those with an underscore") {
  const Header headers[] = {
      {"X-B", "1"}, {"X_A", "1"}, {"x-b", "2"}, {"Authorization", "old"}, {"Accept", "*"}};
  const Request request{.method = "GET", .target = "/", .host = "h", .headers = headers};
  const auto made = sign_with(request);
  REQUIRE(made);
  CHECK(made->signed_headers == "accept;host;x-b;x-sdk-date");
  REQUIRE(made->removed.size() == 1);
  CHECK(made->removed[0] == "Authorization");
  sign::Signer all{kAccess, kSecret};
  all.sign_underscored = true;
  CHECK(sign_with(request, all)->signed_headers == "accept;host;x-b;x-sdk-date;x_a");
  sign::Signer some{kAccess, kSecret};
  some.signed_headers = "X-B;host";
  CHECK(sign_with(request, some)->signed_headers == "host;x-b;x-sdk-date");
}

TEST_CASE("sign: names of every length are ordered by their lower-case bytes, repeated ones named once") {
  std::mt19937 random(20210224);
  constexpr std::string_view letters = "aAbB-.1~";
  for (int round = 0; round < 2000; ++round) {
    std::vector<std::string> texts;
    std::set<std::string> expected = {"host", "x-sdk-date"};
    for (std::size_t i = 0; i < 1 + random() % 60; ++i) {
      std::string name(random() % 3 == 0 ? "X-Some-Long-Beginning" : "");
      for (std::size_t size = 1 + random() % 20; size > 0; --size) name += letters[random() % 8];
      texts.push_back(name);
      for (char& c : name) c = static_cast<char>(std::tolower(c));
      expected.insert(name);
    }
    std::vector<Header> headers;
    for (const std::string& name : texts) headers.push_back({name, "v"});
    Request request{.method = "GET", .target = "/", .host = "h", .headers = headers};
    const auto made = sign_with(request);
    REQUIRE(made);
    std::string joined;
    for (const std::string& name : expected) joined += (joined.empty() ? "" : ";") + name;
    REQUIRE(made->signed_headers == joined);
    for (const Header& header : made->added) headers.push_back(header);
    request.headers = headers;
    const auto claim = sign::read(request);
    REQUIRE(claim);
    CHECK(sign::verify(*claim, request, "", kSecret, {.seconds = kNow}));
  }
}

TEST_CASE("sign: bodies as bytes, as a stream, as a hash, or not covered") {
  const Request request{.method = "POST", .target = "/", .host = "h"};
  sign::BodyHash stream;
  stream.add("some ");
  stream.add("body");
  const auto bytes = std::string(sign_with(request, {kAccess, kSecret}, "some body")->signature);
  CHECK(sign_with(request, {kAccess, kSecret}, sign::Payload::hashed(stream))->signature == bytes);
  const auto uncovered = sign_with(request, {kAccess, kSecret}, sign::Payload::unsigned_payload());
  CHECK(added(*uncovered, "X-Sdk-Content-Sha256") == "UNSIGNED-PAYLOAD");
  CHECK(uncovered->signed_headers == "host;x-sdk-content-sha256;x-sdk-date");
  sign::Signer hashing{kAccess, kSecret};
  hashing.add_content_hash = true;
  CHECK(added(*sign_with(request, hashing), "X-Sdk-Content-Sha256").starts_with("e3b0c442"));
}

TEST_CASE("sign: refuses what would not arrive as it was signed") {
  const Header colon[] = {{"a:b", "1"}};
  const Header line[] = {{"a", "1\r\nb: 2"}};
  const Header hosts[] = {{"Host", "a"}, {"host", "b"}};
  CHECK(error_of({.method = "GET", .target = "/"}) == SignError::HostMissing);
  CHECK(error_of({.method = "G T", .target = "/", .host = "h"}) == SignError::MethodIllegal);
  for (const char* target : {"", "a", "/a b", "/a#b", "/\n", "/%", "/?a=%zz", "ftp://h/"})
    CHECK_MESSAGE(error_of({.method = "GET", .target = target, .host = "h"}) == SignError::TargetIllegal,
                  target);
  CHECK(error_of({.method = "GET", .target = "/", .host = "h", .headers = colon}) ==
        SignError::HeaderIllegal);
  CHECK(error_of({.method = "GET", .target = "/", .host = "h", .headers = line}) == SignError::HeaderIllegal);
  CHECK(error_of({.method = "GET", .target = "/", .headers = hosts}) == SignError::HostRepeated);
  CHECK(error_of({.method = "GET", .target = "/", .host = "c", .headers = Headers(hosts).first(1)}) ==
        SignError::HostRepeated);
  CHECK(error_of({.method = "GET", .target = "/", .host = "h"}, {"a b", "s"}) == SignError::AccessIllegal);
  CHECK(error_of({.method = "GET", .target = "/", .host = "h"}, {"a", ""}) == SignError::SecretEmpty);
  sign::Signer names{kAccess, kSecret};
  names.signed_headers = "x-absent";
  CHECK(error_of({.method = "GET", .target = "/", .host = "h"}, names) == SignError::SignedHeaderMissing);
  names.signed_headers = "authorization";
  CHECK(error_of({.method = "GET", .target = "/", .host = "h"}, names) == SignError::SignedHeadersIllegal);
  sign::Signer v11{kAccess, kSecret};
  v11.algorithm = sign::Algorithm::V11;
  CHECK(error_of({.method = "GET", .target = "/", .host = "h"}, v11) == SignError::ScopeIllegal);
}

TEST_CASE("sign: every room is either enough or refused") {
  const Request request{.method = "GET", .target = "/a?c&b", .host = "api.example.com"};
  bool was_enough = false;
  for (std::size_t size = 0; size < 600; ++size) {
    std::vector<char> small(size);
    const auto made = sign::sign(request, "body", {kAccess, kSecret}, {.seconds = kNow}, small);
    if (!made) CHECK(made.error() == SignError::RoomTooSmall);
    CHECK((made || !was_enough));
    was_enough = was_enough || made;
  }
  CHECK(was_enough);
}
