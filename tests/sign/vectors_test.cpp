// Every golden vector, stage by stage and for both roles.
#include "sign/vectors.hpp"

#include <doctest/doctest.h>

#include <array>

#include "sluice/canonical.hpp"
#include "sluice/error.hpp"
#include "sluice/sign.hpp"

using namespace sluice;
using vectors::Vector;
using vectors::Wire;

namespace {

sign::Key key_of(const Vector& v) {
  return v.region.empty() ? sign::Key(v.secret) : sign::Key::v11(v.access, v.secret);
}

sign::Signer signer_of(const Vector& v) {
  sign::Signer signer{v.access, v.secret};
  signer.signed_headers = v.signed_headers;
  if (v.region.empty()) return signer;
  signer.algorithm = sign::Algorithm::V11;
  signer.region = v.region;
  signer.service = v.service;
  return signer;
}

}  // namespace

TEST_CASE("vectors: all lines are there") { CHECK(vectors::all().size() == 164 + 24 + 21); }

TEST_CASE("vectors: canonical request") {
  std::vector<char> room(200000);
  for (const Vector& v : vectors::all()) {
    CAPTURE(v.name);
    Wire wire(v);
    const auto text = sign::canonical_request(wire.view(), v.signed_headers, v.payload_hash(), room);
    REQUIRE(text);
    CHECK(*text == v.canonical_request);
  }
}

TEST_CASE("vectors: the payload hash is the body's, but where a header stands for it") {
  for (const Vector& v : vectors::all()) {
    CAPTURE(v.name);
    if (v.name.starts_with("content-sha256") || v.payload_hash() == "UNSIGNED-PAYLOAD") continue;
    CHECK(sign::hex(sign::sha256(v.body)).view() == v.payload_hash());
  }
}

TEST_CASE("vectors: string to sign") {
  std::array<char, 512> room;
  for (const Vector& v : vectors::all()) {
    CAPTURE(v.name);
    const auto text = sign::string_to_sign(v.date, v.scope(), v.canonical_request, room);
    REQUIRE(text);
    CHECK(*text == v.string_to_sign);
  }
}

TEST_CASE("vectors: signature") {
  for (const Vector& v : vectors::all()) {
    CAPTURE(v.name);
    CHECK(sign::hex(sign::signature(key_of(v), v.scope(), v.string_to_sign)).view() == v.signature);
  }
}

TEST_CASE("vectors: signer, with the secret and with a prepared key") {
  std::vector<char> room(16384);
  for (const Vector& v : vectors::all()) {
    CAPTURE(v.name);
    Wire wire(v);
    sign::Signer signer = signer_of(v);
    const auto plain = sign::sign(wire.view(), v.body, signer, v.now(), room);
    if (!plain) FAIL(sign::text(plain.error()));
    CHECK(plain->authorization == v.authorization);
    CHECK(plain->signature == v.signature);
    CHECK(plain->signed_headers == v.signed_headers);
    CHECK(plain->date == v.date);
    REQUIRE(plain->added.size() == 1);
    CHECK(plain->added[0].name == "Authorization");
    const sign::Key key = key_of(v);
    signer.secret = {};
    signer.key = &key;
    const auto prepared = sign::sign(wire.view(), v.body, signer, v.now(), room);
    REQUIRE(prepared);
    CHECK(prepared->authorization == v.authorization);
  }
}

TEST_CASE("vectors: verifier, by secret, by prepared key, among several, and in slices") {
  for (const Vector& v : vectors::all()) {
    CAPTURE(v.name);
    Wire wire(v);
    wire.add("Authorization", v.authorization);
    const Request& request = wire.view();
    const auto claim = sign::read(request, {.accept_v11 = true});
    if (!claim) FAIL(error::text(claim.error()));
    CHECK(claim->access == v.access);
    const auto ok = sign::verify(*claim, request, v.body, v.secret, v.now());
    CHECK_MESSAGE(ok, error::text(ok.reason));
    CHECK(sign::verify(*claim, request, v.body, key_of(v), v.now()));
    const std::string_view several[] = {"another", v.secret};
    CHECK(sign::verify(*claim, request, v.body, several, v.now()));
    CHECK(sign::verify(*claim, request, v.body, v.secret + "x", v.now()).reason == Reason::SignatureWrong);

    auto sliced = sign::Verification::start(*claim, request, {}, v.now());
    REQUIRE(sliced);
    for (std::size_t at = 0; at < v.body.size(); at += 7)
      sliced->feed(std::string_view(v.body).substr(at, 7));
    CHECK(sliced->check(v.secret));
  }
}
