#include "sign/doctor_lines.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace sluice::doctor {
namespace {

constexpr std::string_view kMark = "canonicalRequest:";

// JSON text up to the end of its string; escapes that cannot stand in a canonical request are left as they
// are.
std::string read_json_string(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size() && text[i] != '"'; ++i) {
    const char next = i + 1 < text.size() ? text[i + 1] : '\0';
    if (text[i] != '\\' || next == 'u' || next == '\0') {
      out += text[i];
      continue;
    }
    out += next == 'n' ? '\n' : next == 't' ? '\t' : next;
    ++i;
  }
  return out;
}

}  // namespace

std::optional<Lines> Lines::split(std::string_view text) {
  Lines lines;
  for (std::size_t at = 0;;) {
    const std::size_t end = text.find('\n', at);
    std::string_view line = text.substr(at, end == std::string_view::npos ? end : end - at);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.lines_.emplace_back(line);
    if (end == std::string_view::npos) break;
    at = end + 1;
  }
  while (lines.lines_.size() > 1 && lines.lines_.back().empty()) lines.lines_.pop_back();
  // Method, path, query, one header, the empty line, names, hash.
  constexpr std::size_t fewest = 7;
  if (lines.size() < fewest || !lines[lines.headers_end()].empty()) return std::nullopt;
  return lines;
}

std::optional<Lines> Lines::find(std::string_view text) {
  const std::size_t mark = text.find(kMark);
  std::string found(mark == std::string_view::npos ? text : text.substr(mark + kMark.size()));
  if (mark != std::string_view::npos) found = read_json_string(found);
  found = ascii::trim(found);
  if (found.find('\n') == std::string::npos) std::replace(found.begin(), found.end(), '|', '\n');
  return split(found);
}

std::size_t Lines::header(std::string_view name) const noexcept {
  for (std::size_t line = kFirstHeader; line < headers_end(); ++line)
    if (ascii::equals_ignoring_case(name_of(lines_[line]), name)) return line;
  return size();
}

std::string Lines::join() const {
  std::string text;
  for (const std::string& line : lines_) {
    if (&line != &lines_.front()) text += '\n';
    text += line;
  }
  return text;
}

std::string_view value_of(std::string_view line) noexcept {
  const std::size_t colon = line.find(':');
  return colon == std::string_view::npos ? std::string_view{} : line.substr(colon + 1);
}

std::string_view name_of(std::string_view line) noexcept { return line.substr(0, line.find(':')); }

}  // namespace sluice::doctor
