// Credentials other than signatures, and their order.
#include "sluice/credential.hpp"

#include <doctest/doctest.h>

#include <array>

#include "base/base64.hpp"
#include "sign/fixture.hpp"
#include "sluice/canonical.hpp"
#include "sluice/error.hpp"

using namespace sluice;
using credential::Enabled;
using credential::Kind;
using fixture::kNow;

namespace {

struct Case {
  const char* what;
  std::vector<Header> headers;
  Enabled enabled;
  Reason reason;
  Kind kind = Kind::Signature;
  std::string_view key = {};
  std::string_view secret = {};
  std::string_view target = "/";
};

constexpr Enabled kAll{.token = true,
                       .v11 = true,
                       .app_code = true,
                       .api_key = true,
                       .key_and_secret = true,
                       .basic = true,
                       .timestamped_hash = true};
constexpr Enabled kPair{.key_and_secret = true};
constexpr Enabled kBasic{.basic = true};
constexpr Enabled kKey{.api_key = true};
constexpr Enabled kHash{.timestamped_hash = true};

const Case kCases[] = {
    {"nothing", {}, kAll, Reason::CredentialMissing},
    {"token", {{"X-Auth-Token", "t"}}, kAll, Reason::None, Kind::Token, "", "t"},
    {"token before all", {{"X-Auth-Token", "t"}, {"apikey", "k"}}, kAll, Reason::None, Kind::Token, "", "t"},
    {"token twice", {{"X-Auth-Token", "t"}, {"X-Auth-Token", "t"}}, kAll, Reason::IamCredentialWrong},
    {"token off", {{"X-Auth-Token", "t"}}, {}, Reason::CredentialMissing},
    {"code", {{"x-apig-appcode", " c "}}, {.app_code = true}, Reason::None, Kind::AppCode, "", "c"},
    {"code empty", {{"X-Apig-AppCode", ""}}, {.app_code = true}, Reason::AppCodeUnknown},
    {"code twice",
     {{"X-Apig-AppCode", "c"}, {"X-Apig-AppCode", "c"}},
     {.app_code = true},
     Reason::AppCodeUnknown},
    {"code beside a foreign Authorization",
     {{"Authorization", "Bearer x"}, {"X-Apig-AppCode", "c"}},
     {.app_code = true},
     Reason::None,
     Kind::AppCode,
     "",
     "c"},
    {"code before api key",
     {{"apikey", "k"}, {"X-Apig-AppCode", "c"}},
     kAll,
     Reason::None,
     Kind::AppCode,
     "",
     "c"},
    {"foreign Authorization alone", {{"Authorization", "Bearer x"}}, {}, Reason::AuthorizationIllegal},
    {"two Authorizations",
     {{"Authorization", "Bearer x"}, {"Authorization", "y"}},
     {},
     Reason::AuthorizationRepeated},
    {"api key header", {{"apikey", "k"}}, kKey, Reason::None, Kind::ApiKey, "k"},
    {"api key query", {}, kKey, Reason::None, Kind::ApiKey, "k-1", "", "/a?b=c&api%6bey=k%2D1"},
    {"api key query twice", {}, kKey, Reason::ApiKeyUnknown, Kind::ApiKey, "", "", "/?apikey=a&apikey=a"},
    {"api key illegal", {}, kKey, Reason::ApiKeyUnknown, Kind::ApiKey, "", "", "/?apikey=a%zz"},
    {"api key of another name",
     {},
     kKey,
     Reason::CredentialMissing,
     Kind::ApiKey,
     "",
     "",
     "/?apikeys=a&api=key"},
    {"pair", {{"X-HW-ID", "k"}, {"X-HW-AppKey", "s"}}, kPair, Reason::None, Kind::KeyAndSecret, "k", "s"},
    {"pair without key", {{"X-HW-AppKey", "s"}}, kPair, Reason::KeyOrSecretWrong},
    {"pair is off where api key is on",
     {{"X-HW-ID", "k"}, {"X-HW-AppKey", "s"}},
     {.api_key = true, .key_and_secret = true},
     Reason::CredentialMissing},
    {"basic", {{"Authorization", "Basic azpzOnM="}}, kBasic, Reason::None, Kind::Basic, "k", "s:s"},
    {"basic in another case",
     {{"Authorization", "basic azpzOnM="}},
     kBasic,
     Reason::None,
     Kind::Basic,
     "k",
     "s:s"},
    {"basic without colon", {{"Authorization", "Basic azs="}}, kBasic, Reason::KeyOrSecretWrong},
    {"basic of no base64", {{"Authorization", "Basic ????"}}, kBasic, Reason::KeyOrSecretWrong},
    {"basic off", {{"Authorization", "Basic azpzOnM="}}, {}, Reason::AuthorizationIllegal},
    {"hash without key",
     {{"Timestamp", "1"}, {"Authorization", std::string_view()}},
     kHash,
     Reason::KeyUnknown},
    {"hash with a bad time", {{"Timestamp", "-1"}, {"Authorization", "x"}}, kHash, Reason::TimestampIllegal},
    {"hash of no digits",
     {{"X-HW-ID", "k"}, {"Timestamp", "1"}, {"Authorization", "x"}},
     kHash,
     Reason::SignatureWrong},
};

}  // namespace

