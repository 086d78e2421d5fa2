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
  Wiped<std::array<unsigned char, kBlockBytes>> block;
  for (std::size_t i = 0; i < kBlockBytes; ++i) (*block)[i] = static_cast<unsigned char>(key[i] ^ mask);
  Midstate words = kStart;
  compress(words, block->data(), 1);
  return words;
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

/// The second half: the inner hash, which ends its only block, under the outer pad.
inline Digest close(const Midstate& outer, const Midstate& inner_words) noexcept {
  Wiped<std::array<unsigned char, kBlockBytes>> block;
  const Digest digest = bytes_of(inner_words);
  std::copy(digest.begin(), digest.end(), block->begin());
  (*block)[digest.size()] = 0x80;
  (*block)[kBlockBytes - 2] = 3;  // 768 bits: a pad and a hash
  Wiped<Midstate> words;
  *words = outer;
  compress(*words, block->data(), 1);
  return bytes_of(*words);
}

inline Digest hmac(const Midstate& inner, const Midstate& outer, std::string_view message) noexcept {
  Wiped<Midstate> words;
  *words = inner;
  std::uint64_t before = kBlockBytes;
  if (message.size() > kMaxEnd) {
    const std::size_t blocks = message.size() / kBlockBytes;
    compress(*words, reinterpret_cast<const unsigned char*>(message.data()), blocks);
    before += blocks * kBlockBytes;
    message.remove_prefix(blocks * kBlockBytes);
  }
  end(*words, before, {}, message);
  return close(outer, *words);
}

inline Digest hmac(const Pads& pads, std::string_view message) noexcept {
  return hmac(pads.inner, pads.outer, message);
}

}  // namespace sluice::crypto
