/// Reads the target of a request and its Host: the one place where their text gets a meaning. What is read
/// here is matched, authorised, signed for and forwarded; nothing reads the raw text a second time.
///
///     auto t = http::split_target("/a/%62?x=1", "GET");   // path "/a/%62", query "x=1"
///     char room[256];
///     auto path = http::read_path(t->path, PathMode::Strict, room);   // "/a/b"
///     for (http::Pairs q(t->query); auto pair = q.next();) use(pair->name, pair->value);   // undecoded
///     auto host = http::read_host("API.example.com:443", room);       // "api.example.com", port 443
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "sluice/address.hpp"
#include "sluice/reason.hpp"
#include "sluice/request.hpp"
#include "sluice/result.hpp"
#include "sluice/text.hpp"

namespace sluice::http {

/// The parts of a target. Views point into the target, or to a constant.
struct Target {
  std::string_view path;   ///< undecoded; "/" for an absolute form without path; "*" for the asterisk form
  std::string_view query;  ///< undecoded, without its '?'
  std::string_view authority;  ///< of an absolute form; else empty
  bool has_query = false;      ///< there was a '?', even with nothing behind it
  bool is_secure = false;      ///< the absolute form's scheme is https
};

/// Splits a target at its first '?': origin form, absolute form (http and https), and `*` for OPTIONS.
/// A '#', a blank, or a control byte anywhere is illegal. Nothing is decoded.
/// Cost: one pass.   Threads: any.
/// Errors: TargetIllegal (empty, illegal byte, another scheme, `*` with another method), PathNotAbsolute.
/// Source: RFC 9112 3.2.
Result<Target, Reason> split_target(std::string_view target, std::string_view method) noexcept;

/// True where an absolute form names the same host and port as the Host header; a port left out is the
/// scheme's (80, 443). False as well when either of them is illegal.
/// Source: RFC 9112 3.2.2; two authorities in one request are refused here.
bool is_same_authority(const Target& target, std::string_view host) noexcept;

/// The path that is matched: decoded once and free of dot segments.
///
/// | mode   | escapes                  | dot segments                           | refused |
/// | ------ | ------------------------ | -------------------------------------- | ------- |
/// | Strict | decoded                  | removed; climbing above `/` is refused | whatever servers read
/// differently | | Apig   | decoded, `%2F` separates | removed, clamped at `/`                | raw controls,
/// blanks, '#', '?', `%00`, bad escapes | | Raw    | kept as text             | removed also when written
/// `%2e`, clamped | as Apig |
///
/// Lifetime: points into `raw` when nothing had to be decoded or removed, else into `room`; raw.size() bytes
/// of
///           room always suffice.
/// Cost:     one pass over an ordinary path, four at most; no allocation.   Threads: any.
/// Errors:   the Path* reasons; ScratchExhausted where `room` is too small.
/// Source:   RFC 3986 3.3, 5.2.4, 6.2.2; RFC 3629.
Result<std::string_view, Reason> read_path(std::string_view raw, PathMode mode, Room room) noexcept;

/// One `name=value` of a query, undecoded. `has_equals` tells `a=` from `a`.
struct Pair {
  std::string_view name;
  std::string_view value;
  bool has_equals = false;
};

/// Walks the pairs of an undecoded query in order. Empty pieces (`&&`) are skipped; `;` does not separate.
/// Lifetime: views point into the query.
class Pairs {
 public:
  explicit Pairs(std::string_view query) noexcept : rest_(query) {}
  std::optional<Pair> next() noexcept;

 private:
  std::string_view rest_;
};

/// None, or QueryIllegal where a '%' is not followed by two hex digits.   Cost: one pass.
Reason check_query(std::string_view query) noexcept;

/// Decodes a query's name or value once, `+` being a space. `raw` itself when there is nothing to decode,
/// else text in `room`, for which raw.size() bytes suffice. Errors: QueryIllegal, ScratchExhausted.
Result<std::string_view, Reason> decode_query(std::string_view raw, Room room) noexcept;

/// True where the undecoded `raw` decodes to `text`; false for a bad escape.   Cost: one pass, no room.
bool is_decoded(std::string_view raw, std::string_view text) noexcept;

/// The first pair whose decoded name is `name`.
std::optional<Pair> find(std::string_view query, std::string_view name) noexcept;

enum class HostKind : std::uint8_t { Name, Ipv4, Ipv6 };

/// A Host value in canonical text.
struct Host {
  HostKind kind = HostKind::Name;
  std::string_view name;              ///< lower case, no final dot; `192.0.2.1`; `[2001:db8::1]`
  std::optional<std::uint16_t> port;  ///< information only: no lookup uses it
  std::optional<Address> address;     ///< of an IP literal
};

/// Room that `read_host` never exceeds: a name has 253 bytes at most.
inline constexpr std::size_t kHostRoom = 256;

/// Reads a Host value, or the authority of an absolute form. Narrower than RFC 3986 on purpose: letters,
/// digits, '-', '_' and dots; a numeric last label must belong to a strict IPv4 address; IPv6 in brackets.
/// Lifetime: `name` points into `text` when it is canonical already, else into `room`.
/// Cost:     one pass, no allocation.   Threads: any.
/// Errors:   HostMissing where it is empty, HostIllegal, ScratchExhausted.
/// Source:   RFC 9110 7.2, RFC 3986 3.2.2, RFC 5952.
Result<Host, Reason> read_host(std::string_view text, Room room) noexcept;

/// Which bytes stay as they are when text is put into a place; all others become `%XX` in upper case.
enum class Encoding : std::uint8_t {
  Unreserved,   ///< letters, digits, '-', '.', '_', '~': canonical requests
  PathSegment,  ///< the published PATH set: a slash is encoded
  Path,         ///< the same, but slashes stay
  Query,        ///< the published QUERY set
};

/// Percent-encodes `text`. `text` itself when nothing needs it, else text in `room`; 3 bytes for each
/// suffice. Errors: ScratchExhausted. Source: RFC 3986 2.1; the published gateway's user guide, encoding of
/// constant parameters.
Result<std::string_view, Reason> encode(std::string_view text, Encoding encoding, Room room) noexcept;

}  // namespace sluice::http
