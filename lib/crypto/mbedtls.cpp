// SHA-256 by mbedTLS, the default supplier. Its function returns an error code that only a hardware
// replacement could set; there is none behind this interface.
#include <mbedtls/sha256.h>

#include <cstring>

#include "base/secret.hpp"
#include "crypto/sha256.hpp"

namespace sluice::crypto {

// A context that has taken whole blocks takes further ones straight from their place.
void compress(Midstate& words, const unsigned char* blocks, std::size_t count) noexcept {
  mbedtls_sha256_context hash;
  static_assert(sizeof hash.state == sizeof words);
  std::memcpy(hash.state, words.data(), sizeof words);
  hash.total[0] = hash.total[1] = 0;
  hash.is224 = 0;
  mbedtls_sha256_update_ret(&hash, blocks, count * kBlockBytes);
  std::memcpy(words.data(), hash.state, sizeof words);
  wipe(hash.state, sizeof hash.state);
}

}  // namespace sluice::crypto
