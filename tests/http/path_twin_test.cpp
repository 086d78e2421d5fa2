// Paths of every mode against a slow reader, written from the rules at the head of the corpus: long enough
// for the blocks in which escapes and dot segments are read, at the end of memory.
#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

#include "guard.hpp"
#include "sluice/target.hpp"

using namespace sluice;

namespace {

constexpr const char* kReject = "reject";
constexpr std::string_view kPchar =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!$&'()*+,;=:@/";

/// The byte that two hex digits at `at` spell; negative: there are none.
int hex_at(const std::string& text, std::size_t at) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  int value = 0;
  for (std::size_t i = at; i < at + 2; ++i) {
    const char c = i < text.size() ? text[i] : '?';
    const auto digit = kDigits.find(c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c);
    if (digit == std::string_view::npos) return -1;
    value = value * 16 + static_cast<int>(digit);
  }
  return value;
}

bool is_control(int byte) { return byte < 0x20 || byte == 0x7f; }

/// Rules P2 to P5; false where one is broken.
bool decode(const std::string& raw, PathMode mode, std::string& text) {
  const bool is_strict = mode == PathMode::Strict;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const auto byte = static_cast<unsigned char>(raw[i]);
    if (byte != '%') {
      if (is_strict ? kPchar.find(raw[i]) == kPchar.npos
                    : is_control(byte) || byte == ' ' || byte == '#' || byte == '?')
        return false;
      text += raw[i];
      continue;
    }
    const int value = hex_at(raw, i + 1);
    if (value <= 0 || (is_strict && (is_control(value) || value == '/' || value == '\\'))) return false;
    text += mode == PathMode::Raw ? raw.substr(i, 3) : std::string(1, static_cast<char>(value));
    i += 2;
  }
  return true;
}

/// Rule P6.
bool is_encoded_twice(const std::string& text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int value = text[i] == '%' ? hex_at(text, i + 1) : -1;
    if (value >= 0 &&
        (is_control(value) || std::string("./\\%").find(static_cast<char>(value)) != std::string::npos))
      return true;
  }
  return false;
}

/// The dots of a segment, spelled plainly.
std::string plain_dots(std::string segment) {
  for (const char* dot : {"%2e", "%2E"})
    for (std::size_t at; (at = segment.find(dot)) != std::string::npos;) segment.replace(at, 3, ".");
  return segment;
}

/// Rules P9 to P11.
std::string remove_dots(const std::string& text, PathMode mode) {
  const bool is_strict = mode == PathMode::Strict;
  std::vector<std::string> kept;
  for (std::size_t at = 1; at <= text.size();) {
    const std::size_t end = std::min(text.find('/', at), text.size());
    const std::string segment = text.substr(at, end - at);
    const std::string dots = mode == PathMode::Raw ? plain_dots(segment) : segment;
    const bool is_last = end == text.size();
    const std::string name = segment.substr(0, segment.find(';'));
    if (is_strict && ((segment.empty() && !is_last) || (name != segment && (name == "." || name == ".."))))
      return kReject;
    if (is_strict && dots == ".." && kept.empty()) return kReject;
    if (dots == ".." && !kept.empty()) kept.pop_back();
    if (dots != "." && dots != "..")
      kept.push_back(segment);
    else if (is_last)
      kept.emplace_back();
    at = end + 1;
  }
  std::string path;
  for (const std::string& segment : kept) path += "/" + segment;
  return path;
}

/// The slow one; the parts below are whole UTF-8 sequences or none (rule P7: `has_bad_utf8`).
std::string slow_read(const std::string& raw, PathMode mode, bool has_bad_utf8) {
  std::string text;
  if (!decode(raw, mode, text)) return kReject;
  if (mode == PathMode::Strict && (has_bad_utf8 || is_encoded_twice(text))) return kReject;
  return remove_dots(text, mode);
}

}  // namespace

TEST_CASE(
    "path: long random paths read as by the rules, in every mode, at the end of memory (PA1 to PA8, PA10)") {
  const std::vector<std::string> good = {"/",     "/..",
                                         "/.",    "%2e",
                                         "/%2e",  "/%2E%2e",
                                         "%41",   "%e4%b8%ad",
                                         "a",     "word",
                                         "%3b",   "%20",
                                         "/a/b",  "/seg",
                                         ";",     "%2525",
                                         "~",     "/.a",
                                         "%25zz", "/%2e./x/.",
                                         "..",    "long-segment-name"};
  const std::vector<std::string> bad = {"%2f",   "%5C",   "%00",   "%0a",    "%7f",       "%-",    "%4",
                                        "%zz",   "\\",    "\xff",  "\"",     "//",        "/..;x", "/.;",
                                        "%252e", "%252F", "%2500", "%c0%ae", "%ed%a0%80", "{"};
  constexpr unsigned kSeed = 0x9a7b;
  CAPTURE(kSeed);
  std::mt19937 random(kSeed);
  std::size_t accepted[3] = {};
  for (int round = 0; round < 60'000; ++round) {
    std::vector<std::string> parts;
    for (unsigned n = 1 + random() % 5; n > 0; --n) parts.push_back(good[random() % good.size()]);
    std::string raw = "/";
    for (unsigned n = random() % 80; n > 0; --n) raw += parts[random() % parts.size()];
    bool has_bad_utf8 = false;
    if (random() % 2 == 0) {
      const std::string& fault = bad[random() % bad.size()];
      has_bad_utf8 = fault == "%c0%ae" || fault == "%ed%a0%80";
      raw += fault;
      for (unsigned n = random() % 40; n > 0; --n) raw += parts[random() % parts.size()];
    }
    const guard::Text guarded(raw);
    std::string room(raw.size(), '\0');
    for (const PathMode mode : {PathMode::Strict, PathMode::Apig, PathMode::Raw}) {
      const auto path = http::read_path(guarded.view(), mode, room);
      const std::string expected = slow_read(raw, mode, has_bad_utf8);
      accepted[static_cast<std::size_t>(mode)] += static_cast<bool>(path);
      if ((path ? std::string(*path) : kReject) == expected) continue;
      FAIL(raw << " in mode " << static_cast<int>(mode) << " is read as "
               << (path ? std::string(*path) : kReject) << ", not " << expected);
    }
  }
  for (const std::size_t count : accepted) CHECK(count > 5000);
}
