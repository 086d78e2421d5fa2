// What the gateway sends to a backend, and how the backend checks it.
#include <doctest/doctest.h>

#include <array>

#include "sign/fixture.hpp"
#include "sluice/backend_sign.hpp"

using namespace sluice;
using fixture::kNow;
using fixture::Message;

namespace {

constexpr sign::BackendSigner kSigner{"key_12345", "secret-of-sixteen"};

void send(Message& message, const sign::Signed& made) {
  for (const std::string_view name : made.removed)
    std::erase_if(message.headers, [&](const fixture::Owned& header) { return header.name == name; });
  for (const auto& [name, value] : made.added)
    message.headers.push_back({std::string(name), std::string(value)});
}

}  // namespace

TEST_CASE("backend: a signed request is verified by key, secret, body and time") {
  std::array<char, 1024> room;
  Message message;
  const auto made = sign::sign_backend(message.view(), message.body, kSigner, {.seconds = kNow}, room);
  REQUIRE(made);
  send(message, *made);
  const Now now{.seconds = kNow};
  CHECK(sign::verify_backend(message.view(), message.body, kSigner, now));
  CHECK(sign::verify_backend(message.view(), "other", kSigner, now).reason == Reason::SignatureWrong);
  CHECK(sign::verify_backend(message.view(), message.body, {"another", kSigner.secret}, now).reason ==
        Reason::KeyUnknown);
  CHECK(sign::verify_backend(message.view(), message.body, {kSigner.key, "wrong"}, now).reason ==
        Reason::SignatureWrong);
  CHECK(sign::verify_backend(message.view(), message.body, kSigner, {.seconds = kNow + 901}).reason ==
        Reason::SignatureExpired);
}

TEST_CASE("backend: a body that is not at hand is sent unsigned, and says so") {
  std::array<char, 1024> room;
  Message message;
  message.headers = {{"Host", "backend:8080"}};
  const auto made =
      sign::sign_backend(message.view(), sign::Payload::unsigned_payload(), kSigner, {.seconds = kNow}, room);
  REQUIRE(made);
  CHECK(made->signed_headers == "host;x-sdk-content-sha256;x-sdk-date");
  send(message, *made);
  CHECK(*message.find("X-Sdk-Content-Sha256") == "UNSIGNED-PAYLOAD");
  CHECK(sign::verify_backend(message.view(), "whatever", kSigner, {.seconds = kNow}));
}

TEST_CASE("backend: the credential may travel in another header, beside the caller's own Authorization") {
  std::array<char, 1024> room;
  Message message;
  message.headers.push_back({"Authorization", "Bearer of the caller"});
  message.headers.push_back({"X-Gateway-Auth", "forged"});
  const sign::BackendSigner signer{kSigner.key, kSigner.secret, "X-Gateway-Auth"};
  const auto made = sign::sign_backend(message.view(), message.body, signer, {.seconds = kNow}, room);
  REQUIRE(made);
  REQUIRE(made->removed.size() == 1);
  CHECK(made->removed[0] == "X-Gateway-Auth");
  send(message, *made);
  CHECK(sign::verify_backend(message.view(), message.body, signer, {.seconds = kNow}));
  CHECK(*message.find("Authorization") == "Bearer of the caller");
}

TEST_CASE("backend: basic") {
  std::array<char, 256> room;
  Message message;
  message.headers.push_back({"Authorization", "of the caller"});
  const auto made = sign::sign_backend_basic(message.view(), {"key", "secret"}, room);
  REQUIRE(made);
  CHECK(made->authorization == "Basic a2V5OnNlY3JldA==");
  REQUIRE(made->added.size() == 1);
  CHECK(made->added[0].name == "Authorization");
  REQUIRE(made->removed.size() == 1);
  CHECK(sign::sign_backend_basic(message.view(), {"k:y", "secret"}, room).error() ==
        sign::SignError::AccessIllegal);
  CHECK(sign::sign_backend_basic(message.view(), {"key", ""}, room).error() == sign::SignError::SecretEmpty);
  CHECK(sign::sign_backend_basic(message.view(), {"key", "secret"}, Room(room).first(40)).error() ==
        sign::SignError::RoomTooSmall);
}
