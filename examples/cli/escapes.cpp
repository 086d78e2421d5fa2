#include "escapes.hpp"

#include <algorithm>

#include "utf8.hpp"

namespace cli {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Reads `HH` at the start of `text`; -1 where it is none.
int hex_byte(std::string_view text) {
  if (text.size() < 2 || hex_value(text[0]) < 0 || hex_value(text[1]) < 0) return -1;
  return hex_value(text[0]) * 16 + hex_value(text[1]);
}

void escape_byte(unsigned char byte, std::string& into) {
  constexpr std::string_view digits = "0123456789abcdef";
  into += "\\x";
  into += digits[byte >> 4];
  into += digits[byte & 15];
}

/// One code point that moves a terminal, or hides or turns what stands around it.
bool is_unprintable(std::string_view piece) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(piece[i]); };
  if (piece.size() == 1) return byte(0) < 0x20 || byte(0) == 0x7f;
  if (piece.size() == 2) return byte(0) == 0xc2 && byte(1) < 0xa0;  // C1
  if (piece.size() != 3) return false;
  if (piece == "\xef\xbb\xbf") return true;  // byte order mark
  if (byte(0) != 0xe2) return false;
  const unsigned char last = byte(2);
  if (byte(1) == 0x80) return (last >= 0x8b && last <= 0x8f) || (last >= 0xa8 && last <= 0xae);
  return byte(1) == 0x81 && last >= 0xa6 && last <= 0xa9;  // isolates
}

}  // namespace

void escape(std::string_view bytes, std::string& into) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    const bool is_outer_space = byte == ' ' && (i == 0 || i + 1 == bytes.size());
    if (byte == '\\') {
      into += "\\\\";
    } else if (byte == '\t') {
      into += "\\t";
    } else if (byte < 0x20 || byte > 0x7e || is_outer_space) {
      escape_byte(byte, into);
    } else {
      into += bytes[i];
    }
  }
}

void escape_controls(std::string_view text, std::string& into) {
  while (!text.empty()) {
    const std::size_t size = utf8::sequence_size(text.substr(0, 4));
    const std::string_view piece = text.substr(0, std::max<std::size_t>(size, 1));
    text.remove_prefix(piece.size());
    if (size != 0 && !is_unprintable(piece)) {
      into += piece;
      continue;
    }
    for (const char c : piece) escape_byte(static_cast<unsigned char>(c), into);
  }
}

std::optional<std::string> unescape(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size());
  while (!text.empty()) {
    const std::size_t plain = std::min(text.find('\\'), text.size());
    bytes.append(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) break;
    const char kind = text.size() > 1 ? text[1] : '\0';
    const int byte = kind == '\\' ? '\\' : kind == 't' ? '\t' : kind == 'x' ? hex_byte(text.substr(2)) : -1;
    if (byte < 0) return std::nullopt;
    bytes += static_cast<char>(byte);
    text.remove_prefix(kind == 'x' ? 4 : 2);
  }
  return bytes;
}

std::vector<std::string_view> split(std::string_view line, std::string_view separator) {
  std::vector<std::string_view> cells;
  for (;;) {
    const std::size_t end = line.find(separator);
    cells.push_back(line.substr(0, end));
    if (end == std::string_view::npos) return cells;
    line.remove_prefix(end + separator.size());
  }
}

}  // namespace cli
