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

  /// Writes the lines of the names, of which `joined` is what `write` wrote. False where one has no field.
  bool write_lines(const Fields& fields, std::string_view joined, Sink& sink) const noexcept;

  /// Writes `a;b` in lower case and gives the end; null if there is no room.
  char* write(char* to, std::size_t room) const noexcept;

 private:
  std::optional<SignError> take_list(const Signer& signer) noexcept;

  // Plain members, so that a new list costs nothing.
  struct Name {
    const char* data;
    std::uint32_t size;
    std::uint32_t field;  // kUnknown: of a list, or repeated
    std::string_view text() const noexcept { return {data, size}; }
  };

  static constexpr std::uint32_t kUnknown = ~0u;
  bool insert(std::string_view text, std::size_t field) noexcept;

  std::array<NameKey, kMaxSigned + 1> keys_;  // sorted, and names with them; one more for a name too many
  std::array<Name, kMaxSigned + 1> names_;
  std::size_t count_ = 0;
  std::size_t joined_bytes_ = 0;  // of `a;b;`
};

}  // namespace sluice::sign
