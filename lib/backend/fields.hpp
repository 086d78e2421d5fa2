// The header fields of a backend call.
#pragma once

#include <span>

#include "backend/action.hpp"
#include "base/scratch.hpp"
#include "sluice/result.hpp"

namespace sluice::backend {

/// True where the request asks to become a WebSocket: by its scheme, or by Upgrade and Connection.
bool is_websocket(const Request& request) noexcept;

/// The full list, Host first, with room for `kSpareHeaders` more behind it.
/// Errors: MappingImpossible for a value that would end its line, ScratchExhausted.
Result<std::span<Header>, Reason> build_fields(const Reader& reader, const Inbound& inbound,
                                               const Forwarding& forwarding, Scratch& scratch) noexcept;

}  // namespace sluice::backend
