// Prepared keys and running body hashes: the public values that hold a supplier's state.
#include "sluice/key.hpp"

#include "crypto/hkdf.hpp"
#include "sluice/payload.hpp"

namespace sluice::sign {

// Any words that no secret is known to lead to: those of a hash that has taken nothing.
Key::Key() noexcept
    : inner_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19},
      outer_(inner_) {}

Key::Key(std::string_view secret) noexcept : usable_(!secret.empty()) {
  Wiped<crypto::Pads> pads;
  *pads = crypto::pads_of(secret);
  inner_ = pads->inner;
  outer_ = pads->outer;
}

Key Key::v11(std::string_view access, std::string_view secret) noexcept {
  Wiped<crypto::Pads> pads;
  *pads = crypto::extract(access, secret);
  Key key;
  key.inner_ = pads->inner;
  key.outer_ = pads->outer;
  key.algorithm_ = Algorithm::V11;
  key.usable_ = !secret.empty();
  return key;
}

Key::~Key() {
  wipe(&inner_, sizeof inner_);
  wipe(&outer_, sizeof outer_);
}

static_assert(sizeof(HashState) == crypto::kStateBytes && alignof(HashState) == 8);

BodyHash::BodyHash() noexcept { crypto::start(state_.bytes); }

void BodyHash::add(std::string_view slice) noexcept {
  crypto::add(state_.bytes, slice);
  bytes_ += slice.size();
}

Digest BodyHash::digest() const noexcept {
  HashState copy = state_;
  return crypto::finish(copy.bytes);
}

}  // namespace sluice::sign
