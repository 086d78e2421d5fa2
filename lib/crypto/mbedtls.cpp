// SHA-256 by mbedTLS, the default supplier. Its functions return an error code that only a hardware
// replacement could set; there is none behind this interface.
#include <mbedtls/sha256.h>

#include <algorithm>
#include <iterator>
#include <new>

#include "crypto/sha256.hpp"

namespace sluice::crypto {
namespace {

using Hash = mbedtls_sha256_context;
static_assert(sizeof(Hash) <= kStateBytes && alignof(Hash) <= 8);

Hash* hash_in(State& state) noexcept { return std::launder(reinterpret_cast<Hash*>(state.data())); }
const unsigned char* bytes_of(std::string_view text) noexcept {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

void start(State& state) noexcept {
  Hash* hash = new (state.data()) Hash;
  mbedtls_sha256_init(hash);
  mbedtls_sha256_starts_ret(hash, 0);
}

void resume(State& state, const Midstate& after_one_block) noexcept {
  Hash* hash = new (state.data()) Hash;
  hash->total[0] = kBlockBytes;
  hash->total[1] = 0;
  hash->is224 = 0;
  std::copy(after_one_block.begin(), after_one_block.end(), hash->state);
}

void add(State& state, std::string_view bytes) noexcept {
  mbedtls_sha256_update_ret(hash_in(state), bytes_of(bytes), bytes.size());
}

Digest finish(State& state) noexcept {
  Digest digest;
  mbedtls_sha256_finish_ret(hash_in(state), digest.data());
  return digest;
}

Midstate midstate(const State& state) noexcept {
  const Hash* hash = std::launder(reinterpret_cast<const Hash*>(state.data()));
  Midstate words;
  std::copy(std::begin(hash->state), std::end(hash->state), words.begin());
  return words;
}

}  // namespace sluice::crypto
