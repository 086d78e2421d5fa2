/// A borrowed view of one parsed request. Every stage takes this same struct and reads only the fields that
/// it needs; the others may stay empty.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "sluice/text.hpp"

namespace sluice {

enum class Scheme : std::uint8_t { Http, Https, Ws, Wss };

/// The negotiated TLS version. `Unknown`: the host did not say, and no rule about versions applies.
enum class Tls : std::uint8_t { Unknown, V1_0, V1_1, V1_2, V1_3 };

/// How the path of a target is read, once, for matching, access control, signing and forwarding alike.
/// Source: spec/matching.md 3.
enum class PathMode : std::uint8_t {
  Strict,  ///< as `Apig`, but paths that servers are known to read differently are refused
  Apig,    ///< the published gateway's reading: decode once, then remove dot segments
  Raw,     ///< match on the undecoded path
};

/// Where in a request, or in a backend call, a parameter stands.
enum class Place : std::uint8_t { Path, Query, Header };

/// One request, as received. All text is borrowed and must stay unchanged until the answer has been read.
struct Request {
  std::string_view method{};  ///< `GET`; case-sensitive
  std::string_view target{};  ///< origin form with query, undecoded; or absolute form; or `*`
  std::string_view host{};    ///< Host header's value; `headers` need not repeat it. Empty: look in `headers`
  Headers headers{};          ///< in wire order
  Scheme scheme = Scheme::Https;
  Tls tls = Tls::Unknown;
  std::string_view peer{};         ///< the connection's address as text: `192.0.2.1`, `2001:db8::1`
  std::string_view request_id{};   ///< the host's own; empty: one is made
  std::string_view server_name{};  ///< TLS server name, if the host checks it against Host
  std::optional<std::uint64_t> body_bytes{};  ///< the body's length where it is known in advance
};

/// Bounds of what a caller may send; "over" means strictly greater. Source: spec/matching.md 2.
struct Limits {
  std::size_t uri_bytes = 32768;        ///< target, query included
  std::size_t header_bytes = 32768;     ///< one field: name + 2 + value
  std::size_t headers_bytes = 131072;   ///< all fields: each as above + 2
  std::size_t header_count = 256;       ///< fields
  std::uint64_t body_bytes = 12582912;  ///< by length or counted while it comes
};

}  // namespace sluice
