#include "http1/line.hpp"

#include "base/ascii.hpp"

namespace sluice::http1 {
namespace {

constexpr std::size_t kChunkDigits = 16;
constexpr std::size_t kStatusBytes = 1024;

constexpr ascii::Class visible(bool with_obs_text) {
  ascii::Class set{};
  for (std::size_t c = 0x21; c < 0x7f; ++c) set[c] = true;
  for (std::size_t c = 0x80; c <= 0xff; ++c) set[c] = with_obs_text;
  return set;
}

constexpr ascii::Class kVisible = visible(false);
constexpr ascii::Class kFieldText = visible(true);  // RFC 9110 5.5, without its blanks

}  // namespace

void LineScan::begin(LineKind kind) noexcept {
  const bool is_section =
      kind == LineKind::Request || kind == LineKind::Status || (kind == LineKind::Trailer && kind_ != kind);
  if (is_section) fields_ = fields_bytes_ = padding_ = 0;
  if (name_bytes_ != 0 && !is_section) fields_bytes_ += name_bytes_ + 2 + value_bytes_ + 2;
  kind_ = kind;
  after_cr_ = has_colon_ = false;
  line_bytes_ = target_bytes_ = name_bytes_ = value_bytes_ = blanks_ = 0;
  spaces_ = 0;
}

LineScan::Cut LineScan::cut(std::string_view input) noexcept {
  switch (kind_) {
    case LineKind::Request:
      return cut_with<&LineScan::take_request>(input, Reason::TargetIllegal);
    case LineKind::Status:
      return cut_with<&LineScan::take_status>(input, Reason::VersionIllegal);
    case LineKind::Field:
    case LineKind::Trailer:
      return cut_with<&LineScan::take_field>(input, Reason::HeaderIllegal);
    case LineKind::ChunkSize:
      return cut_with<&LineScan::take_chunk_size>(input, Reason::FramingIllegal);
    case LineKind::ChunkEnd:
      break;
  }
  return cut_with<&LineScan::take_nothing>(input, Reason::FramingIllegal);
}

template <Reason (LineScan::*take)(char)>
LineScan::Cut LineScan::cut_with(std::string_view input, Reason bad_end) noexcept {
  for (std::size_t i = 0; i < input.size(); ++i) {
    const char c = input[i];
    if (after_cr_) return c == '\n' ? Cut{i + 1, true, Reason::None} : Cut{i, false, bad_end};
    if (c == '\r') {
      after_cr_ = true;
    } else if (c == '\n') {
      return {i, false, bad_end};
    } else {
      if (const Reason reason = (this->*take)(c); reason != Reason::None) return {i, false, reason};
      ++line_bytes_;
    }
  }
  return {input.size(), false, Reason::None};
}

// method SP target SP version, one space each; what the words may be is judged when the line is whole.
Reason LineScan::take_request(char c) noexcept {
  if (c == ' ') {
    const bool is_doubled = line_bytes_ == 0 || (spaces_ == 1 && target_bytes_ == 0) || spaces_ == 2;
    ++spaces_;
    return is_doubled ? Reason::TargetIllegal : Reason::None;
  }
  if (!ascii::is_in(kVisible, c)) return Reason::TargetIllegal;
  if (spaces_ == 1 && ++target_bytes_ > limits_.uri_bytes) return Reason::TargetTooLong;
  return Reason::None;
}

// What the words may be is judged when the line is whole; the phrase is free text.
Reason LineScan::take_status(char c) noexcept {
  if (!ascii::is_blank(c) && !ascii::is_in(kFieldText, c)) return Reason::VersionIllegal;
  return line_bytes_ == kStatusBytes ? Reason::HeaderTooLarge : Reason::None;
}

Reason LineScan::take_field(char c) noexcept {
  if (line_bytes_ == 0 && ++fields_ > limits_.header_count) return Reason::HeadersTooMany;
  const Reason reason = has_colon_ ? take_value(c) : take_name(c);
  return reason != Reason::None ? reason : measure_field();
}

Reason LineScan::take_name(char c) noexcept {
  if (c == ':' && name_bytes_ != 0) {
    has_colon_ = true;
    return Reason::None;
  }
  // A blank here is a folded line, or stands before the colon or the first field. RFC 9112 2.2, 5.1, 5.2.
  if (!ascii::is_in(ascii::kToken, c)) return Reason::HeaderIllegal;
  if (name_bytes_ < name_.size()) name_[name_bytes_] = c;
  ++name_bytes_;
  return Reason::None;
}

Reason LineScan::take_value(char c) noexcept {
  if (ascii::is_blank(c)) {
    if (value_bytes_ != 0) ++blanks_;
    return ++padding_ > limits_.headers_bytes ? Reason::HeadersTooLarge : Reason::None;
  }
  if (!ascii::is_in(kFieldText, c)) return Reason::HeaderIllegal;
  value_bytes_ += blanks_ + 1;
  padding_ -= blanks_;
  blanks_ = 0;
  return Reason::None;
}

// One field: name + 2 + value. All of them: that + 2 each.
// Source: the published gateway's user guide, "Notes and Constraints"; how it measures is our choice.
Reason LineScan::measure_field() const noexcept {
  const std::size_t size = name_bytes_ + 2 + value_bytes_;
  if (size > limits_.header_bytes) return Reason::HeaderTooLarge;
  if (fields_bytes_ + size + 2 > limits_.headers_bytes) return Reason::HeadersTooLarge;
  return Reason::None;
}

// Digits only: the extensions of RFC 9112 7.1.1 are refused, since they are unbounded and carry smuggling.
Reason LineScan::take_chunk_size(char c) noexcept {
  if (ascii::hex_value(c) < 0 || line_bytes_ == kChunkDigits) return Reason::FramingIllegal;
  return Reason::None;
}

Reason LineScan::take_nothing(char) noexcept { return Reason::FramingIllegal; }

}  // namespace sluice::http1
