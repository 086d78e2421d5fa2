#include "escapes.hpp"

#include <algorithm>

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
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) {
      escape_byte(byte, into);
    } else {
      into += c;
    }
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
