// Prepared keys and running body hashes: the public values that hold a supplier's state.
#include "sluice/key.hpp"

#include "crypto/hkdf.hpp"
#include "sign/running.hpp"

namespace sluice::sign {

// Any words that no secret is known to lead to: those of a hash that has taken nothing.
Key::Key() noexcept : inner_(crypto::kStart), outer_(crypto::kStart) {}

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

BodyHash::BodyHash() noexcept { begin_hash(state_); }

void BodyHash::add(std::string_view slice) noexcept {
  hash_in(state_).add(slice);
  bytes_ += slice.size();
}

Digest BodyHash::digest() const noexcept { return hash_in(state_).finish(); }

}  // namespace sluice::sign
