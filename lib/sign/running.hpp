// The running hash that the public HashState holds.
#pragma once

#include <new>
#include <type_traits>

#include "crypto/sha256.hpp"
#include "sluice/payload.hpp"

namespace sluice::sign {

static_assert(sizeof(HashState) == sizeof(crypto::Sha256) && alignof(HashState) == alignof(crypto::Sha256));
static_assert(std::is_trivially_copyable_v<crypto::Sha256>);

/// A new hash in the place of `state`.
inline crypto::Sha256& begin_hash(HashState& state) noexcept { return *new (&state) crypto::Sha256; }

/// The hash that was begun there, or copied to it.
inline crypto::Sha256& hash_in(HashState& state) noexcept {
  return *std::launder(reinterpret_cast<crypto::Sha256*>(&state));
}
inline const crypto::Sha256& hash_in(const HashState& state) noexcept {
  return *std::launder(reinterpret_cast<const crypto::Sha256*>(&state));
}

}  // namespace sluice::sign
