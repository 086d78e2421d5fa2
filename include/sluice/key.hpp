/// Secrets as signing needs them: prepared keys, and "one secret or several" as one argument.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace sluice::sign {

/// `Sdk` is what every published SDK sends. `V11` derives its key from a region and a service, and is
/// accepted only where it is switched on.
enum class Algorithm : std::uint8_t { Sdk, V11 };

/// SHA-256 after one block: the hash's eight words. Enough to go on from a prepared HMAC pad.
using Midstate = std::array<std::uint32_t, 8>;

/// A secret, ready to sign: the two HMAC pads hashed once, 64 bytes. Wipes itself and has no printed form.
/// Costs four SHA-256 blocks to make and saves them at each use.   Threads: as a plain value.
class Key {
 public:
  /// A key that no signature matches, as costly to try as any.
  Key() noexcept;
  /// For `SDK-HMAC-SHA256`: the secret's bytes are the key, of any length.
  explicit Key(std::string_view secret) noexcept;
  /// For `V11-HMAC-SHA256`: everything that does not depend on the request's scope, computed once.
  static Key v11(std::string_view access, std::string_view secret) noexcept;

  Key(const Key&) noexcept = default;
  Key& operator=(const Key&) noexcept = default;
  ~Key();

  Algorithm algorithm() const noexcept { return algorithm_; }
  const Midstate& inner() const noexcept { return inner_; }
  const Midstate& outer() const noexcept { return outer_; }

 private:
  Midstate inner_;
  Midstate outer_;
  Algorithm algorithm_ = Algorithm::Sdk;
};

/// What a signature is checked with: one secret, several live secrets (a rotation), or prepared keys; none:
/// the key is unknown. An empty secret is no secret. Borrowed for the call.
class Secrets {
 public:
  Secrets() noexcept = default;
  Secrets(std::string_view one) noexcept : one_(one) {}
  Secrets(const char* one) noexcept : one_(one) {}
  Secrets(std::span<const std::string_view> texts) noexcept : texts_(texts) {}
  Secrets(const Key& key) noexcept : keys_(&key, 1) {}
  Secrets(std::span<const Key> keys) noexcept : keys_(keys) {}

  std::string_view one() const noexcept { return one_; }
  std::span<const std::string_view> texts() const noexcept { return texts_; }
  std::span<const Key> keys() const noexcept { return keys_; }

 private:
  std::string_view one_;
  std::span<const std::string_view> texts_;
  std::span<const Key> keys_;
};

}  // namespace sluice::sign
