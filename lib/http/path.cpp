// Reads a request path. Nearly every path is ordinary: plain characters, no escape, no dot segment, no empty
// segment. One pass over blocks of sixteen bytes recognises that, and such a path is its own reading in all
// modes. Anything else goes the long way, in steps that each do one thing:
//
//   decode           escapes into `room`, byte rules
//   find_ambiguity   Strict only: what would be read differently behind us
//   DotRemover       in place (see dots.hpp)
//
// The steps only ever shorten the text, so a result as long as the raw path is the raw path. Whatever the
// path is made of costs at most about three times what an ordinary path of its length does.
#include <algorithm>
#include <cstring>

#include "base/ascii.hpp"
#include "http/dots.hpp"
#include "http/percent.hpp"
#include "http/scan.hpp"
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
  if (path.size() <= Scan::kBytes) {
    const Scan seen = scan(path);
    if (seen.has_suspect()) return false;
    if (seen.odd == 0) return true;
  }
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
  constexpr std::size_t kStride = 256;  // a path that is not goes the long way soon
  Block odd = odd_at(pairs - kBlockBytes);
  for (std::size_t at = 0; at + kBlockBytes < pairs;) {
    const std::size_t end = std::min(at + kStride, pairs - kBlockBytes);
    for (; at < end; at += kBlockBytes) odd |= odd_at(at);
    if (is_any(odd)) return false;
  }
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

/// Bytes that may stand escaped.
consteval ascii::Class escaped_class_of(PathMode mode) {
  ascii::Class bytes{};
  const bool is_strict = mode == PathMode::Strict;
  for (std::size_t c = is_strict ? 0x20 : 1; c < 256; ++c)
    bytes[c] = !is_strict || (c != 0x7f && c != '/' && c != '\\');
  return bytes;
}
constexpr ascii::Class kStrictEscaped = escaped_class_of(PathMode::Strict);
constexpr ascii::Class kLenientEscaped = escaped_class_of(PathMode::Apig);

/// Why a byte may not stand escaped; negative: the escape is none.
Reason fault_of_escaped(int byte) noexcept {
  if (byte < 0) return Reason::PathBadEscape;
  return byte == '/' || byte == '\\' ? Reason::PathEncodedSlash : Reason::PathControl;
}

/// Text that grows at the front of `room`, which is never shorter than the raw path; and what was decoded to
/// it.
struct Writer {
  char* start;
  std::size_t size = 0;
  bool has_percent = false;
  bool has_high_byte = false;

  void put(char c) noexcept { start[size++] = c; }
  std::string_view text() const noexcept { return {start, size}; }
};

/// Reads raw[i, end) byte by byte, the last escape maybe further; `i` moves behind what was read.
Reason decode_bytes(std::string_view raw, std::size_t& i, std::size_t end, PathMode mode,
                    Writer& out) noexcept {
  const bool is_strict = mode == PathMode::Strict;
  const ascii::Class& plain = is_strict ? kStrict : kLenient;
  const ascii::Class& escaped = is_strict ? kStrictEscaped : kLenientEscaped;
  std::size_t at = i;
  char* to = out.start + out.size;
  int seen = 0;
  while (at < end) {
    const char first = raw[at];
    if (ascii::is_in(plain, first)) {
      *to++ = first;
      ++at;
      continue;
    }
    if (first != '%') return Reason::PathIllegalByte;
    const int byte = escape_at(raw, at);
    if (byte < 0 || !escaped[static_cast<std::size_t>(byte)]) return fault_of_escaped(byte);
    seen |= byte;
    out.has_percent |= byte == '%' || mode == PathMode::Raw;
    if (mode == PathMode::Raw) *to++ = first, *to++ = raw[at + 1];
    *to++ = mode == PathMode::Raw ? raw[at + 2] : static_cast<char>(byte);
    at += 3;
  }
  i = at;
  out.size = static_cast<std::size_t>(to - out.start);
  out.has_high_byte |= seen > 0x7f;
  return Reason::None;
}

/// Plain blocks are copied whole; from one that is not, the next bytes are taken one by one.
Reason decode(std::string_view raw, PathMode mode, Writer& out) noexcept {
  constexpr std::size_t kByBytes = 64;
  for (std::size_t i = 0; i < raw.size();) {
    if (i + kBlockBytes <= raw.size()) {
      const Block bytes = block_at(raw.data() + i);
      if (!is_any(~is_usual(bytes)) || !is_any(is_not_plain(bytes))) {
        std::memcpy(out.start + out.size, &bytes, kBlockBytes);
        out.size += kBlockBytes;
        i += kBlockBytes;
        continue;
      }
    }
    const std::size_t end = std::min(i + kByBytes, raw.size());
    if (const Reason fault = decode_bytes(raw, i, end, mode, out); fault != Reason::None) return fault;
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

/// 1 or 2 for a dot segment, else 0; its dots may be escaped.
int dots_of(std::string_view segment) noexcept {
  int dots = 0;
  for (std::size_t i = 0; i < segment.size() && dots < 3; ++i, ++dots) {
    if (segment[i] == '.') continue;
    if (segment[i] != '%' || escape_at(segment, i) != '.') return 0;
    i += 2;
  }
  return dots < 3 ? dots : 0;
}

/// Raw only: writes the dots of dot segments plainly, as all of these go; other escapes stay.
void decode_dots(Writer& path) noexcept {
  std::string_view rest = path.text();
  path.size = 0;
  while (!rest.empty()) {
    const std::string_view segment = take_segment(rest);
    path.put('/');
    const int dots = segment.starts_with('.') || segment.starts_with('%') ? dots_of(segment) : 0;
    for (int n = 0; n < dots; ++n) path.put('.');
    if (dots != 0) continue;
    std::memmove(path.start + path.size, segment.data(), segment.size());
    path.size += segment.size();
  }
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

/// What servers behind us are known to read in two ways, in a path that is decoded but keeps its dots.
Reason find_ambiguity(const Writer& path) noexcept {
  std::string_view text = path.text();
  if (path.has_percent && is_double_encoded(text)) return Reason::PathDoubleEncoded;
  if (path.has_high_byte && !is_utf8(text)) return Reason::PathBadUtf8;
  if (text.find(';') == std::string_view::npos) return Reason::None;
  while (!text.empty()) {
    const std::string_view segment = take_segment(text);
    if (segment.empty() && !text.empty()) return Reason::PathEmptySegment;
    if (!segment.starts_with('.')) continue;
    const std::size_t parameter = segment.find(';');
    if (parameter != std::string_view::npos && dots_of(segment.substr(0, parameter)) != 0)
      return Reason::PathDotParameter;
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
  if (fault == Reason::None && mode == PathMode::Strict) fault = find_ambiguity(path);
  if (fault != Reason::None) return fault;
  if (mode == PathMode::Raw && path.has_percent) decode_dots(path);
  DotRemover dots(path.start, path.size);
  const std::string_view read = dots.run();
  if (mode == PathMode::Strict && dots.has_empty_segment()) return Reason::PathEmptySegment;
  if (mode == PathMode::Strict && dots.climbs()) return Reason::PathClimbs;
  return read.size() == raw.size() ? raw : read;
}

}  // namespace sluice::http
