// What an attacker tries against a signature, one test a threat; the numbers are those of the threat list.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <new>

#include "sign/fixture.hpp"
#include "sluice/backend_sign.hpp"
#include "sluice/canonical.hpp"
#include "sluice/credential.hpp"
#include "sluice/date.hpp"
#include "sluice/replay.hpp"

using namespace sluice;
using fixture::kNow;
using fixture::Message;
using fixture::signed_message;

namespace {

void replace(std::string& text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  text.replace(at, from.size(), to);
}

Reason reason_of(const std::string& authorization) {
  Message message = signed_message();
  *message.find("Authorization") = authorization;
  return message.verify();
}

}  // namespace

TEST_CASE("SG1: no Authorization, two, two dates, two hash headers") {
  Message none;
  CHECK(none.verify() == Reason::CredentialMissing);
  Message two = signed_message();
  two.headers.push_back({"authorization", *two.find("Authorization")});
  CHECK(two.verify() == Reason::AuthorizationRepeated);
  Message dates = signed_message();
  dates.headers.push_back({"x-sdk-date", *dates.find("X-Sdk-Date")});
  CHECK(dates.verify() == Reason::DateRepeated);
  Message hashes;
  hashes.headers.push_back({"X-Sdk-Content-Sha256", "UNSIGNED-PAYLOAD"});
  REQUIRE(hashes.sign());
  CHECK(hashes.verify() == Reason::None);
  hashes.headers.push_back({"X-Sdk-Content-Sha256", "UNSIGNED-PAYLOAD"});
  CHECK(hashes.verify() == Reason::ContentHashRepeated);
}

TEST_CASE("SG2: another algorithm, parameters missing, twice, in another order, trailing text") {
  Message message = signed_message();
  const std::string good = *message.find("Authorization");
  for (const char* algorithm : {"SDK-HMAC-SHA1", "SDK-HMAC-SM3", "sdk-hmac-sha256", "V11-HMAC-SHA256",
                                "AWS4-HMAC-SHA256", "none", "", "SDK-HMAC-SHA256,"}) {
    std::string bad = good;
    replace(bad, "SDK-HMAC-SHA256", algorithm);
    CHECK_MESSAGE(reason_of(bad) == Reason::AuthorizationIllegal, algorithm);
  }
  const std::size_t names = good.find("SignedHeaders="), signature = good.find("Signature=");
  const std::string access_part = good.substr(0, names), names_part = good.substr(names, signature - names);
  const std::string signature_part = good.substr(signature);
  for (const std::string& bad :
       {access_part + signature_part, access_part + names_part, names_part + signature_part,
        access_part + signature_part + ", " + names_part.substr(0, names_part.size() - 2), good + ", x=y",
        access_part + names_part + names_part + signature_part, good + " "})
    CHECK_MESSAGE(reason_of(bad) == (bad == good + " " ? Reason::None : Reason::AuthorizationIllegal), bad);
}

TEST_CASE("SG3: a date that is not signed") {
  Message message = signed_message();
  replace(*message.find("Authorization"), ";x-sdk-date", "");
  CHECK(message.verify() == Reason::DateNotSigned);
}

TEST_CASE("SG4: host not signed: allowed, unless required") {
  sign::Signer signer{fixture::kAccess, fixture::kSecret};
  signer.signed_headers = "x-sdk-date";
  Message message = signed_message(signer);
  CHECK(message.verify() == Reason::None);
  CHECK(message.verify(fixture::kSecret, {.require_signed_host = true}) == Reason::HostNotSigned);
  CHECK(signed_message().verify(fixture::kSecret, {.require_signed_host = true}) == Reason::None);
}

TEST_CASE("SG5: a signed header absent, or present twice") {
  Message absent = signed_message();
  absent.headers[1].name = "X-Other";
  CHECK(absent.verify() == Reason::SignedHeaderMissing);
  Message twice;
  twice.headers.push_back({"X-Tag", "b"});
  twice.headers.push_back({"x-tag", " a "});
  REQUIRE(twice.sign());
  CHECK(twice.verify() == Reason::None);
  std::swap(twice.headers[2].value, twice.headers[3].value);
  CHECK(twice.verify() == Reason::None);
  twice.headers.push_back({"X-Tag", "c"});
  CHECK(twice.verify() == Reason::SignatureWrong);
}

