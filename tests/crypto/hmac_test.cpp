// HMAC and HKDF against their RFCs, through whichever supplier the build has.
#include <doctest/doctest.h>

#include <string>

#include "base/ascii.hpp"
#include "base/hex.hpp"
#include "corpus.hpp"
#include "crypto/constant_time.hpp"
#include "crypto/hkdf.hpp"

using namespace sluice;

namespace {

std::string hex_of(const crypto::Digest& digest) {
  std::string text(64, ' ');
  hex::write(digest, text.data());
  return text;
}

std::string bytes(std::string_view digits) {
  std::string text;
  for (std::size_t i = 0; i < digits.size(); i += 2)
    text += static_cast<char>(ascii::hex_value(digits[i]) * 16 + ascii::hex_value(digits[i + 1]));
  return text;
}

}  // namespace

TEST_CASE("sha256: FIPS 180-4 examples, whole and byte by byte") {
  const std::pair<std::string, std::string> cases[] = {
      {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
      {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
       "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
      {std::string(1000000, 'a'), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
  };
  for (const auto& [text, expected] : cases) {
    CHECK(hex_of(crypto::sha256(text)) == expected);
    crypto::Sha256 hash;
    for (const char& c : text) hash.add({&c, 1});
    CHECK(hex_of(hash.finish()) == expected);
  }
}

TEST_CASE("sha256: text that is held back and a last piece of any length end the same message") {
  const std::string text(700, 'x');
  for (std::size_t held = 0; held <= 130; ++held)
    for (const std::size_t last : {0, 1, 8, 54, 55, 56, 63, 64, 65, 119, 120, 183, 184, 200, 500}) {
      crypto::Sha256 hash;
      hash.add(text.substr(0, held));
      std::string whole = text.substr(0, held + last) + std::string(crypto::kPadBytes, 'y');
      const std::string expected = hex_of(crypto::sha256(text.substr(0, held + last)));
      CHECK(hex_of(hash.finish(std::string_view(text).substr(0, last))) == expected);
      CHECK(hex_of(crypto::sha256_in_place(reinterpret_cast<unsigned char*>(whole.data()), held + last)) ==
            expected);
    }
}

TEST_CASE("hmac: goes on from a prepared key for messages of every length") {
  const auto pads = crypto::pads_of("key");
  for (std::size_t length = 0; length <= 400; ++length) {
    const std::string message(length, 'm');
    std::string inner(64, '\x36'), outer(64, '\x5c');
    for (std::size_t i = 0; i < 3; ++i) {
      inner[i] = static_cast<char>(inner[i] ^ "key"[i]);
      outer[i] = static_cast<char>(outer[i] ^ "key"[i]);
    }
    const crypto::Digest first = crypto::sha256(inner + message);
    const std::string slow = outer + std::string(first.begin(), first.end());
    CHECK(hex_of(crypto::hmac(pads, message)) == hex_of(crypto::sha256(slow)));
  }
}

TEST_CASE("hmac: RFC 4231") {
  struct Case {
    std::string key, message, digest;
  };
  const Case cases[] = {
      {std::string(20, '\x0b'), "Hi There",
       "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
      {"Jefe", "what do ya want for nothing?",
       "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
      {std::string(20, '\xaa'), std::string(50, '\xdd'),
       "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
      {bytes("0102030405060708090a0b0c0d0e0f10111213141516171819"), std::string(50, '\xcd'),
       "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
      {std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
      {std::string(131, '\xaa'),
       "This is a test using a larger than block-size key and a larger than block-size data. The key needs "
       "to "
       "be hashed before being used by the HMAC algorithm.",
       "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
  };
  for (const Case& c : cases) CHECK(hex_of(crypto::hmac(crypto::pads_of(c.key), c.message)) == c.digest);
  // The fifth case is cut to 128 bits.
  CHECK(
      hex_of(crypto::hmac(crypto::pads_of(std::string(20, '\x0c')), "Test With Truncation")).substr(0, 32) ==
      "a3b6167473100ee06e0c796c2955552b");
}

TEST_CASE("hmac: keys of every length around a block equal the definition") {
  for (const std::size_t length : {0, 1, 63, 64, 65, 128, 10240}) {
    const std::string key(length, 'k'), message = "message";
    std::string block = length > 64 ? bytes(hex_of(crypto::sha256(key))) : key;
    block.resize(64);
    std::string inner = block, outer = block;
    for (char& c : inner) c = static_cast<char>(c ^ 0x36);
    for (char& c : outer) c = static_cast<char>(c ^ 0x5c);
    const std::string slow = hex_of(crypto::sha256(outer + bytes(hex_of(crypto::sha256(inner + message)))));
    CHECK(hex_of(crypto::hmac(crypto::pads_of(key), message)) == slow);
  }
}

TEST_CASE("hkdf: RFC 5869, first output block") {
  const auto pads = crypto::extract(bytes("000102030405060708090a0b0c"), std::string(22, '\x0b'));
  CHECK(hex_of(crypto::expand(pads.inner, pads.outer, bytes("f0f1f2f3f4f5f6f7f8f9"))) ==
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf");
}

TEST_CASE("constant time: equality and choice are right for every byte") {
  for (unsigned a = 0; a < 256; ++a)
    for (unsigned b = 0; b < 256; ++b) {
      const unsigned char left[] = {7, static_cast<unsigned char>(a)},
                          right[] = {7, static_cast<unsigned char>(b)};
      CHECK(crypto::is_equal(left, right, 2) == (a == b));
    }
  CHECK(crypto::choose(1, 412, 0) == 412);
  CHECK(crypto::choose(0, 412, 9) == 9);
}

TEST_CASE("hex: digits are written and read back") {
  crypto::Digest bytes32{};
  for (unsigned i = 0; i < 32; ++i) bytes32[i] = static_cast<std::uint8_t>(i * 8 + 5);
  crypto::Digest again{};
  CHECK(hex::read(hex_of(bytes32), again));
  CHECK(again == bytes32);
  CHECK_FALSE(hex::read(std::string(63, 'a'), again));
  CHECK_FALSE(hex::read(std::string(63, 'a') + "g", again));
}
