// HKDF-SHA256 (RFC 5869) as far as one output block of 32 bytes goes. Extraction does not depend on `info`,
// so that it can be done once a key.
#pragma once

#include <cassert>
#include <string_view>

#include "crypto/hmac.hpp"

namespace sluice::crypto {

inline constexpr std::size_t kMaxInfoBytes = 255;

/// Pads of the extracted key: HMAC(salt, ikm).
inline Pads extract(std::string_view salt, std::string_view ikm) noexcept {
  Wiped<Pads> salted;
  *salted = pads_of(salt);
  Wiped<Digest> key;
  *key = hmac(*salted, ikm);
  return pads_of({reinterpret_cast<const char*>(key->data()), key->size()});
}

/// The first 32 bytes of output. `info` is at most kMaxInfoBytes long.
inline Digest expand(const Midstate& inner, const Midstate& outer, std::string_view info) noexcept {
  assert(info.size() <= kMaxInfoBytes);
  std::array<char, kMaxInfoBytes + 1> message;
  const auto end = std::copy(info.begin(), info.end(), message.begin());
  *end = 1;
  return hmac(inner, outer, {message.data(), info.size() + 1});
}

}  // namespace sluice::crypto
