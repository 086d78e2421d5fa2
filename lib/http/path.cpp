// Reads a request path. Nearly every path is ordinary: plain characters, no escape, no dot segment, no empty
// segment. One pass over blocks of sixteen bytes recognises that, and such a path is its own reading in all
// modes. Anything else goes the long way, in steps that each do one thing:
//
//   decode           escapes into `room`, byte rules
//   find_ambiguity   Strict only: what would be read differently behind us
//   remove_dots      in place
//
// The steps only ever shorten the text, so a result as long as the raw path is the raw path.
#include <cstring>

#include "base/ascii.hpp"
#include "http/block.hpp"
#include "http/percent.hpp"
#include "http/utf8.hpp"
#include "sluice/target.hpp"

namespace sluice::http {
namespace {

/// Bytes that are neither pchar nor '/'; '%' counts as such. Source: RFC 3986 3.3.
Block is_not_plain(Block b) noexcept {
  return at_most(b, ' ') | between(b, '"', '#') | equal(b, '%') | equal(b, '<') | between(b, '>', '?') |
         between(b, '[', '^') | equal(b, '`') | between(b, '{', '}') | ~at_most(b, '~');
}

/// A '/' before another one or before a dot: perhaps an empty or a dot segment.
bool is_suspect(char c, char next) noexcept { return c == '/' && (next == '/' || next == '.'); }
Block is_suspect(Block b, Block next) noexcept {
  return equal(b, '/') & (equal(next, '/') | equal(next, '.'));
}

bool is_plain(char c) noexcept { return c == '/' || ascii::is_in(ascii::kPchar, c); }

/// True for a path that every mode reads as it stands. `path` begins with '/'.
bool is_ordinary(std::string_view path) noexcept {
  const std::size_t pairs = path.size() - 1;
  if (!is_plain(path.back())) return false;
  if (pairs < kBlockBytes) {
    for (std::size_t i = 0; i < pairs; ++i)
      if (!is_plain(path[i]) || is_suspect(path[i], path[i + 1])) return false;
    return true;
  }
  const auto odd_at = [&](std::size_t at) {
    const Block bytes = block_at(path.data() + at);
    return is_not_plain(bytes) | is_suspect(bytes, block_at(path.data() + at + 1));
  };
  Block odd = odd_at(pairs - kBlockBytes);
  for (std::size_t at = 0; at + kBlockBytes < pairs; at += kBlockBytes) odd |= odd_at(at);
  return !is_any(odd);
}

/// Bytes that may stand unescaped: pchar and '/' in strict mode, else all but controls, blanks, '#' and '?'.
/// '%' is in neither.
consteval ascii::Class class_of(PathMode mode) {
  ascii::Class bytes = ascii::kPchar;
  bytes['/'] = true;
  if (mode == PathMode::Strict) return bytes;
  for (std::size_t c = 0x21; c < 256; ++c) bytes[c] = c != '#' && c != '?' && c != '%' && c != 0x7f;
  return bytes;
}
constexpr ascii::Class kStrict = class_of(PathMode::Strict);
constexpr ascii::Class kLenient = class_of(PathMode::Apig);

Reason check_escaped(int byte, PathMode mode) noexcept {
  if (byte < 0) return Reason::PathBadEscape;
  if (byte == 0) return Reason::PathControl;
  if (mode != PathMode::Strict) return Reason::None;
  if (byte < 0x20 || byte == 0x7f) return Reason::PathControl;
  return byte == '/' || byte == '\\' ? Reason::PathEncodedSlash : Reason::None;
}

/// Text that grows at the front of `room`, which is never shorter than the raw path.
struct Writer {
  char* start;
  std::size_t size = 0;

