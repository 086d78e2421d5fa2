/// Reads raw HTTP/1.0 and HTTP/1.1 requests: bytes of one connection in, requests and body slices out.
///
///     http1::Reader reader({}, PathMode::Strict);
///     for (std::string_view bytes = received; ;) {
///       const http1::Event e = reader.next(bytes);          // takes bytes from the front
///       if (e.kind == http1::Kind::More) break;             // all taken: receive again
///       if (e.kind == http1::Kind::Head) begin(reader.request(), reader.framing());
///       if (e.kind == http1::Kind::Body) take_body(e.body);
///       if (e.kind == http1::Kind::End) finish_request();
///       if (e.kind == http1::Kind::Refused) { answer(e.reason); close(); break; }
///     }
///
/// The reader is strict: whatever two servers are known to read differently is refused and never repaired,
/// since a request that the next hop reads as another one has passed all checks for nothing. That covers line
/// ends other than CRLF, folded lines, every doubt about a body's length, chunk extensions, trailers that
/// carry framing or credentials, more than one Host or authority, and paths as `PathMode` says. How the bytes
/// were cut into reads never changes an answer. Once something was refused, no later byte is looked at.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "sluice/reason.hpp"
#include "sluice/request.hpp"

namespace sluice::http1 {

enum class Kind : std::uint8_t {
  More,     ///< every byte was taken; nothing more can be said before the next ones come
  Head,     ///< a head is whole and legal: `request()` and `framing()` describe it
  Body,     ///< `body` is the next piece of this message's body, never empty
  End,      ///< the message is whole; after one with `framing().closes` nothing may follow
  Refused,  ///< `reason` says why; answer it and close. Said again whatever comes
};

/// What the reader found next.
struct Event {
  Kind kind = Kind::More;
  Reason reason = Reason::None;  ///< of `Refused`; its status is `error::row(error::row(reason)).status`
  std::string_view body;         ///< of `Body`: points into the bytes given to this call
};

/// How the body of the current message is sent, and what follows it.
struct Framing {
  bool is_chunked = false;
  bool closes = false;            ///< no request may follow on this connection
  bool expects_continue = false;  ///< the client waits for a 100 before it sends the body
  bool is_http10 = false;         ///< the client reads no chunked answer
};

/// Reads the requests of one connection, one after the other (pipelined ones too).
/// Lifetime: owns a copy of the current head and nothing else; bodies are never kept.
/// Cost:     linear in the bytes. Memory is bounded by `limits`, whatever is sent: a byte that goes over one
///           is refused before it is kept. Allocates while the first heads come, then reuses.
/// Threads:  one at a time.
/// Source:   RFC 9112; RFC 9110 5.5, 6.5.1, 7.2, 8.6, 10.1.1. Sizes: the published gateway's user guide,
///           "Notes and Constraints" (request URI, headers and body).
class Reader {
 public:
  /// `mode` decides which paths are refused. Never fails: without memory the first `next` is `Refused`.
  explicit Reader(const Limits& limits, PathMode mode = PathMode::Strict) noexcept;
  Reader(Reader&&) noexcept;
  Reader& operator=(Reader&&) noexcept;
  ~Reader();

  /// Takes bytes from the front of `bytes` until there is something to tell. Call it again with what is left
  /// (also when that is empty) until it answers `More` or `Refused`.
  /// Errors: `Refused` with MethodIllegal, VersionIllegal, TargetIllegal, TargetTooLong, a Path* reason,
  ///         HeaderIllegal, HeaderTooLarge, HeadersTooLarge, HeadersTooMany, a Host* reason,
  ///         AuthorityMismatch, FramingIllegal, BodyTooLarge, ExpectIllegal, OutOfMemory.
  Event next(std::string_view& bytes) noexcept;

  /// The client will send no more. `More` where that is in order: between two requests; else `Refused`.
  Event finish() noexcept;

  /// True between two messages: every request that began has ended, none was refused.
  bool is_idle() const noexcept;

  /// The request of the last `Head`; scheme, TLS version, peer and request id are the host's to add.
  /// Names and values stand as received, without the blanks round a value; `host` repeats the Host header.
  /// `body_bytes` is empty for a chunked body.
  /// Lifetime: points into the reader, unchanged until the call of `next` that follows this message's `End`.
  const Request& request() const noexcept;

  /// Of the last `Head`.
  const Framing& framing() const noexcept;

 private:
  class Connection;
  std::unique_ptr<Connection> connection_;
};

}  // namespace sluice::http1
