// Reads a line of the access log back: fields by position, so that the one in brackets and the two in quotes
// are units.
#include <optional>

#include "log/escape.hpp"
#include "sluice/access_log.hpp"

namespace sluice::log {
namespace {

// What opens and closes the field at a place; a blank: nothing does.
constexpr char opening(std::size_t at) noexcept {
  if (at == index(Field::TimeLocal)) return '[';
  return at == index(Field::UserAgent) || at == index(Field::ForwardedFor) ? '"' : ' ';
}
constexpr char closing(char opening) noexcept { return opening == '[' ? ']' : opening; }

constexpr int upper_hex_value(char c) noexcept { return c >= 'a' && c <= 'f' ? -1 : ascii::hex_value(c); }

class LineReader {
 public:
  LineReader(std::string_view line, Room room) noexcept : rest_(line), out_(room) {}

  Result<Line, Fault> run() noexcept {
    if (rest_.ends_with('\n')) rest_.remove_suffix(1);
    Line line;
    for (std::size_t at = 0; at < kFieldCount; ++at) {
      if (at != 0 && !take(' ')) return Fault::FieldCount;
      const char open = opening(at);
      if (open != ' ' && !take(open)) return Fault::Quote;
      const std::size_t end = std::min(rest_.find(closing(open)), rest_.size());
      const std::string_view raw = rest_.substr(0, end);
      rest_.remove_prefix(end);
      if (open != ' ' && !take(closing(open))) return Fault::Quote;
      if (raw.empty()) return Fault::FieldCount;
      const auto text = unescaped(raw, open == ' ' ? kUnquoted : kQuoted);
      if (!text) return text.error();
      line.fields[at] = *text;
    }
    if (!rest_.empty()) return Fault::FieldCount;
    return line;
  }

 private:
  bool take(char c) noexcept {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  Result<std::string_view, Fault> unescaped(std::string_view raw, const ascii::Class& escaped) noexcept {
    const std::size_t first = out_.size();
    bool is_plain = true;
    for (std::size_t at = 0; at < raw.size(); ++at) {
      if (!ascii::is_in(escaped, raw[at])) {
        out_.put(raw[at]);
        continue;
      }
      if (raw[at] != '\\') return Fault::Byte;
      const auto byte = escape_at(raw.substr(at));
      if (!byte || !ascii::is_in(escaped, *byte)) return Fault::Escape;
      out_.put(*byte);
      is_plain = false;
      at += 3;
    }
    if (is_plain) return raw;
    if (!out_.fits()) return Fault::NoRoom;
    return out_.view().substr(first);
  }

  static std::optional<char> escape_at(std::string_view text) noexcept {
    if (text.size() < 4 || text[1] != 'x') return std::nullopt;
    const int high = upper_hex_value(text[2]), low = upper_hex_value(text[3]);
    if (high < 0 || low < 0) return std::nullopt;
    return static_cast<char>(high << 4 | low);
  }

  std::string_view rest_;
  Writer out_;
};

}  // namespace

Result<Line, Fault> read(std::string_view line, Room room) noexcept { return LineReader(line, room).run(); }

}  // namespace sluice::log
