#include "http1/answer.hpp"

#include <algorithm>
#include <new>

#include "base/ascii.hpp"
#include "http1/head.hpp"

namespace sluice::http1 {
namespace {

constexpr unsigned kMostInterim = 16;
constexpr Event kNoMemory = {.kind = Kind::Refused, .reason = Reason::OutOfMemory, .body = {}};

// `HTTP/1.1 200` or `HTTP/1.1 200 phrase`.
bool is_status_line(std::string_view line) noexcept {
  if (line.size() < 12 || !line.starts_with("HTTP/1.")) return false;
  if ((line[7] != '0' && line[7] != '1') || line[8] != ' ' || line[9] < '1' || line[9] > '5') return false;
  return ascii::is_digit(line[10]) && ascii::is_digit(line[11]) && (line.size() == 12 || line[12] == ' ');
}

}  // namespace

void AnswerReader::Connection::expect(const Asked& asked) noexcept {
  if (phase_ != Phase::Idle) {
    refuse(Reason::FramingIllegal);
    return;
  }
  is_head_ = asked.method == "HEAD";
  upgrades_ = asked.upgrades;
  interim_ = 0;
  machine_.skip_bodies(is_head_);
  begin_head();
}

void AnswerReader::Connection::begin_head() noexcept {
  head_.clear();
  machine_.next_message();
  answer_ = {};
  is_told_ = false;
  remaining_ = 0;
  expect_line(Phase::Status, LineKind::Status);
}

Event AnswerReader::Connection::next(std::string_view& bytes) {
  while (phase_ != Phase::Refused) {
    if (phase_ == Phase::Ended) return end_message();
    if (bytes.empty() || phase_ == Phase::Switched) return {};
    if (phase_ == Phase::Idle) return refuse(Reason::FramingIllegal);  // nobody asked
    if (phase_ == Phase::Body || phase_ == Phase::UntilClose) return take_body(bytes);
    if (const Reason reason = take_line(bytes); reason != Reason::None) return refuse(reason);
    if (answer_.status != 0 && !is_told_) {
      is_told_ = true;
      return {.kind = Kind::Head, .reason = Reason::None, .body = {}};
    }
  }
  return refuse(refusal_);
}

Event AnswerReader::Connection::finish() noexcept {
  if (phase_ == Phase::Idle || phase_ == Phase::Switched) return {};
  if (phase_ != Phase::UntilClose)
    return refuse(phase_ == Phase::Refused ? refusal_ : Reason::FramingIllegal);
  phase_ = Phase::Idle;
  return {.kind = Kind::End, .reason = Reason::None, .body = {}};
}

Event AnswerReader::Connection::refuse(Reason reason) noexcept {
  phase_ = Phase::Refused;
  refusal_ = reason;
  return {.kind = Kind::Refused, .reason = reason, .body = {}};
}

Reason AnswerReader::Connection::take_line(std::string_view& bytes) {
  const LineScan::Cut cut = line_.cut(bytes);
  const std::string_view piece = bytes.substr(0, cut.bytes);
  bytes.remove_prefix(cut.bytes);
  if (const Reason reason = give_to_machine(piece); reason != Reason::None) return reason;
  if (cut.reason != Reason::None) return cut.reason;
  return cut.is_whole ? end_line() : Reason::None;
}

Reason AnswerReader::Connection::give_to_machine(std::string_view piece) {
  if (piece.empty()) return Reason::None;
  if (phase_ != Phase::Status && phase_ != Phase::Fields) return machine_.execute(piece.data(), piece);
  const std::size_t before = head_.size();
  head_.insert(head_.end(), piece.begin(), piece.end());
  return machine_.execute(head_.data(), {head_.data() + before, piece.size()});
}

Reason AnswerReader::Connection::end_line() {
  switch (phase_) {
    case Phase::Status:
      return end_status_line();
    case Phase::Fields:
      if (line_.is_empty()) return end_head();
      if (!line_.has_colon()) return Reason::HeaderIllegal;
      line_.begin(LineKind::Field);
      return Reason::None;
    case Phase::ChunkSize:
      return end_chunk_size();
    case Phase::Trailer:  // read and dropped
      if (line_.is_empty()) {
        phase_ = Phase::Ended;
        return Reason::None;
      }
      if (!line_.has_colon() || is_forbidden_trailer(line_.name())) return Reason::HeaderIllegal;
      line_.begin(LineKind::Trailer);
      return Reason::None;
    default:  // ChunkEnd; no other phase reads lines
      expect_line(Phase::ChunkSize, LineKind::ChunkSize);
      return Reason::None;
  }
}

Reason AnswerReader::Connection::end_status_line() noexcept {
  const std::string_view line(head_.data(), head_.size() - 2);
  if (!is_status_line(line)) return Reason::VersionIllegal;
  is_http10_ = line[7] == '0';
  expect_line(Phase::Fields, LineKind::Field);
  return Reason::None;
}

Reason AnswerReader::Connection::end_head() {
  headers_.clear();
  for (const Field& field : machine_.fields())
    headers_.push_back({in_head(field.name), ascii::trim(in_head(field.value))});
  const std::uint16_t status = machine_.status();
  const bool is_interim = status < 200;
  if (is_interim && status != 101) {
    const auto fields = read_body_fields(headers_, is_http10_);
    if (!fields || fields->is_chunked || fields->length != 0 || ++interim_ > kMostInterim)
      return Reason::FramingIllegal;
    begin_head();
    return Reason::None;
  }
  if (is_interim && !upgrades_) return Reason::FramingIllegal;
  answer_.status = status;
  answer_.headers = headers_;
  answer_.closes = machine_.closes();
  const bool has_body = !is_interim && !is_head_ && status != 204 && status != 304;
  const Reason reason = frame(has_body);
  if (reason != Reason::None) answer_.status = 0;
  return reason;
}

// Where the body ends. RFC 9112 6.3
Reason AnswerReader::Connection::frame(bool has_body) {
  const auto fields = read_body_fields(headers_, is_http10_);
  if (!fields) return fields.error();
  if (!has_body) {
    // A length beside HEAD and 304 tells of another answer; anywhere else it would frame this one.
    const bool may_tell = is_head_ || answer_.status == 304;
    if (!may_tell && (fields->is_chunked || fields->length != 0)) return Reason::FramingIllegal;
    phase_ = Phase::Ended;
    return Reason::None;
  }
  if (machine_.is_chunked() != fields->is_chunked || machine_.length() != fields->length)
    return Reason::FramingIllegal;
  answer_.is_chunked = fields->is_chunked;
  if (fields->is_chunked) {
    answer_.body_bytes = std::nullopt;
    expect_line(Phase::ChunkSize, LineKind::ChunkSize);
  } else if (fields->has_length) {
    answer_.body_bytes = remaining_ = fields->length;
    phase_ = remaining_ != 0 ? Phase::Body : Phase::Ended;
  } else {
    answer_.body_bytes = std::nullopt;
    answer_.lasts_until_close = answer_.closes = true;
    phase_ = Phase::UntilClose;
  }
  return Reason::None;
}

Reason AnswerReader::Connection::end_chunk_size() noexcept {
  if (line_.is_empty()) return Reason::FramingIllegal;
  remaining_ = machine_.chunk_bytes();
  if (remaining_ == 0)
    expect_line(Phase::Trailer, LineKind::Trailer);
  else
    phase_ = Phase::Body;
  return Reason::None;
}

Event AnswerReader::Connection::take_body(std::string_view& bytes) {
  const bool is_endless = phase_ == Phase::UntilClose;
  const auto size = is_endless ? bytes.size() : std::min<std::uint64_t>(remaining_, bytes.size());
  const std::string_view piece = bytes.substr(0, static_cast<std::size_t>(size));
  bytes.remove_prefix(piece.size());
  if (const Reason reason = machine_.execute(piece.data(), piece); reason != Reason::None)
    return refuse(reason);
  if (!is_endless) remaining_ -= piece.size();
  if (!is_endless && remaining_ == 0 && answer_.is_chunked)
    expect_line(Phase::ChunkEnd, LineKind::ChunkEnd);
  else if (!is_endless && remaining_ == 0)
    phase_ = Phase::Ended;
  return {.kind = Kind::Body, .reason = Reason::None, .body = piece};
}

Event AnswerReader::Connection::end_message() noexcept {
  if (!machine_.is_whole()) return refuse(Reason::FramingIllegal);  // llhttp waits for more than we do
  phase_ = answer_.status == 101 ? Phase::Switched : Phase::Idle;
  return {.kind = Kind::End, .reason = Reason::None, .body = {}};
}

void AnswerReader::Connection::expect_line(Phase phase, LineKind kind) noexcept {
  phase_ = phase;
  line_.begin(kind);
}

AnswerReader::AnswerReader(const Limits& limits) noexcept
    : connection_(new (std::nothrow) Connection(limits)) {}
AnswerReader::AnswerReader(AnswerReader&&) noexcept = default;
AnswerReader& AnswerReader::operator=(AnswerReader&&) noexcept = default;
AnswerReader::~AnswerReader() = default;

void AnswerReader::expect(const Asked& asked) noexcept {
  if (connection_ != nullptr) connection_->expect(asked);
}

Event AnswerReader::next(std::string_view& bytes) noexcept {
  if (connection_ == nullptr) return kNoMemory;
  try {
    return connection_->next(bytes);
  } catch (const std::bad_alloc&) {
    return connection_->refuse(Reason::OutOfMemory);
  }
}

Event AnswerReader::finish() noexcept { return connection_ == nullptr ? kNoMemory : connection_->finish(); }

const Answer& AnswerReader::answer() const noexcept {
  static constinit const Answer none{};
  return connection_ == nullptr ? none : connection_->answer();
}

}  // namespace sluice::http1
