/// The stages of a signature, each as text: for diagnosis and tests. Signing and verifying hash the same
/// bytes without writing them down.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "sluice/key.hpp"
#include "sluice/payload.hpp"
#include "sluice/reason.hpp"
#include "sluice/request.hpp"
#include "sluice/result.hpp"
#include "sluice/text.hpp"

namespace sluice::sign {

/// By which text the query's pairs are ordered: their decoded bytes, or (two SDKs) their encoded bytes.
enum class QueryOrder : std::uint8_t { Decoded, Encoded };

/// The canonical request. `signed_headers` is `a;b`, ascending and lower case; `payload_hash` the last line.
/// Lifetime: points into `room`.   Cost: no allocation.   Threads: any.
/// Errors:   ScratchExhausted (the room is too small), SignedHeaderMissing, HeaderIllegal, HeadersTooMany,
///           MethodIllegal, PathBadEscape, SignedQueryIllegal.
Result<std::string_view, Reason> canonical_request(const Request& request, std::string_view signed_headers,
                                                   std::string_view payload_hash, Room room,
                                                   QueryOrder order = QueryOrder::Decoded) noexcept;

/// The second and last lines decide: date, V11 scope (empty: SDK), hash of the canonical request.
std::optional<std::string_view> string_to_sign(std::string_view date, std::string_view scope,
                                               std::string_view canonical_request, Room room) noexcept;

/// The signature's bytes. A V11 key is first bound to `scope`.
Digest signature(const Key& key, std::string_view scope, std::string_view string_to_sign) noexcept;

/// 64 lower-case hex digits, held by value.
struct HexDigest {
  std::array<char, 64> bytes;
  std::string_view view() const noexcept { return {bytes.data(), bytes.size()}; }
};
HexDigest hex(const Digest& digest) noexcept;
std::optional<Digest> read_hex(std::string_view text) noexcept;

/// SHA-256 of a text.
Digest sha256(std::string_view text) noexcept;

}  // namespace sluice::sign
