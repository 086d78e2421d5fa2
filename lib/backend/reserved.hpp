// The header fields that the gateway reads, writes or removes itself.
#pragma once

#include <cstdint>
#include <string_view>

namespace sluice::backend {

/// What becomes of a field of the request.
enum class Fate : std::uint8_t {
  Free,           // no rule of ours: forwarded unless Connection names it or a mapping owns it
  Stay,           // forwarded whatever Connection says of it
  Gone,           // of one hop, a credential, or written anew
  Authorization,  // stays unless it was consumed
  Signing,        // stays unless the signature was consumed
  Token,          // stays for trusted accounts only
  ForwardedFor,   // joined, then one address longer
  Upgrade,        // stays for a WebSocket only
};

/// The rule for a name in any case.   Cost: its length and first byte decide most names.
Fate fate_of(std::string_view name) noexcept;

/// True for a name that reads as a reserved one once its underscores are dashes: `X_Sdk_Date`. Servers that
/// hand fields on as environment variables cannot tell the two apart.
bool is_twin(std::string_view name) noexcept;

}  // namespace sluice::backend
