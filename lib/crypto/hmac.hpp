// HMAC-SHA256 (RFC 2104) from prepared pads: the key's two padded blocks are hashed once, and each message
// goes on from there.
#pragma once

#include <algorithm>
#include <string_view>

#include "base/secret.hpp"
#include "crypto/sha256.hpp"

namespace sluice::crypto {

/// A key after its two padded blocks. As secret as the key.
struct Pads {
  Midstate inner;
  Midstate outer;
};

/// The key's block with each byte xored, hashed.
inline Midstate pad(const std::array<unsigned char, kBlockBytes>& key, unsigned char mask) noexcept {
  Wiped<std::array<char, kBlockBytes>> block;
  for (std::size_t i = 0; i < kBlockBytes; ++i) (*block)[i] = static_cast<char>(key[i] ^ mask);
  Wiped<Sha256> hash;
  hash->add({block->data(), kBlockBytes});
  return midstate(hash->state());
}

/// Pads of a key of any length: one that is longer than a block is hashed first.
inline Pads pads_of(std::string_view key) noexcept {
  Wiped<std::array<unsigned char, kBlockBytes>> block;
  if (key.size() > kBlockBytes) {
    Wiped<Digest> digest;
    *digest = sha256(key);
    std::copy(digest->begin(), digest->end(), block->begin());
  } else {
    std::copy(key.begin(), key.end(), block->begin());
  }
  return {pad(*block, 0x36), pad(*block, 0x5c)};
}

inline Digest hmac(const Midstate& inner, const Midstate& outer, std::string_view message) noexcept {
  Wiped<Digest> digest;
  Sha256 first(inner);
  first.add(message);
  *digest = first.finish();
  Sha256 second(outer);
  second.add({reinterpret_cast<const char*>(digest->data()), digest->size()});
  const Digest result = second.finish();
  wipe(&first, sizeof first);
  wipe(&second, sizeof second);
  return result;
}

inline Digest hmac(const Pads& pads, std::string_view message) noexcept {
  return hmac(pads.inner, pads.outer, message);
}

}  // namespace sluice::crypto
