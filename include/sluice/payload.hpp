/// The body of a request as a signature sees it: thirty-two bytes, or the word that it is not covered.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sluice::sign {

/// The 32 bytes of a SHA-256 hash.
using Digest = std::array<std::uint8_t, 32>;

/// A running SHA-256, held inline. Trivially copyable; a copy goes on by itself.
struct alignas(8) HashState {
  std::array<unsigned char, 104> bytes;
};

/// Hashes a body that comes in slices.   Cost: no allocation.   Threads: one at a time.
class BodyHash {
 public:
  BodyHash() noexcept;
  void add(std::string_view slice) noexcept;
  /// The hash of what was added so far; more may be added after it.
  Digest digest() const noexcept;
  std::uint64_t bytes() const noexcept { return bytes_; }

 private:
  HashState state_;
  std::uint64_t bytes_ = 0;
};

/// What to sign of a body: its bytes (the usual case, implicit), its hash, or that it is not covered.
class Payload {
 public:
  enum class Kind : std::uint8_t { Bytes, Hash, Unsigned };

  Payload(std::string_view bytes) noexcept : kind_(Kind::Bytes), bytes_(bytes) {}
  Payload(const char* bytes) noexcept : Payload(std::string_view(bytes)) {}
  Payload(const std::string& bytes) noexcept : Payload(std::string_view(bytes)) {}
  static Payload hashed(const Digest& digest) noexcept { return Payload(Kind::Hash, digest); }
  static Payload hashed(const BodyHash& body) noexcept { return hashed(body.digest()); }
  /// `UNSIGNED-PAYLOAD`: whoever reads the request cannot tell whether its body was changed.
  static Payload unsigned_payload() noexcept { return Payload(Kind::Unsigned, {}); }

  Kind kind() const noexcept { return kind_; }
  std::string_view bytes() const noexcept { return bytes_; }
  const Digest& hash() const noexcept { return hash_; }

 private:
  Payload(Kind kind, const Digest& hash) noexcept : kind_(kind), hash_(hash) {}

  Kind kind_;
  std::string_view bytes_;
  Digest hash_{};
};

}  // namespace sluice::sign
