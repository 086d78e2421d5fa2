// How many blocks of 64 bytes a signature hashes, and in how many calls: the fewest that its texts have. The
// linker puts a counter before the supplier's function (--wrap).
#include <array>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "sluice/canonical.hpp"
#include "sluice/sign.hpp"

using Words = std::array<std::uint32_t, 8>;
namespace {
std::size_t hashed = 0;
}
extern "C" void __real__ZN6sluice6crypto8compressERSt5arrayIjLm8EEPKhm(Words&, const unsigned char*,
                                                                       std::size_t);
extern "C" void __wrap__ZN6sluice6crypto8compressERSt5arrayIjLm8EEPKhm(Words& words,
                                                                       const unsigned char* blocks,
                                                                       std::size_t count) {
  hashed += count;
  __real__ZN6sluice6crypto8compressERSt5arrayIjLm8EEPKhm(words, blocks, count);
}

using namespace sluice;

namespace {

constexpr Now kNow{.seconds = 1614160800};

std::size_t blocks_of(std::size_t bytes) { return (bytes + 9 + 63) / 64; }

// The blocks of what `run` hashes.
std::size_t count(auto run) {
  const std::size_t before = hashed;
  run();
  return hashed - before;
}

// One request with so many more headers and so long a body, to and fro; false where a block too many is
// hashed.
bool is_minimal(std::size_t headers, std::size_t body_bytes, bool has_hash_header) {
  const std::string body(body_bytes, 'b');
  std::vector<std::string> names;
  for (std::size_t i = 0; i < headers; ++i) names.push_back("X-Header-" + std::to_string(i));
  std::vector<Header> fields;
  for (const std::string& name : names) fields.push_back({name, "a value of some length"});
  Request request{.method = "GET", .target = "/orders/7?a=1&b=2", .host = "api.example.com"};
  request.headers = fields;
  const sign::Key key("secret");
  sign::Signer signer{"access", {}};
  signer.key = &key;
  signer.add_content_hash = has_hash_header;
  char room[8192], text[16384];
  std::optional<sign::Signed> made;
  const std::size_t to_sign = count([&] {
    if (const auto done = sign::sign(request, body, signer, kNow, room)) made = *done;
  });
  if (!made) return false;
  const std::string hash(sign::hex(sign::sha256(body)).view());
  fields.insert(fields.end(), made->added.begin(), made->added.end());
  request.headers = fields;
  const auto canonical = sign::canonical_request(request, made->signed_headers, hash, text);
  if (!canonical) return false;

  const std::size_t of_body = body.empty() ? 0 : blocks_of(body_bytes);
  const std::size_t of_hmac = blocks_of(64 + 97) - 1 + blocks_of(64 + 32) - 1;  // the pads were hashed before
  const std::size_t fewest = blocks_of(canonical->size()) + of_body + of_hmac;
  bool holds = false;
  const std::size_t to_verify = count([&] {
    const auto claim = sign::read(request);
    holds = claim && sign::verify(*claim, request, body, key, kNow);
  });
  if (holds && to_sign == fewest && to_verify == fewest) return true;
  std::printf("%zu headers, body of %zu: %zu blocks to sign, %zu to verify, %zu are needed\n", headers,
              body_bytes, to_sign, to_verify, fewest);
  return false;
}

}  // namespace

int main() {
  if (count([] { sign::sha256("abc"); }) != 1) return 1;  // the counter counts
  bool good = true;
  for (std::size_t headers = 0; headers <= 30; ++headers)
    for (const std::size_t body : {0, 1, 55, 56, 64, 1000})
      for (const bool has_hash_header : {false, true})
        good = is_minimal(headers, body, has_hash_header) && good;
  return good ? 0 : 1;
}