TEST_CASE("credential: which one decides") {
  std::array<char, 256> room;
  for (const Case& c : kCases) {
    CAPTURE(c.what);
    const Request request{.method = "GET", .target = c.target, .headers = c.headers};
    const auto read = credential::read(request, c.enabled, room);
    const Reason reason = read ? Reason::None : read.error();
    CHECK_MESSAGE(reason == c.reason, error::text(reason));
    if (!read || c.reason != Reason::None) continue;
    CHECK(read->kind == c.kind);
    CHECK(read->key == c.key);
    CHECK(read->secret == c.secret);
  }
}

TEST_CASE("credential: what was sent in clear is one of the live secrets, as text or prepared") {
  credential::Credential sent;
  sent.kind = Kind::Basic;
  sent.secret = "new";
  const std::string_view texts[] = {"old", "new"};
  const sign::Key keys[] = {sign::Key("old"), sign::Key("new")};
  CHECK(credential::check(sent, texts, {}));
  CHECK(credential::check(sent, keys, {}));
  CHECK(credential::check(sent, "old", {}).reason == Reason::KeyOrSecretWrong);
  CHECK(credential::check(sent, keys[0], {}).reason == Reason::KeyOrSecretWrong);
  CHECK(credential::check(sent, sign::Secrets(), {}).reason == Reason::KeyOrSecretWrong);
  sent.secret = {};
  CHECK(credential::check(sent, "", {}).reason == Reason::KeyOrSecretWrong);
  CHECK(credential::check(sent, sign::Key(), {}).reason == Reason::KeyOrSecretWrong);
  sent.kind = Kind::ApiKey;
  CHECK(credential::check(sent, texts, {}));
  CHECK(credential::check(sent, sign::Secrets(), {}).reason == Reason::ApiKeyUnknown);
}

TEST_CASE("credential: a timestamped hash holds for its key, secret and quarter of an hour") {
  std::array<char, 64> room;
  const std::string timestamp = std::to_string(kNow);
  const auto hash = sign::hex(sign::sha256("ksecret" + timestamp));
  const Header headers[] = {{"X-HW-ID", "k"}, {"Timestamp", timestamp}, {"Authorization", hash.view()}};
  const auto sent = credential::read({.method = "GET", .target = "/", .headers = headers}, kHash, room);
  REQUIRE(sent);
  CHECK(sent->kind == Kind::TimestampedHash);
  CHECK(credential::check(*sent, "secret", {.seconds = kNow + 900}));
  CHECK(credential::check(*sent, "secret", {.seconds = kNow + 901}).reason == Reason::SignatureExpired);
  CHECK(credential::check(*sent, "other", {.seconds = kNow}).reason == Reason::SignatureWrong);
  CHECK(credential::check(*sent, sign::Secrets(), {.seconds = kNow}).reason == Reason::KeyUnknown);
}

TEST_CASE("base64: RFC 4648 10, and what an encoder would not write") {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"foobar", "Zm9vYmFy"}};
  std::array<char, 16> room;
  for (const auto& [bytes, text] : cases) {
    base64::Encoder encoder(room.data());
    encoder.put(bytes);
    CHECK(std::string_view(room.data(), static_cast<std::size_t>(encoder.finish() - room.data())) == text);
    CHECK(base64::decode(text, room) == bytes);
  }
  for (const char* bad : {"Z", "Zg", "Zg=", "Zh==", "Zg==Zg==", "Z===", "=", "Zm9v!", "Zm 9v"})
    CHECK_MESSAGE(!base64::decode(bad, room), bad);
}
