// One backend connection's answers. Every arrow but the body's is a line:
//
//     Idle --expect--> Status --> Fields --empty line--> Body | UntilClose | ChunkSize ... --> Ended --> Idle
//                        ^           |                                                    |
//                        +---1xx-----+  (dropped)                                         +--> Switched (101)
//
// As in connection.hpp, each byte of a line passes LineScan first, then llhttp, and both must agree on the
// end.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "http1/line.hpp"
#include "http1/llhttp.hpp"
#include "sluice/http1_answer.hpp"

namespace sluice::http1 {

class AnswerReader::Connection {
 public:
  explicit Connection(const Limits& limits) noexcept : line_(limits), machine_(Messages::Answers) {}

  void expect(const Asked& asked) noexcept;
  Event next(std::string_view& bytes);
  Event finish() noexcept;
  Event refuse(Reason reason) noexcept;
  const Answer& answer() const noexcept { return answer_; }

 private:
  enum class Phase : std::uint8_t {
    Idle,
    Status,
    Fields,
    Body,
    UntilClose,
    ChunkSize,
    ChunkEnd,
    Trailer,
    Ended,
    Switched,
    Refused,
  };

  Reason take_line(std::string_view& bytes);
  Reason give_to_machine(std::string_view piece);
  Reason end_line();
  Reason end_status_line() noexcept;
  Reason end_head();
  Reason frame(bool has_body);
  Reason end_chunk_size() noexcept;
  Event take_body(std::string_view& bytes);
  Event end_message() noexcept;
  void expect_line(Phase phase, LineKind kind) noexcept;
  void begin_head() noexcept;
  std::string_view in_head(Span span) const noexcept { return {head_.data() + span.at, span.size}; }

  Phase phase_ = Phase::Idle;
  bool is_head_ = false;  // the request's method is HEAD
  bool upgrades_ = false;
  bool is_http10_ = false;
  bool is_told_ = false;  // `Head` was given
  unsigned interim_ = 0;  // answers of 1xx before this one
  Reason refusal_ = Reason::None;
  std::uint64_t remaining_ = 0;  // bytes of this body, or of this chunk

  LineScan line_;
  Machine machine_;
  std::vector<char> head_;
  std::vector<Header> headers_;
  Answer answer_;
};

}  // namespace sluice::http1
