// The only door to a crypto library: what SHA-256 does with whole blocks. `mbedtls.cpp` and `openssl.cpp`
// each supply `compress`; the build picks one. Running hashes, the end of a message and HMAC stand on top of
// it, so that no text is copied twice and none costs a block more than it has. Nothing here allocates or
// fails.
//
// The eight words after whole blocks are enough to go on from: that is how a key is kept ready.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace sluice::crypto {

inline constexpr std::size_t kBlockBytes = 64;

using Midstate = std::array<std::uint32_t, 8>;
using Digest = std::array<std::uint8_t, 32>;

/// Where every hash begins. Source: FIPS 180-4, 5.3.3.
inline constexpr Midstate kStart = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

/// Takes `count` blocks of 64 bytes into the words. The supplier's part.
void compress(Midstate& words, const unsigned char* blocks, std::size_t count) noexcept;

/// The words as bytes, the highest of each first. Four at a time, in the vector notation that both compilers
/// offer on every processor.
inline Digest bytes_of(const Midstate& words) noexcept {
  using Four = std::uint32_t __attribute__((vector_size(16)));
  Digest digest;
  for (std::size_t i = 0; i < sizeof digest; i += sizeof(Four)) {
    Four four;
    std::memcpy(&four, words.data() + i / sizeof words[0], sizeof four);
    if constexpr (std::endian::native == std::endian::little)
      four = four << 24 | (four & 0xff00) << 8 | (four >> 8 & 0xff00) | four >> 24;
    std::memcpy(digest.data() + i, &four, sizeof four);
  }
  return digest;
}

/// What `end` takes at most.
inline constexpr std::size_t kEndBlocks = 3, kMaxEnd = kEndBlocks * kBlockBytes - 9;

/// Ends a message: `before` bytes of it are in the words, `held` and then `last` follow. Either may be
/// secret. Source: FIPS 180-4, 5.1.1: one bit, zeros, and the length in bits.
void end(Midstate& words, std::uint64_t before, std::string_view held, std::string_view last) noexcept;

/// A running hash as a value.
class Sha256 {
 public:
  Sha256() noexcept = default;

  void add(std::string_view bytes) noexcept;
  /// Of all that was added, and `last` behind it. More may be added afterwards.
  Digest finish(std::string_view last = {}) const noexcept;

 private:
  Midstate words_ = kStart;
  std::uint64_t bytes_ = 0;
  std::array<unsigned char, kBlockBytes> held_;  // what does not fill a block yet
};

inline Digest sha256(std::string_view bytes) noexcept {
  Sha256 hash;
  return hash.finish(bytes);
}

/// The same of `size` bytes that are no longer needed, with kPadBytes of room behind them: the padding is
/// written there, so that all blocks are hashed at once.
inline constexpr std::size_t kPadBytes = kBlockBytes + 8;
Digest sha256_in_place(unsigned char* bytes, std::size_t size) noexcept;

}  // namespace sluice::crypto