  void put(char c) noexcept { start[size++] = c; }
  std::string_view text() const noexcept { return {start, size}; }
};

Reason decode(std::string_view raw, PathMode mode, Writer& out) noexcept {
  const ascii::Class& plain = mode == PathMode::Strict ? kStrict : kLenient;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (ascii::is_in(plain, raw[i])) {
      out.put(raw[i]);
      continue;
    }
    if (raw[i] != '%') return Reason::PathIllegalByte;
    const int byte = escape_at(raw, i);
    if (const Reason fault = check_escaped(byte, mode); fault != Reason::None) return fault;
    if (mode == PathMode::Raw) {
      for (char c : raw.substr(i, 3)) out.put(c);
    } else {
      out.put(static_cast<char>(byte));
    }
    i += 2;
  }
  return Reason::None;
}

/// Takes the next segment, without slashes, off a path that begins with '/'.
std::string_view take_segment(std::string_view& path) noexcept {
  // Segments are short: a loop takes less time than a call to search.
  std::size_t end = 1;
  while (end < path.size() && path[end] != '/') ++end;
  const std::string_view segment = path.substr(1, end - 1);
  path.remove_prefix(end);
  return segment;
}

/// 1 or 2 for a dot segment, else 0. An escaped dot counts where `sees_escapes`: the text was not decoded.
int dots_of(std::string_view segment, bool sees_escapes) noexcept {
  int dots = 0;
  for (std::size_t i = 0; i < segment.size(); ++i) {
    const bool is_escaped = sees_escapes && segment[i] == '%' && escape_at(segment, i) == '.';
    if (!is_escaped && segment[i] != '.') return 0;
    if (is_escaped) i += 2;
    if (++dots > 2) return 0;
  }
  return dots;
}

/// True where decoding `text` again would make a dot, a separator, an escape or a control.
bool is_double_encoded(std::string_view text) noexcept {
  for (std::size_t at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 1)) {
    const int byte = escape_at(text, at);
    if (byte < 0) continue;
    if (byte < 0x20 || byte == 0x7f || byte == '.' || byte == '/' || byte == '\\' || byte == '%') return true;
  }
  return false;
}

bool has_high_byte(std::string_view text) noexcept {
  return is_any_byte(
      text, [](Block b) { return ~at_most(b, 0x7f); },
      [](char c) { return static_cast<unsigned char>(c) > 0x7f; });
}

/// What servers behind us are known to read in two ways, in a path that is decoded but keeps its dots.
Reason find_ambiguity(std::string_view path) noexcept {
  if (is_double_encoded(path)) return Reason::PathDoubleEncoded;
  if (has_high_byte(path) && !is_utf8(path)) return Reason::PathBadUtf8;
  while (!path.empty()) {
    const std::string_view segment = take_segment(path);
    if (segment.empty() && !path.empty()) return Reason::PathEmptySegment;
    if (!segment.starts_with('.')) continue;
    const std::size_t parameter = segment.find(';');
    if (parameter != std::string_view::npos && dots_of(segment.substr(0, parameter), false) != 0)
      return Reason::PathDotParameter;
  }
  return Reason::None;
}

/// Removes the dot segments of `path` in place, as RFC 3986 5.2.4 does.
Reason remove_dots(Writer& path, PathMode mode) noexcept {
  std::string_view rest = path.text();
  path.size = 0;
  while (!rest.empty()) {
    const std::string_view segment = take_segment(rest);
    const int dots = dots_of(segment, mode == PathMode::Raw);
    if (dots == 2) {
      if (path.size == 0 && mode == PathMode::Strict) return Reason::PathClimbs;
      while (path.size > 0 && path.start[--path.size] != '/') continue;
    }
    if (dots != 0 && !rest.empty()) continue;
    path.put('/');
    if (dots != 0) continue;
    std::memmove(path.start + path.size, segment.data(), segment.size());
    path.size += segment.size();
  }
  return Reason::None;
}

}  // namespace

Result<std::string_view, Reason> read_path(std::string_view raw, PathMode mode, Room room) noexcept {
  if (raw.empty() || raw.front() != '/') return Reason::PathNotAbsolute;
  if (is_ordinary(raw)) return raw;
  if (room.size() < raw.size()) return Reason::ScratchExhausted;

  Writer path{room.data()};
  Reason fault = decode(raw, mode, path);
  if (fault == Reason::None && mode == PathMode::Strict) fault = find_ambiguity(path.text());
  if (fault == Reason::None) fault = remove_dots(path, mode);
  if (fault != Reason::None) return fault;
  return path.size == raw.size() ? raw : path.text();
}

}  // namespace sluice::http
