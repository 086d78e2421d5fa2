// Reads a request path. Nearly every path is ordinary: plain characters, no escape, no dot segment, no empty
// segment. One pass over blocks of sixteen bytes recognises that, and such a path is its own reading in all
// modes. Anything else goes the long way, in steps that each do one thing:
//
//   decode           escapes into `room`, byte rules
//   find_ambiguity   Strict only: what would be read differently behind us
//   remove_dots      in place, from the right: each segment is looked at once, and those that a `..` takes
//                    away are never moved
//
// The steps only ever shorten the text, so a result as long as the raw path is the raw path. Whatever the
// path is made of costs at most about three times what an ordinary path of its length does.
#include <algorithm>
#include <bit>
#include <cstring>

#include "base/ascii.hpp"
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

/// The byte at `i`, or its escape; `i` moves behind it.
Reason decode_one(std::string_view raw, std::size_t& i, PathMode mode, Writer& out) noexcept {
  if (ascii::is_in(mode == PathMode::Strict ? kStrict : kLenient, raw[i])) {
    out.put(raw[i++]);
    return Reason::None;
  }
  if (raw[i] != '%') return Reason::PathIllegalByte;
  const int byte = escape_at(raw, i);
  if (const Reason fault = check_escaped(byte, mode); fault != Reason::None) return fault;
  if (mode == PathMode::Raw) {
    for (char c : raw.substr(i, 3)) out.put(c);
  } else {
    out.put(static_cast<char>(byte));
  }
  i += 3;
  return Reason::None;
}

Reason decode(std::string_view raw, PathMode mode, Writer& out) noexcept {
  for (std::size_t i = 0; i < raw.size();) {
    const std::size_t end = std::min(i + kBlockBytes, raw.size());
    if (end - i == kBlockBytes) {
      const Block bytes = block_at(raw.data() + i);
      if (!is_any(is_not_plain(bytes))) {
        std::memcpy(out.start + out.size, &bytes, kBlockBytes);
        out.size += kBlockBytes;
        i = end;
        continue;
      }
    }
    while (i < end)
      if (const Reason fault = decode_one(raw, i, mode, out); fault != Reason::None) return fault;
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
  if (segment.size() > (sees_escapes ? 6 : 2)) return 0;
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

bool has_empty_segment(std::string_view path) noexcept {
  bool is_after_slash = false;
  for (std::size_t at = 0; at < path.size(); at += Scan::kBytes) {
    const std::uint64_t slashes = slashes_at(path, at);
    if ((slashes & (slashes << 1 | std::uint64_t{is_after_slash})) != 0) return true;
    is_after_slash = slashes >> 63 != 0;
  }
  return false;
}

/// What servers behind us are known to read in two ways, in a path that is decoded but keeps its dots.
Reason find_ambiguity(std::string_view path) noexcept {
  if (is_double_encoded(path)) return Reason::PathDoubleEncoded;
  if (has_high_byte(path) && !is_utf8(path)) return Reason::PathBadUtf8;
  if (path.find(';') == std::string_view::npos && !has_empty_segment(path)) return Reason::None;
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

/// The slashes of a text that begins with one, from the last to the first.
class SlashesFromRight {
 public:
  explicit SlashesFromRight(std::string_view text) noexcept
      : text_(text),
        block_((text.size() - 1) / Scan::kBytes * Scan::kBytes),
        left_(slashes_at(text, block_)) {}

  std::size_t next() noexcept {
    while (left_ == 0) left_ = slashes_at(text_, block_ -= Scan::kBytes);
    const auto bit = static_cast<unsigned>(std::bit_width(left_)) - 1;
    left_ ^= std::uint64_t{1} << bit;
    return block_ + bit;
  }

 private:
  std::string_view text_;
  std::size_t block_;
  std::uint64_t left_;
};

/// Moves `size` bytes that end at `from` so that they end at `to`, further right.
void move_right(char* text, std::size_t from, std::size_t to, std::size_t size) noexcept {
  if (from == to) return;
  if (size >= kBlockBytes)
    std::memmove(text + to - size, text + from - size, size);
  else
    while (size-- != 0) text[--to] = text[--from];
}

/// Removes the dot segments of `path`, as RFC 3986 5.2.4 does; what stays moves to the right end. A final dot
/// segment leaves its slash.
Result<std::string_view, Reason> remove_dots(const Writer& path, PathMode mode) noexcept {
  const std::string_view text = path.text();
  SlashesFromRight slashes(text);
  std::size_t kept = text.size(), pending = 0;  // `..` that have yet to take a segment away
  for (std::size_t end = text.size(), at; end != 0; end = at) {
    at = slashes.next();
    const int dots = dots_of(text.substr(at + 1, end - at - 1), mode == PathMode::Raw);
    if (dots == 0 && pending == 0) {
      move_right(path.start, end, kept, end - at);
      kept -= end - at;
      continue;
    }
    if (dots == 2) ++pending;
    if (dots == 0) --pending;
    if (dots != 0 && end == text.size()) path.start[--kept] = '/';
  }
  if (pending != 0 && mode == PathMode::Strict) return Reason::PathClimbs;
  return text.substr(kept);
}

}  // namespace

Result<std::string_view, Reason> read_path(std::string_view raw, PathMode mode, Room room) noexcept {
  if (raw.empty() || raw.front() != '/') return Reason::PathNotAbsolute;
  if (is_ordinary(raw)) return raw;
  if (room.size() < raw.size()) return Reason::ScratchExhausted;

  Writer path{room.data()};
  Reason fault = decode(raw, mode, path);
  if (fault == Reason::None && mode == PathMode::Strict) fault = find_ambiguity(path.text());
  if (fault != Reason::None) return fault;
  const auto read = remove_dots(path, mode);
  return read && read->size() == raw.size() ? raw : read;
}

}  // namespace sluice::http