TEST_CASE("SG6: a header that must be signed where it is present") {
  const std::string_view names[] = {"X-Stage", "X-Project-Id"};
  const sign::Rules rules{.require_signed = names};
  Message message = signed_message();
  CHECK(message.verify(fixture::kSecret, rules) == Reason::None);
  message.headers.push_back({"x-stage", "DEV"});
  CHECK(message.verify() == Reason::None);
  CHECK(message.verify(fixture::kSecret, rules) == Reason::RequiredHeaderNotSigned);
  Message covered;
  covered.headers.push_back({"X-Stage", "DEV"});
  REQUIRE(covered.sign());
  CHECK(covered.verify(fixture::kSecret, rules) == Reason::None);
}

TEST_CASE("SG7: the window holds 900 seconds either way, at the ends of time too") {
  for (const std::int64_t off : {-900, 0, 900})
    CHECK(signed_message().verify(fixture::kSecret, {}, kNow + off) == Reason::None);
  for (const std::int64_t off : {-901, 901})
    CHECK(signed_message().verify(fixture::kSecret, {}, kNow + off) == Reason::SignatureExpired);
  for (const std::int64_t clock : {std::int64_t{0}, INT64_MIN, INT64_MAX, std::int64_t{-1}})
    CHECK(signed_message().verify(fixture::kSecret, {}, clock) == Reason::SignatureExpired);
  for (const char* date : {"20380119T031407Z", "20380119T031408Z", "21060207T062815Z", "99991231T235959Z"}) {
    Message message;
    message.headers.push_back({"X-Sdk-Date", date});
    REQUIRE(message.sign());
    CHECK(message.verify(fixture::kSecret, {}, date::read(date).value()) == Reason::None);
  }
}

TEST_CASE("SG8: a date in another format") {
  for (const char* date :
       {"Wed, 24 Feb 2021 10:00:00 GMT", "1614160800", "20210224T100000z", "20210224T100000.0Z",
        "20210230T100000Z", "20210224T100060Z", "19691231T235959Z", "2021-02-24T10:00:00Z"}) {
    Message message = signed_message();
    *message.find("X-Sdk-Date") = date;
    CHECK_MESSAGE(message.verify() == Reason::DateIllegal, date);
    Message own;
    own.headers.push_back({"X-Sdk-Date", date});
    CHECK_FALSE(own.sign());
  }
}

TEST_CASE("SG9: the same request again is accepted, unless a memory of signatures is kept") {
  Message message = signed_message();
  CHECK(message.verify() == Reason::None);
  CHECK(message.verify() == Reason::None);
  replay::Memory memory(100);
  const auto claim = sign::read(message.view());
  CHECK(memory.remember(*claim, 900, {.seconds = kNow}) == replay::Answer::New);
  CHECK(memory.remember(*claim, 900, {.seconds = kNow + 900}) == replay::Answer::Seen);
}

TEST_CASE("SG10: an unknown key is told from a wrong secret by reason only, and an empty secret is none") {
  CHECK(signed_message().verify(sign::Secrets()) == Reason::KeyUnknown);
  CHECK(signed_message().verify("") == Reason::KeyUnknown);
  CHECK(signed_message().verify(sign::Key()) == Reason::KeyUnknown);
  CHECK(signed_message().verify(std::span<const sign::Key>()) == Reason::KeyUnknown);
  CHECK(signed_message().verify("wrong") == Reason::SignatureWrong);
  CHECK(signed_message().verify() == Reason::None);
  // The key comes before what is wrong with the head.
  Message absent = signed_message();
  absent.headers[1].name = "X-Other";
  CHECK(absent.verify(sign::Secrets()) == Reason::KeyUnknown);
  CHECK(absent.verify("wrong") == Reason::SignedHeaderMissing);
}

