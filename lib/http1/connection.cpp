#include "http1/connection.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "http1/head.hpp"

namespace sluice::http1 {

Event Reader::Connection::next(std::string_view& bytes) {
  while (phase_ != Phase::Refused) {
    if (phase_ == Phase::Ended) return end_message();
    if (bytes.empty()) return {};
    if (phase_ == Phase::Closed) return refuse(Reason::FramingIllegal);  // RFC 9112 9.6
    if (phase_ == Phase::Body) return take_body(bytes);
    const bool had_head = machine_.has_head() && !is_new_;
    if (const Reason reason = take_line(bytes); reason != Reason::None) return refuse(reason);
    if (machine_.has_head() && !had_head) return {.kind = Kind::Head, .reason = Reason::None, .body = {}};
  }
  return refuse(refusal_);
}

Event Reader::Connection::finish() noexcept {
  if (phase_ == Phase::Refused) return refuse(refusal_);
  return is_idle() ? Event{} : refuse(Reason::FramingIllegal);
}

Event Reader::Connection::refuse(Reason reason) noexcept {
  phase_ = Phase::Refused;
  refusal_ = reason;
  return {.kind = Kind::Refused, .reason = reason, .body = {}};
}

// llhttp gets the bytes that LineScan found good before its verdict on the next byte counts: so the earliest
// illegal byte decides, whoever sees it, and however the input was cut.
Reason Reader::Connection::take_line(std::string_view& bytes) {
  if (is_new_) begin_message();
  const LineScan::Cut cut = line_.cut(bytes);
  const std::string_view piece = bytes.substr(0, cut.bytes);
  bytes.remove_prefix(cut.bytes);
  if (const Reason reason = give_to_machine(piece); reason != Reason::None) return reason;
  if (cut.reason != Reason::None) return cut.reason;
  return cut.is_whole ? end_line() : Reason::None;
}

Reason Reader::Connection::give_to_machine(std::string_view piece) {
  if (piece.empty()) return Reason::None;
  if (phase_ != Phase::Start && phase_ != Phase::Fields) return machine_.execute(piece.data(), piece);
  const std::size_t before = head_.size();
  head_.insert(head_.end(), piece.begin(), piece.end());
  return machine_.execute(head_.data(), {head_.data() + before, piece.size()});
}

Reason Reader::Connection::end_line() {
  switch (phase_) {
    case Phase::Start:
      return end_request_line();
    case Phase::Fields:
      if (line_.is_empty()) return end_head();
      if (!line_.has_colon()) return Reason::HeaderIllegal;
      line_.begin(LineKind::Field);
      return Reason::None;
    case Phase::ChunkSize:
      return end_chunk_size();
    case Phase::Trailer:
      return end_trailer_line();
    default:  // ChunkEnd; no other phase reads lines
      expect_line(Phase::ChunkSize, LineKind::ChunkSize);
      return Reason::None;
  }
}

Reason Reader::Connection::end_request_line() {
  if (line_.is_empty()) {  // RFC 9112 2.2: one is skipped
    if (had_empty_line_) return Reason::FramingIllegal;
    had_empty_line_ = true;
    head_.clear();
    line_.begin(LineKind::Request);
    return Reason::None;
  }
  const std::string_view line(head_.data(), head_.size() - 2);
  is_http10_ = line.back() == '0';
  expect_line(Phase::Fields, LineKind::Field);
  return check_request_line(line, in_head(machine_.method()), in_head(machine_.target()));
}

Reason Reader::Connection::end_head() {
  const std::size_t path_room = machine_.target().size;
  const std::size_t head_bytes = head_.size();
  head_.resize(head_bytes + path_room);  // last move of these bytes: from here on there are views of them
  point_into_head();
  const auto fields = read_fields(headers_, is_http10_);
  if (!fields) return fields.error();
  request_.host = fields->host;
  if (const Reason reason = check_target(request_, mode_, {head_.data() + head_bytes, path_room});
      reason != Reason::None)
    return reason;

  const bool agrees = machine_.has_head() && machine_.is_chunked() == fields->is_chunked &&
                      machine_.length() == fields->length;
  if (!agrees) return Reason::FramingIllegal;
  if (fields->length > limits_.body_bytes) return Reason::BodyTooLarge;
  if (!fields->is_chunked) request_.body_bytes = fields->length;
  framing_ = {.is_chunked = fields->is_chunked,
              .closes = machine_.closes(),
              .expects_continue = fields->expects_continue,
              .is_http10 = is_http10_};
  remaining_ = fields->length;
  phase_ = remaining_ != 0 ? Phase::Body : Phase::Ended;
  if (fields->is_chunked) expect_line(Phase::ChunkSize, LineKind::ChunkSize);
  return Reason::None;
}

void Reader::Connection::point_into_head() {
  headers_.clear();
  for (const Field& field : machine_.fields())
    headers_.push_back({in_head(field.name), ascii::trim(in_head(field.value))});
  request_ = {};
  request_.method = in_head(machine_.method());
  request_.target = in_head(machine_.target());
  request_.headers = headers_;
}

Reason Reader::Connection::end_chunk_size() noexcept {
  if (line_.is_empty()) return Reason::FramingIllegal;
  remaining_ = machine_.chunk_bytes();
  if (remaining_ == 0) {
    expect_line(Phase::Trailer, LineKind::Trailer);
    return Reason::None;
  }
  if (remaining_ > limits_.body_bytes - body_bytes_) return Reason::BodyTooLarge;
  body_bytes_ += remaining_;
  phase_ = Phase::Body;
  return Reason::None;
}

// Trailers are read and dropped: nothing that comes after the checks of a head may change what was checked.
Reason Reader::Connection::end_trailer_line() noexcept {
  if (line_.is_empty()) {
    phase_ = Phase::Ended;
    return Reason::None;
  }
  if (!line_.has_colon() || is_forbidden_trailer(line_.name())) return Reason::HeaderIllegal;
  line_.begin(LineKind::Trailer);
  return Reason::None;
}

Event Reader::Connection::take_body(std::string_view& bytes) {
  const std::string_view piece =
      bytes.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(remaining_, bytes.size())));
  bytes.remove_prefix(piece.size());
  if (const Reason reason = machine_.execute(piece.data(), piece); reason != Reason::None)
    return refuse(reason);
  remaining_ -= piece.size();
  if (remaining_ == 0 && framing_.is_chunked)
    expect_line(Phase::ChunkEnd, LineKind::ChunkEnd);
  else if (remaining_ == 0)
    phase_ = Phase::Ended;
  return {.kind = Kind::Body, .reason = Reason::None, .body = piece};
}

Event Reader::Connection::end_message() noexcept {
  if (!machine_.is_whole()) return refuse(Reason::FramingIllegal);  // llhttp waits for more than we do
  is_new_ = true;
  expect_line(framing_.closes ? Phase::Closed : Phase::Start, LineKind::Request);
  return {.kind = Kind::End, .reason = Reason::None, .body = {}};
}

void Reader::Connection::expect_line(Phase phase, LineKind kind) noexcept {
  phase_ = phase;
  line_.begin(kind);
}

void Reader::Connection::begin_message() noexcept {
  is_new_ = had_empty_line_ = false;
  head_.clear();
  machine_.next_message();
  body_bytes_ = 0;
}

}  // namespace sluice::http1
