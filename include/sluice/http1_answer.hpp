/// Reads raw HTTP/1.0 and HTTP/1.1 answers of a backend, by the rules of `http1.hpp`: bytes of one connection
/// in, heads and body slices out.
///
///     http1::AnswerReader reader({});
///     reader.expect({.method = "GET"});                       // before the answer to each request
///     for (std::string_view bytes = received; ;) {
///       const http1::Event e = reader.next(bytes);            // takes bytes from the front
///       if (e.kind == http1::Kind::More) break;               // all taken: receive again
///       if (e.kind == http1::Kind::Head) begin(reader.answer());
///       if (e.kind == http1::Kind::Body) pass_on(e.body);
///       if (e.kind == http1::Kind::End) done();               // reusable unless `answer().closes`
///       if (e.kind == http1::Kind::Refused) { drop_backend(); break; }
///     }
///
/// An answer whose end two readers could see at different places is refused, never framed anew by guess: what
/// follows it would be taken for the answer to somebody else.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "sluice/http1.hpp"
#include "sluice/request.hpp"
#include "sluice/text.hpp"

namespace sluice::http1 {

/// What the answer belongs to.
struct Asked {
  std::string_view method{};  ///< an answer to HEAD has no body
  bool upgrades = false;      ///< the request asked for another protocol, so a 101 is legal
};

/// One answer's head.
struct Answer {
  std::uint16_t status = 0;
  Headers headers{};  ///< as received, without the blanks round a value
  bool is_chunked = false;
  bool lasts_until_close = false;               ///< the body has no other end
  bool closes = false;                          ///< the connection serves no further request
  std::optional<std::uint64_t> body_bytes = 0;  ///< that follow here; nothing where only the end will tell
};

/// Reads the answers of one backend connection, one after the other.
/// Lifetime: owns a copy of the current head and nothing else; bodies are never kept.
/// Cost:     linear in the bytes; memory bounded by `limits` (of a body only its framing is bounded).
/// Allocates
///           while the first heads come, then reuses.
/// Threads:  one at a time.
/// Source:   RFC 9112 6 and 7; RFC 9110 8.6, 15.2, 15.3.5.
class AnswerReader {
 public:
  /// Never fails: without memory the first `next` is `Refused`.
  explicit AnswerReader(const Limits& limits) noexcept;
  AnswerReader(AnswerReader&&) noexcept;
  AnswerReader& operator=(AnswerReader&&) noexcept;
  ~AnswerReader();

  /// The next answer belongs to this request. Bytes that come while none is expected are refused.
  void expect(const Asked& asked) noexcept;

  /// As `Reader::next`. Answers with a status of 1xx are read and dropped, but for a 101 that was asked for:
  /// behind its `End` no byte is taken.
  /// Errors: `Refused` with VersionIllegal, HeaderIllegal, HeaderTooLarge, HeadersTooLarge, HeadersTooMany,
  ///         FramingIllegal, OutOfMemory.
  Event next(std::string_view& bytes) noexcept;

  /// The backend will send no more: `End` of a body that lasts until then, `More` where nothing was expected,
  /// else `Refused`.
  Event finish() noexcept;

  /// The answer of the last `Head`.
  /// Lifetime: points into the reader, unchanged until the next `expect`.
  const Answer& answer() const noexcept;

 private:
  class Connection;
  std::unique_ptr<Connection> connection_;
};

}  // namespace sluice::http1