TEST_CASE("SG11: lengths first, then all bytes: a prefix of a signature is worth nothing") {
  Message message = signed_message();
  const std::string good = *message.find("Authorization");
  CHECK(reason_of(good.substr(0, good.size() - 2)) == Reason::AuthorizationIllegal);
}

TEST_CASE("SG12: body and hash header") {
  const std::string right(sign::hex(sign::sha256(Message().body)).view());
  const auto with_hash = [](const std::string& hash) {
    Message message;
    message.headers.push_back({"X-Sdk-Content-Sha256", hash});
    return message;
  };
  Message differs = signed_message();
  differs.body += " ";
  CHECK(differs.verify() == Reason::SignatureWrong);

  Message given = with_hash(right);
  REQUIRE(given.sign());
  CHECK(given.verify() == Reason::None);
  given.body += " ";
  CHECK(given.verify() == Reason::BodyHashWrong);

  Message unsigned_body = with_hash("UNSIGNED-PAYLOAD");
  REQUIRE(unsigned_body.sign());
  unsigned_body.body = "anything";
  CHECK(unsigned_body.verify() == Reason::None);
  CHECK(unsigned_body.verify(fixture::kSecret, {.refuse_unsigned_payload = true}) ==
        Reason::UnsignedPayloadRefused);
  // The word stands in the canonical text, so nobody can add it later.
  Message added = signed_message();
  added.headers.push_back({"X-Sdk-Content-Sha256", "UNSIGNED-PAYLOAD"});
  CHECK(added.verify() == Reason::SignatureWrong);
  // Not signed as a header, it is still bound as the last line.
  sign::Signer signer{fixture::kAccess, fixture::kSecret};
  signer.signed_headers = "host;x-sdk-date";
  Message bound = with_hash(right);
  REQUIRE(bound.sign(signer));
  CHECK(bound.verify() == Reason::None);
  *bound.find("X-Sdk-Content-Sha256") = "UNSIGNED-PAYLOAD";
  CHECK(bound.verify() == Reason::SignatureWrong);
  for (const std::string& bad :
       {right.substr(1), right + "0", std::string("unsigned-payload"), std::string()}) {
    Message refused = signed_message();
    refused.headers.push_back({"X-Sdk-Content-Sha256", bad});
    CHECK_MESSAGE(refused.verify() == Reason::ContentHashIllegal, bad);
    CHECK_FALSE(with_hash(bad).sign());
  }
}

TEST_CASE("SG13: a body that comes in slices is not verified before its end") {
  Message message = signed_message();
  const Request request = message.view();
  const auto claim = sign::read(request);
  auto v = sign::Verification::start(*claim, request, {}, {.seconds = kNow});
  REQUIRE(v);
  CHECK(v->needs_body());
  CHECK(v->signature_needs_body());
  v->feed(message.body.substr(0, 3));
  CHECK(v->check(fixture::kSecret).reason == Reason::SignatureWrong);
  v->feed(message.body.substr(3));
  CHECK(v->check(fixture::kSecret));
  // More of it afterwards is noticed.
  v->feed("x");
  CHECK(v->check_body().reason == Reason::BodyHashWrong);
}

TEST_CASE("SG13: with a hash header the head is checked by itself, and the body after it") {
  sign::Signer signer{fixture::kAccess, fixture::kSecret};
  signer.add_content_hash = true;
  Message message = signed_message(signer);
  const Request request = message.view();
  auto v = sign::Verification::start(*sign::read(request), request, {}, {.seconds = kNow});
  REQUIRE(v);
  CHECK_FALSE(v->signature_needs_body());
  CHECK(v->check_signature(fixture::kSecret));
  CHECK(v->check_body().reason == Reason::BodyHashWrong);
  v->feed(message.body);
  CHECK(v->check_body());
}

