// The only door to a crypto library: SHA-256 with its state inline. `mbedtls.cpp` and `openssl.cpp` each
// supply these functions; the build picks one. Nothing here allocates or fails.
//
// A midstate, the eight words after whole blocks, is enough to go on from: that is how a key is kept ready.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sluice::crypto {

inline constexpr std::size_t kBlockBytes = 64;
inline constexpr std::size_t kStateBytes = 112;  // of the largest supplier, which asserts it

using State = std::array<unsigned char, kStateBytes>;  // aligned to 8 by its owner
using Midstate = std::array<std::uint32_t, 8>;
using Digest = std::array<std::uint8_t, 32>;

void start(State& state) noexcept;
/// Goes on where a hash stood after exactly one block.
void resume(State& state, const Midstate& after_one_block) noexcept;
void add(State& state, std::string_view bytes) noexcept;
/// Ends the hash and leaves `state` to be started again.
Digest finish(State& state) noexcept;
/// The words of a hash that has taken whole blocks only.
Midstate midstate(const State& state) noexcept;

/// A running hash as a value.
class Sha256 {
 public:
  Sha256() noexcept { start(state_); }
  explicit Sha256(const Midstate& after_one_block) noexcept { resume(state_, after_one_block); }
  void add(std::string_view bytes) noexcept { crypto::add(state_, bytes); }
  Digest finish() noexcept { return crypto::finish(state_); }
  State& state() noexcept { return state_; }

 private:
  alignas(8) State state_;
};

inline Digest sha256(std::string_view bytes) noexcept {
  Sha256 hash;
  hash.add(bytes);
  return hash.finish();
}

}  // namespace sluice::crypto
