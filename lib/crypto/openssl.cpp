// SHA-256 by OpenSSL. Its low-level functions are used, not EVP: they keep their state in the caller's memory
// and never allocate. Version 3 calls them deprecated, so the build asks for the interface of 1.1
// (OPENSSL_API_COMPAT=10100).
#include <openssl/sha.h>

#include <algorithm>
#include <iterator>
#include <new>

#include "crypto/sha256.hpp"

namespace sluice::crypto {
namespace {

using Hash = SHA256_CTX;
static_assert(sizeof(Hash) <= kStateBytes && alignof(Hash) <= 8);

Hash* hash_in(State& state) noexcept { return std::launder(reinterpret_cast<Hash*>(state.data())); }

}  // namespace

void start(State& state) noexcept { SHA256_Init(new (state.data()) Hash); }

void resume(State& state, const Midstate& after_one_block) noexcept {
  Hash* hash = new (state.data()) Hash;
  std::copy(after_one_block.begin(), after_one_block.end(), hash->h);
  hash->Nl = kBlockBytes * 8;
  hash->Nh = 0;
  hash->num = 0;
  hash->md_len = SHA256_DIGEST_LENGTH;
}

void add(State& state, std::string_view bytes) noexcept {
  SHA256_Update(hash_in(state), bytes.data(), bytes.size());
}

Digest finish(State& state) noexcept {
  Digest digest;
  SHA256_Final(digest.data(), hash_in(state));
  return digest;
}

Midstate midstate(const State& state) noexcept {
  const Hash* hash = std::launder(reinterpret_cast<const Hash*>(state.data()));
  Midstate words;
  std::copy(std::begin(hash->h), std::end(hash->h), words.begin());
  return words;
}

}  // namespace sluice::crypto