TEST_CASE("SG13: a body that is said to be empty but is not") {
  Message message;
  message.body.clear();
  REQUIRE(message.sign());
  Request request = message.view();
  request.body_bytes = 0;
  auto v = sign::Verification::start(*sign::read(request), request, {}, {.seconds = kNow});
  REQUIRE(v);
  CHECK_FALSE(v->needs_body());
  CHECK(v->check_signature(fixture::kSecret));
  CHECK(v->check_body());
  v->feed("x");
  CHECK(v->check_body().reason == Reason::BodyHashWrong);
}

TEST_CASE("SG14: odd queries are canonicalised, bad escapes refused, 10,000 pairs sorted") {
  std::string many;
  for (int i = 10000; i > 0; --i) many += "&k" + std::to_string(i);
  for (const std::string& query : {std::string("a&a=&=x&&a=%41"), std::string("a=+%2B&;=;"), many}) {
    Message message;
    message.target = "/q?" + query;
    REQUIRE(message.sign());
    CHECK(message.verify() == Reason::None);
    message.target += "&z";
    CHECK(message.verify() == Reason::SignatureWrong);
  }
  for (const char* bad : {"a=%zz", "a=%", "%4", "a=1&b=%G0"}) {
    Message message = signed_message();
    message.target = std::string("/orders/7?") + bad;
    CHECK_MESSAGE(message.verify() == Reason::SignedQueryIllegal, bad);
    CHECK_FALSE(message.sign());
  }
  Message path = signed_message();
  path.target = "/orders/%7";
  CHECK(path.verify() == Reason::PathBadEscape);
  Message endless;
  endless.target = "/q?b";
  for (int i = 0; i < 16384; ++i) endless.target += "&a";
  CHECK_FALSE(endless.sign());
}

TEST_CASE("SG15: no field can hold a line end or its own delimiter") {
  for (const char* bad : {"a\nhost:evil", "a\rb", "a\x7f"}) {
    Message message = signed_message();
    *message.find("Content-Type") = bad;
    CHECK(message.verify() == Reason::HeaderIllegal);
    CHECK_FALSE(message.sign());
  }
  Message nul = signed_message();
  *nul.find("Content-Type") = std::string("a\0b", 3);
  CHECK(nul.verify() == Reason::HeaderIllegal);
  Message method = signed_message();
  method.method = "GET\n/";
  CHECK(method.verify() == Reason::MethodIllegal);
  Message moved = signed_message();
  moved.target = "/orders/7%3Fa=1&b=2";
  CHECK(moved.verify() == Reason::SignatureWrong);
}

TEST_CASE("SG16: an encoded slash signs like a slash") {
  Message message;
  message.target = "/a%2Fb";
  REQUIRE(message.sign());
  message.target = "/a/b";
  CHECK(message.verify() == Reason::None);
}

TEST_CASE("SG17: signatures of 63, 65 digits, of other letters, in upper case") {
  Message message = signed_message();
  const std::string good = *message.find("Authorization");
  CHECK(reason_of(good.substr(0, good.size() - 1)) == Reason::AuthorizationIllegal);
  CHECK(reason_of(good + "0") == Reason::AuthorizationIllegal);
  CHECK(reason_of(good.substr(0, good.size() - 1) + "g") == Reason::AuthorizationIllegal);
  std::string upper = good;
  for (std::size_t i = good.size() - 64; i < good.size(); ++i)
    upper[i] = static_cast<char>(std::toupper(static_cast<unsigned char>(good[i])));
  CHECK(reason_of(upper) == Reason::None);
}

TEST_CASE("SG18: 64 signed names and no more, 128 KiB of headers") {
  const auto with_names = [](int count, std::size_t bytes) {
    Message message;
    message.headers.resize(1);
    for (int i = 2; i < count; ++i)
      message.headers.push_back({"x-h" + std::to_string(i), std::string(bytes, 'v')});
    return message;
  };
  Message most = with_names(64, 2000);
  REQUIRE(most.sign());
  CHECK(most.verify() == Reason::None);
  CHECK_FALSE(with_names(65, 1).sign());
  const std::string tail = ", Signature=" + std::string(64, '0');
  CHECK(reason_of("SDK-HMAC-SHA256 Access=a, SignedHeaders=" + std::string(8200, 'h') + tail) ==
        Reason::AuthorizationIllegal);
  Message many;
  for (int i = 0; i < 256; ++i) many.headers.push_back({"X-Same", "v"});
  CHECK_FALSE(many.sign());
}

