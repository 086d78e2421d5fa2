/// Secrets as signing needs them: prepared keys, and "one secret or several" as one argument.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
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
  /// No key: no signature matches it, and trying costs as much as with any. So does one of an empty secret.
  Key() noexcept;
  /// For `SDK-HMAC-SHA256`: the secret's bytes are the key, of any length.
  explicit Key(std::string_view secret) noexcept;
  /// For `V11-HMAC-SHA256`: everything that does not depend on the request's scope, computed once.
  static Key v11(std::string_view access, std::string_view secret) noexcept;

  Key(const Key&) noexcept = default;
  Key& operator=(const Key&) noexcept = default;
  ~Key();

  bool is_usable() const noexcept { return usable_; }
  Algorithm algorithm() const noexcept { return algorithm_; }
  const Midstate& inner() const noexcept { return inner_; }
  const Midstate& outer() const noexcept { return outer_; }

 private:
  Midstate inner_;
  Midstate outer_;
  Algorithm algorithm_ = Algorithm::Sdk;
  bool usable_ = false;
};

/// What a signature is checked with: one secret, several live secrets (a rotation), or prepared keys; none:
/// the key is unknown. An empty secret is no secret. Borrowed for the call.
class Secrets {
 public:
  /// How the secrets are held. `None`, or no usable one in it: the key is unknown.
  enum class Form : std::uint8_t { None, Text, Texts, Keys };

  Secrets() noexcept = default;
  Secrets(std::string_view one) noexcept : form_(Form::Text), one_(one) {}
  Secrets(const char* one) noexcept : Secrets(std::string_view(one)) {}
  Secrets(const std::string& one) noexcept : Secrets(std::string_view(one)) {}
  template <std::size_t N>
  Secrets(const std::string_view (&texts)[N]) noexcept : form_(Form::Texts), texts_(texts) {}
  Secrets(std::span<const std::string_view> texts) noexcept : form_(Form::Texts), texts_(texts) {}
  Secrets(const Key& key) noexcept : form_(Form::Keys), keys_(&key, 1) {}
  template <std::size_t N>
  Secrets(const Key (&keys)[N]) noexcept : form_(Form::Keys), keys_(keys) {}
  Secrets(std::span<const Key> keys) noexcept : form_(Form::Keys), keys_(keys) {}

  Form form() const noexcept { return form_; }
  std::span<const std::string_view> texts() const noexcept {
    return form_ == Form::Text ? std::span(&one_, 1) : texts_;
  }
  std::span<const Key> keys() const noexcept { return keys_; }

 private:
  Form form_ = Form::None;
  std::string_view one_;
  std::span<const std::string_view> texts_;
  std::span<const Key> keys_;
};

}  // namespace sluice::sign
