// Which headers a signer signs, in order.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "sign/signed_headers.hpp"
#include "sluice/result.hpp"
#include "sluice/sign.hpp"

namespace sluice::sign {

/// Names in any case, sorted by their lower-case form, without repeats; they point into the headers or into
/// the signer's list.
class SignNames {
 public:
  /// The signer's list, or all headers but those that do not arrive unchanged.
  /// Errors: SignedHeadersIllegal, HeaderIllegal (a name that is no token).
  static Result<SignNames, SignError> choose(Headers given, Headers added, const Signer& signer) noexcept;

  /// Writes `a;b` in lower case and gives the end; null if there is no room.
  char* write(char* to, std::size_t room) const noexcept;

 private:
  bool insert(std::string_view name) noexcept;

  std::array<std::string_view, kMaxSigned> names_;
  std::size_t count_ = 0;
};

}  // namespace sluice::sign
