// The alphabet and bounds of an Authorization header that carries a signature, for its reader and its writer.
#pragma once

#include <string_view>

#include "base/ascii.hpp"
#include "sluice/sign.hpp"

namespace sluice::sign {

inline constexpr std::size_t kMaxAuthorizationBytes = 8192;
inline constexpr std::size_t kMaxAccessBytes = 256;
inline constexpr std::size_t kMaxScopeNameBytes = 64;
inline constexpr ascii::Class kAccess = ascii::class_of("_.-", true, true);

/// Reads an Authorization header into an empty claim, which holds nothing of use where it is false.
bool read_claim(std::string_view value, bool accept_v11, Claim& claim) noexcept;

/// Whether a text is 1 to kMaxAccessBytes of the letters of a key id.
bool is_access(std::string_view text) noexcept;

constexpr bool is_made_of(const ascii::Class& set, std::string_view text, std::size_t max) noexcept {
  if (text.empty() || text.size() > max) return false;
  for (const char c : text)
    if (!ascii::is_in(set, c)) return false;
  return true;
}

}  // namespace sluice::sign
