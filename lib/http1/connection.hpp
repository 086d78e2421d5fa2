// One connection's requests. A message goes through these phases; every arrow but the body's is a line:
//
//     Start --request line--> Fields --empty line--> Body (length) ------------------> Ended -> Start |
//     Closed
//       ^ one empty line        |                      ^                                 ^
//       may stand in front      +--> ChunkSize --n > 0-+ (then ChunkEnd, ChunkSize)      |
//                               |        +--0--> Trailer --empty line--------------------+
//                               +--no body-----------------------------------------------+
//
// Each byte of a line passes LineScan first, then llhttp; the whole line is judged after both. A refusal in
// any phase leads to Refused, which has no way out.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "http1/line.hpp"
#include "http1/llhttp.hpp"
#include "sluice/http1.hpp"

namespace sluice::http1 {

class Reader::Connection {
 public:
  Connection(const Limits& limits, PathMode mode) noexcept : limits_(limits), mode_(mode), line_(limits) {}

  Event next(std::string_view& bytes);
  Event finish() noexcept;
  Event refuse(Reason reason) noexcept;

  bool is_idle() const noexcept {
    return phase_ == Phase::Closed || (phase_ == Phase::Start && !line_.has_begun());
  }
  const Request& request() const noexcept { return request_; }
  const Framing& framing() const noexcept { return framing_; }

 private:
  enum class Phase : std::uint8_t {
    Start,
    Fields,
    Body,
    ChunkSize,
    ChunkEnd,
    Trailer,
    Ended,
    Closed,
    Refused,
  };

  Reason take_line(std::string_view& bytes);
  Reason give_to_machine(std::string_view piece);
  Reason end_line();
  Reason end_request_line();
  Reason end_head();
  Reason end_chunk_size() noexcept;
  Reason end_trailer_line() noexcept;
  Event take_body(std::string_view& bytes);
  Event end_message() noexcept;
  void expect_line(Phase phase, LineKind kind) noexcept;
  void begin_message() noexcept;
  void point_into_head();
  std::string_view in_head(Span span) const noexcept { return {head_.data() + span.at, span.size}; }

  Limits limits_;
  PathMode mode_;
  Phase phase_ = Phase::Start;
  bool had_empty_line_ = false;
  bool is_new_ = true;  // the next byte begins a message: the last one's views end here
  bool is_http10_ = false;
  Reason refusal_ = Reason::None;
  std::uint64_t remaining_ = 0;   // bytes of this body, or of this chunk
  std::uint64_t body_bytes_ = 0;  // taken or announced, of all chunks

  LineScan line_;
  Machine machine_;
  std::vector<char> head_;  // as received, from the request line to the empty line
  std::vector<Header> headers_;
  Request request_;
  Framing framing_;
};

}  // namespace sluice::http1
