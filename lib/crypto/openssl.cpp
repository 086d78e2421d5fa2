// SHA-256 by OpenSSL. Its low-level functions are used, not EVP: they keep their state in the caller's memory
// and never allocate. Version 3 calls them deprecated, so the build asks for the interface of 1.1
// (OPENSSL_API_COMPAT=10100).
#include <openssl/sha.h>

#include <cstring>

#include "base/secret.hpp"
#include "crypto/sha256.hpp"

namespace sluice::crypto {

// A context that has taken whole blocks takes further ones straight from their place.
void compress(Midstate& words, const unsigned char* blocks, std::size_t count) noexcept {
  SHA256_CTX hash;
  static_assert(sizeof hash.h == sizeof words);
  std::memcpy(hash.h, words.data(), sizeof words);
  hash.Nl = hash.Nh = 0;
  hash.num = 0;
  hash.md_len = SHA256_DIGEST_LENGTH;
  SHA256_Update(&hash, blocks, count * kBlockBytes);
  std::memcpy(words.data(), hash.h, sizeof words);
  wipe(hash.h, sizeof hash.h);
}

}  // namespace sluice::crypto
