// Reads a request path. Nearly every path is ordinary: plain characters, no escape, no dot segment, no empty
// segment. One pass over blocks of sixteen bytes recognises that, and such a path is its own reading in all
// modes. Anything else goes the long way, in steps that each do one thing:
//
//   decode           escapes into `room`, byte rules
//   find_ambiguity   Strict only: what would be read differently behind us
//   remove_dots      in place (see dots.hpp)
//
// Each works on blocks of sixteen bytes, and on single bytes only in what is left at the end. The steps only
// ever shorten the text, so a result as long as the raw path is the raw path. Whatever the path is made of
// costs less than three times what an ordinary path of its length does.
#include <algorithm>
#include <bit>
#include <cstring>

#include "base/ascii.hpp"
#include "http/dots.hpp"
#include "http/escapes.hpp"
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
  Block percents{};      ///< Strict: not all zero, where an escape made a '%'
  Block high_bytes{};    ///< Strict: in the high bits, of what escapes made
  Block escaped_dots{};  ///< Raw: not all zero, where an escape stands for a '.'
  std::string_view text() const noexcept { return {start, size}; }

  template <PathMode kMode>
  void see(Block value, Block escaped) noexcept {
    if (kMode == PathMode::Raw) escaped_dots |= equal(value, '.') & escaped;
    if (kMode == PathMode::Strict) percents |= equal(value, '%') & escaped;
    if (kMode == PathMode::Strict) high_bytes |= value & escaped;
  }
  bool has_high_byte() const noexcept { return is_any(~at_most(high_bytes, 0x7f)); }
};

/// Reads raw[i, end) byte by byte, the last escape maybe further; `i` moves behind what was read.
template <PathMode kMode>
Reason decode_bytes(std::string_view raw, std::size_t& i, std::size_t end, Writer& out) noexcept {
  constexpr bool kIsStrict = kMode == PathMode::Strict;
  for (; i < end; ++i) {
    const char first = raw[i];
    if (ascii::is_in(kIsStrict ? kStrict : kLenient, first)) {
      out.start[out.size++] = first;
      continue;
    }
    if (first != '%') return Reason::PathIllegalByte;
    const int byte = escape_at(raw, i);
    if (byte < 0 || !(kIsStrict ? kStrictEscaped : kLenientEscaped)[static_cast<std::size_t>(byte)])
      return fault_of_escaped(byte);
    out.see<kMode>(filled(static_cast<unsigned char>(byte)), filled(0xff));
    if (kMode == PathMode::Raw)
      for (std::size_t n = 0; n < 3; ++n) out.start[out.size++] = raw[i + n];
    else
      out.start[out.size++] = static_cast<char>(byte);
    i += 2;
  }
  return Reason::None;
}

/// Bytes that may not stand unescaped, '%' among them or not, in a block that is not usual.
template <PathMode kMode>
Block is_illegal(Block b) noexcept {
  if (kMode == PathMode::Strict) return is_not_plain(b);
  return at_most(b, ' ') | equal(b, '#') | equal(b, '?') | equal(b, 0x7f);
}

/// Bytes that may not stand escaped.
template <PathMode kMode>
Block is_illegal_escaped(Block b) noexcept {
  if (kMode != PathMode::Strict) return equal(b, 0);
  return at_most(b, 0x1f) | equal(b, 0x7f) | equal(b, '/') | equal(b, '\\');
}

/// Copies a block and puts in the decoded bytes: what stands between escapes moves in one piece each, with
/// whatever follows it, which the next piece overwrites. The bytes that were read.
inline std::size_t put_decoded(const char* bytes, Block decoded, std::uint64_t percents,
                               Writer& out) noexcept {
  char values[kBlockBytes];
  std::memcpy(values, &decoded, kBlockBytes);
  char* to = out.start + out.size;
  std::size_t from = 0;
  for (std::uint64_t bits = percents; bits != 0; bits &= bits - 1) {
    const auto at = static_cast<std::size_t>(std::countr_zero(bits));
    std::memcpy(to, bytes + from, kBlockBytes);
    to += at - from;
    *to++ = values[at];
    from = at + 3;
  }
  std::memcpy(to, bytes + from, kBlockBytes);
  const std::size_t read = std::max(from, kBlockBytes);
  out.size = static_cast<std::size_t>(to - out.start) + read - from;
  return read;
}

