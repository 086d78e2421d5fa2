// Which headers a signer signs, in order.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "sign/name.hpp"
#include "sign/signed_headers.hpp"
#include "sluice/sign.hpp"

namespace sluice::sign {

/// Names in any case, sorted by their lower-case form, without repeats; they point into the headers or into
/// the signer's list.
class SignNames {
 public:
  /// Takes the signer's list, or all headers but those that do not arrive unchanged.
  /// Errors: SignedHeadersIllegal, HeaderIllegal (a name that is no token).
  std::optional<SignError> choose(Headers given, Headers added, const Signer& signer) noexcept;

  /// Writes `a;b` in lower case and gives the end; null if there is no room.
  char* write(char* to, std::size_t room) const noexcept;

 private:
  std::optional<SignError> take_list(const Signer& signer) noexcept;

  // Plain members, so that a new list costs nothing.
  struct Name {
    NameKey key;
    const char* data;
    std::size_t size;
    std::string_view text() const noexcept { return {data, size}; }
  };

  bool insert(std::string_view text) noexcept;

  std::array<Name, kMaxSigned> names_;          // as they came
  std::array<std::uint8_t, kMaxSigned> order_;  // sorted: numbers of names
  std::size_t count_ = 0;
};

}  // namespace sluice::sign