TEST_CASE("SG19: secrets of every length, and key ids that are no key ids") {
  for (const std::size_t length : {1, 64, 65, 10240}) {
    const std::string secret(length, 's');
    Message message = signed_message({fixture::kAccess, secret});
    CHECK(message.verify(secret) == Reason::None);
    CHECK(message.verify(secret + "s") == Reason::SignatureWrong);
  }
  for (const std::string_view id :
       {std::string_view("a:b"), std::string_view("*"), std::string_view("{a}"), std::string_view("a b"),
        std::string_view("a\0b", 3), std::string_view("")}) {
    CHECK_FALSE(Message().sign({id, fixture::kSecret}));
    CHECK(reason_of("SDK-HMAC-SHA256 Access=" + std::string(id) +
                    ", SignedHeaders=host;x-sdk-date, Signature=" + std::string(64, '0')) ==
          Reason::AuthorizationIllegal);
  }
  CHECK_FALSE(Message().sign({fixture::kAccess, ""}));
}

TEST_CASE("SG20: AppCode over http, beside a signature, and a wrong credential beside a right one") {
  std::array<char, 512> room;
  const credential::Enabled enabled{.app_code = true};
  Message message = signed_message();
  message.headers.push_back({"X-Apig-AppCode", "code"});
  const auto both = credential::read(message.view(), enabled, room);
  REQUIRE(both);
  CHECK(both->kind == credential::Kind::Signature);

  replace(*message.find("Authorization"), "SHA256", "SHA1");
  const auto wrong = credential::read(message.view(), enabled, room);
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error() == Reason::AuthorizationIllegal);

  Message plain;
  plain.headers.push_back({"X-Apig-AppCode", "code"});
  Request request = plain.view();
  CHECK(credential::read(request, enabled, room)->kind == credential::Kind::AppCode);
  CHECK(credential::read(request, {}, room).error() == Reason::CredentialMissing);
  request.scheme = Scheme::Http;
  CHECK(credential::read(request, enabled, room).error() == Reason::CredentialMissing);
}

TEST_CASE("SG22: a key leaves nothing behind") {
  alignas(sign::Key) std::array<unsigned char, sizeof(sign::Key)> memory;
  auto* key = new (memory.data()) sign::Key(fixture::kSecret);
  const auto inner = key->inner();
  key->~Key();
  std::array<unsigned char, sizeof(inner)> zeros{};
  CHECK(std::memcmp(memory.data(), zeros.data(), zeros.size()) == 0);
  CHECK(std::memcmp(memory.data() + sizeof inner, zeros.data(), zeros.size()) == 0);
}

TEST_CASE("SG23: exactly one credential leaves towards a backend") {
  std::array<char, 2048> room;
  Message message = signed_message();
  message.headers.push_back({"X-Sdk-Content-Sha256", "UNSIGNED-PAYLOAD"});
  const sign::BackendSigner signer{"key_12345", "secret-of-sixteen"};
  const auto made = sign::sign_backend(message.view(), message.body, signer, {.seconds = kNow}, room);
  REQUIRE(made);
  CHECK(made->signed_headers == "content-type;host;x-sdk-date");
  for (const std::string_view name : made->removed)
    std::erase_if(message.headers, [&](const fixture::Owned& header) { return header.name == name; });
  for (const auto& [name, value] : made->added)
    message.headers.push_back({std::string(name), std::string(value)});
  for (const char* name : {"Authorization", "X-Sdk-Date"})
    CHECK(std::count_if(message.headers.begin(), message.headers.end(),
                        [&](const fixture::Owned& header) { return header.name == name; }) == 1);
  CHECK(message.find("X-Sdk-Content-Sha256") == nullptr);
  CHECK(sign::verify_backend(message.view(), message.body, signer, {.seconds = kNow}));
}