/// Blocks as long as whatever they write stays inside the room, then bytes; bytes tell what is wrong.
template <PathMode kMode>
Reason decode(std::string_view raw, Writer& path) noexcept {
  std::size_t i = 0;
  Writer out = path;  // not in memory that bytes could be written to
  while (i + 2 * kBlockBytes + 2 <= raw.size()) {
    const char* const here = raw.data() + i;
    const Block bytes = block_at(here);
    const std::uint64_t unusual = bits_of(~is_usual(bytes)), percents = bits_of(equal(bytes, '%'));
    if ((unusual & ~percents) != 0 && bits_of(is_illegal<kMode>(bytes) & ~equal(bytes, '%')) != 0) break;
    if (percents == 0) {
      std::memcpy(out.start + out.size, &bytes, kBlockBytes);
      out.size += kBlockBytes;
      i += kBlockBytes;
      continue;
    }
    const Escapes escapes = escapes_at(here);
    if (bits_of(escapes.at & ~(escapes.legal & ~is_illegal_escaped<kMode>(escapes.value))) != 0) break;
    out.see<kMode>(escapes.value, escapes.at);
    if (kMode == PathMode::Raw) {
      std::memcpy(out.start + out.size, here, kBlockBytes + 2);
      const std::size_t read = kBlockBytes + (percents >> 15 != 0 ? 2 : percents >> 14);
      out.size += read;
      i += read;
    } else {
      i += put_decoded(here, escapes.value, percents, out);
    }
  }
  path = out;
  return decode_bytes<kMode>(raw, i, raw.size(), path);
}

Reason decode(std::string_view raw, PathMode mode, Writer& out) noexcept {
  if (mode == PathMode::Strict) return decode<PathMode::Strict>(raw, out);
  return mode == PathMode::Apig ? decode<PathMode::Apig>(raw, out) : decode<PathMode::Raw>(raw, out);
}

/// True where decoding `text` again would make a dot, a separator, an escape or a control.
bool is_double_encoded(std::string_view text) noexcept {
  std::size_t i = 0;
  for (; i + kBlockBytes + 2 <= text.size(); i += kBlockBytes) {
    const Escapes escapes = escapes_at(text.data() + i);
    const Block v = escapes.value;
    const Block bad =
        at_most(v, 0x1f) | equal(v, 0x7f) | between(v, '.', '/') | equal(v, '\\') | equal(v, '%');
    if (is_any(escapes.at & escapes.legal & bad)) return true;
  }
  for (; i < text.size(); ++i) {
    if (text[i] != '%') continue;
    const int byte = escape_at(text, i);
    if (byte < 0) continue;
    if (byte < 0x20 || byte == 0x7f || byte == '.' || byte == '/' || byte == '\\' || byte == '%') return true;
  }
  return false;
}

/// True where a segment is one or two dots before its first ';'.
bool has_dot_parameter(std::string_view text) noexcept {
  std::size_t i = 0;
  for (; i + kBlockBytes + 3 <= text.size(); i += kBlockBytes) {
    const char* const here = text.data() + i;
    const Block starts = equal(block_at(here), '/') & equal(block_at(here + 1), '.');
    if (!is_any(starts)) continue;
    const Block second = block_at(here + 2);
    if (is_any(starts & (equal(second, ';') | (equal(second, '.') & equal(block_at(here + 3), ';')))))
      return true;
  }
  for (text.remove_prefix(i); !text.empty(); text.remove_prefix(1))
    if (text.starts_with("/.;") || text.starts_with("/..;")) return true;
  return false;
}

/// What servers behind us are known to read in two ways, in a path that is decoded but keeps its dots.
Reason find_ambiguity(const Writer& path) noexcept {
  if (is_any(path.percents) && is_double_encoded(path.text())) return Reason::PathDoubleEncoded;
  if (path.has_high_byte() && !is_utf8(path.text())) return Reason::PathBadUtf8;
  if (path.text().find(';') == std::string_view::npos) return Reason::None;
  return has_dot_parameter(path.text()) ? Reason::PathDotParameter : Reason::None;
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
  const bool has_escaped = mode == PathMode::Raw && is_any(path.escaped_dots);
  const Dotless read = remove_dots(path.start, path.size, has_escaped);
  if (mode == PathMode::Strict && read.has_empty_segment) return Reason::PathEmptySegment;
  if (mode == PathMode::Strict && read.climbs) return Reason::PathClimbs;
  return read.path.size() == raw.size() ? raw : read.path;
}

}  // namespace sluice::http
