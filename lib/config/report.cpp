#include "config/report.hpp"

#include <algorithm>
#include <utility>

#include "base/ascii.hpp"
#include "base/number.hpp"
#include "base/utf8.hpp"
#include "json/tree.hpp"
#include "json/write.hpp"

namespace sluice::config {
namespace {

constexpr bool is_unprintable(char32_t code) noexcept {
  return code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0x200b && code <= 0x200f) ||
         (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) || code == 0xfeff;
}

// Names of fields are plain; only what a document brings itself may need escaping.
void append_member(std::string& to, std::string_view member) {
  constexpr ascii::Class plain = ascii::class_of("_", true, true);
  constexpr std::size_t kLongestPlain = 64;
  if (member.size() <= kLongestPlain &&
      std::ranges::all_of(member, [&](char c) { return ascii::is_in(plain, c); }))
    to.append(1, '/').append(member);
  else
    json::append_token(to, escape(member));
}

void append_hex(std::string& to, char32_t code, int digits) {
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) to += "0123456789abcdef"[code >> shift & 15];
}

}  // namespace

Report::Scope Report::enter(std::string_view member) { return enter(member, kNoIndex); }
Report::Scope Report::enter(std::size_t index) { return enter({}, index); }

Report::Scope Report::enter(std::string_view member, std::size_t index) {
  path_.push_back({member, index});
  return {*this, path_.size() - 1};
}

std::string Report::pointer(std::string_view field) const {
  std::string text;
  append_pointer(text, field);
  return text;
}

void Report::append_pointer(std::string& to, std::string_view field) const {
  for (const Token& token : path_) {
    if (!token.member.empty() || token.index == kNoIndex) append_member(to, token.member);
    if (token.index != kNoIndex) to.append(1, '/').append(number::Digits(token.index).view());
  }
  if (!field.empty()) append_member(to, field);
}

void Report::error(error::Row row, std::string_view field, std::string message, std::string other) {
  has_errors_ = true;
  add(Severity::Error, row, field, std::move(message), std::move(other));
}

void Report::warning(error::Row row, std::string_view field, std::string message, std::string other) {
  add(Severity::Warning, row, field, std::move(message), std::move(other));
}

void Report::add(Severity severity, error::Row row, std::string_view field, std::string&& message,
                 std::string&& other) {
  found_.push_back({severity, pointer(field), row, std::move(message), std::move(other)});
}

std::string escape(std::string_view text, std::size_t bytes) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const utf8::Step step = utf8::first(text.substr(at));
    if (at + step.bytes > bytes) return out + "...";
    if (!step.valid) {
      for (char c : text.substr(at, step.bytes)) append_hex(out += "\\x", static_cast<unsigned char>(c), 2);
    } else if (is_unprintable(step.code)) {
      append_hex(out += "\\u", step.code, 4);
    } else {
      out += text.substr(at, step.bytes);
    }
    at += step.bytes;
  }
  return out;
}

std::string quote(std::string_view text) { return '"' + escape(text) + '"'; }

}  // namespace sluice::config

namespace sluice {

std::string to_json(const Diagnostic& diagnostic) {
  const error::Entry& entry = error::row(diagnostic.row);
  json::Writer out;
  out.open_object();
  out.key("severity").text(diagnostic.severity == Severity::Error ? "error" : "warning");
  out.key("pointer").text(diagnostic.pointer);
  out.key("error_code").text(entry.code);
  out.key("status").integer(entry.status);
  out.key("message").text(diagnostic.message);
  if (!diagnostic.other.empty()) out.key("other").text(diagnostic.other);
  out.close_object();
  return std::string(out.written());
}

}  // namespace sluice
