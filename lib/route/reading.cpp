#include "route/reading.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace sluice::route {
namespace {

using Fault = std::optional<PatternError>;

bool is_name(std::string_view name) noexcept {
  if (name.empty() || name.size() > 32 || !ascii::is_letter(name[0])) return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return ascii::is_letter(c) || ascii::is_digit(c) || c == '-' || c == '_' || c == '.';
  });
}

bool is_reserved(std::string_view name) noexcept {
  return ascii::equals_ignoring_case(name, "x-stage") || ascii::starts_with_ignoring_case(name, "x-apig-") ||
         ascii::starts_with_ignoring_case(name, "x-sdk-");
}

/// Reads the pieces of one pattern from left to right.
class Reader {
 public:
  Reader(std::string_view pattern, Mode mode, Reading& reading) noexcept
      : pattern_(pattern), mode_(mode), out_(reading) {}

  Fault read() noexcept {
    out_.count = out_.text_bytes = 0;
    out_.ends_with_slash = false;
    if (pattern_.empty() || pattern_[0] != '/') return PatternError{PatternFault::NotAbsolute, 0};
    if (pattern_.size() > kMaxPatternBytes) return PatternError{PatternFault::TooLong, kMaxPatternBytes};
    for (std::size_t at = 1;;) {
      put('/');
      const std::size_t end = std::min(pattern_.find('/', at), pattern_.size());
      if (end == at && end == pattern_.size()) {
        out_.ends_with_slash = true;
        return std::nullopt;
      }
      if (const Fault fault = segment(at, pattern_.substr(at, end - at))) return fault;
      if (end == pattern_.size()) return std::nullopt;
      if (out_.pieces[out_.count - 1u].kind == SegmentKind::Tail)
        return PatternError{PatternFault::TailNotLast, end};
      at = end + 1;
    }
  }

 private:
  void put(char c) noexcept { out_.text[out_.text_bytes++] = c; }

  Fault segment(std::size_t at, std::string_view text) noexcept {
    if (text.empty()) return PatternError{PatternFault::EmptySegment, at};
    if (text.front() == '{' && text.back() == '}' && text.size() > 1)
      return variable(at + 1, text.substr(1, text.size() - 2));
    return literal(at, text);
  }

  Fault variable(std::size_t at, std::string_view name) noexcept {
    const bool is_tail = !name.empty() && name.back() == '+';
    if (is_tail) name.remove_suffix(1);
    if (name.find_first_of("{}") != name.npos) return PatternError{PatternFault::PartialVariable, at};
    if (!is_name(name)) return PatternError{PatternFault::NameIllegal, at};
    if (is_reserved(name)) return PatternError{PatternFault::NameReserved, at};
    if (is_tail && mode_ == Mode::Prefix) return PatternError{PatternFault::TailInPrefix, at - 1};
    for (const Piece& earlier : std::span(out_.pieces).first(out_.count))
      if (earlier.kind != SegmentKind::Literal && pattern_.substr(earlier.at, earlier.size) == name)
        return PatternError{PatternFault::NameRepeated, at};
    out_.pieces[out_.count++] = {is_tail ? SegmentKind::Tail : SegmentKind::Parameter,
                                 static_cast<std::uint16_t>(at), static_cast<std::uint16_t>(name.size())};
    return std::nullopt;
  }

  Fault literal(std::size_t at, std::string_view text) noexcept {
    const std::uint16_t start = out_.text_bytes;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const PatternFault fault = text[i] == '%' ? escape(text, i) : plain(text[i]);
      if (fault != PatternFault{}) return PatternError{fault, at + i};
      if (text[i] == '%') i += 2;
    }
    const Piece piece{SegmentKind::Literal, start, static_cast<std::uint16_t>(out_.text_bytes - start)};
    if (out_.literal(piece) == "." || out_.literal(piece) == "..")
      return PatternError{PatternFault::DotSegment, at};
    out_.pieces[out_.count++] = piece;
    return std::nullopt;
  }

  PatternFault plain(char c) noexcept {
    if (c == '{' || c == '}') return PatternFault::PartialVariable;
    if (!ascii::is_in(ascii::kPchar, c)) return PatternFault::IllegalByte;
    put(c);
    return PatternFault{};
  }

  PatternFault escape(std::string_view text, std::size_t i) noexcept {
    const int high = i + 1 < text.size() ? ascii::hex_value(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? ascii::hex_value(text[i + 2]) : -1;
    if (high < 0 || low < 0) return PatternFault::BadEscape;
    const char c = static_cast<char>(high * 16 + low);
    if (c == '/' || c == '\\' || c == '\0') return PatternFault::ForbiddenEscape;
    put(c);
    return PatternFault{};
  }

  std::string_view pattern_;
  Mode mode_;
  Reading& out_;
};

}  // namespace

std::optional<PatternError> read(std::string_view pattern, Mode mode, Reading& reading) noexcept {
  return Reader(pattern, mode, reading).read();
}

}  // namespace sluice::route
