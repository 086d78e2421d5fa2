// The slow matcher: every API is tried on the path, those whose method fits are ranked, the best answers.
// Written from the rules alone; it shares no code with the library, not even the reading of patterns.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace twin {

struct Route {
  std::uint32_t id = 0;
  std::string method;
  std::string path;
  bool is_prefix = false;
};

struct Answer {
  enum Kind { Found, PathUnknown, MethodUnknown } kind = PathUnknown;
  std::uint32_t id = 0;
  std::vector<std::pair<std::string, std::string>> values;
  std::string remainder;
  std::vector<std::string> allowed;  // sorted, each once
  friend bool operator==(const Answer&, const Answer&) = default;
};

inline std::vector<std::string> split(std::string_view path) {
  std::vector<std::string> segments(1);
  for (char c : path.substr(1)) {
    if (c == '/')
      segments.emplace_back();
    else
      segments.back() += c;
  }
  return segments;
}

inline std::string decode(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      out += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

inline bool is_tail(const std::string& s) { return s.size() > 3 && s[0] == '{' && s[s.size() - 2] == '+'; }
inline bool is_variable(const std::string& s) { return s.size() > 2 && s[0] == '{' && !is_tail(s); }

/// 0 literal, 1 {p}, 2 {p+}
inline int kind(const std::string& s) { return is_tail(s) ? 2 : is_variable(s) ? 1 : 0; }

inline std::string join(const std::vector<std::string>& segments, std::size_t from) {
  std::string text;
  for (std::size_t i = from; i < segments.size(); ++i) text += (i == from ? "" : "/") + segments[i];
  return text;
}

/// The pattern's segments; a prefix is read without its final slash.
inline std::vector<std::string> segments_of(const Route& r) {
  auto pattern = split(r.path);
  if (r.is_prefix && pattern.back().empty()) pattern.pop_back();
  return pattern;
}

/// The path test of one API: the answer that it would give.
inline std::optional<Answer> test(const Route& r, const std::string& path) {
  const auto pattern = segments_of(r);
  const auto segments = split(path);
  Answer answer{Answer::Found, r.id, {}, "", {}};
  std::size_t i = 0;
  for (; i < pattern.size(); ++i) {
    if (i >= segments.size()) return std::nullopt;
    if (kind(pattern[i]) == 0 && decode(pattern[i]) != segments[i]) return std::nullopt;
    if (kind(pattern[i]) != 0 && segments[i].empty()) return std::nullopt;
    if (kind(pattern[i]) == 1)
      answer.values.emplace_back(pattern[i].substr(1, pattern[i].size() - 2), segments[i]);
    if (kind(pattern[i]) == 2) {
      answer.values.emplace_back(pattern[i].substr(1, pattern[i].size() - 3), join(segments, i));
      return answer;
    }
  }
  const bool has_more = segments.size() > i;
  if (!r.is_prefix) return has_more ? std::nullopt : std::optional(answer);
  const bool wants_slash = r.path.back() == '/';
  if (wants_slash && !has_more) return std::nullopt;
  answer.remainder = wants_slash ? join(segments, i) : has_more ? "/" + join(segments, i) : "";
  return answer;
}

/// True where `a` comes before `b`.
inline bool is_better(const Route& a, const Route& b) {
  if (a.is_prefix != b.is_prefix) return b.is_prefix;
  const auto sa = segments_of(a), sb = segments_of(b);
  if (a.is_prefix && sa.size() != sb.size()) return sa.size() > sb.size();
  for (std::size_t i = 0; i < std::min(sa.size(), sb.size()); ++i)
    if (kind(sa[i]) != kind(sb[i])) return kind(sa[i]) < kind(sb[i]);
  if (a.is_prefix && (a.path.back() == '/') != (b.path.back() == '/')) return a.path.back() == '/';
  return a.method != "ANY" && b.method == "ANY";
}

inline Answer match(const std::vector<Route>& routes, const std::string& method, const std::string& path) {
  const Route* best = nullptr;
  Answer answer;
  for (const Route& r : routes) {
    const auto fit = test(r, path);
    if (!fit) continue;
    if (r.method != method && r.method != "ANY") {
      answer.allowed.push_back(r.method);
    } else if (best == nullptr || is_better(r, *best)) {
      best = &r;
    }
  }
  if (best != nullptr) return *test(*best, path);
  std::ranges::sort(answer.allowed);
  answer.allowed.erase(std::unique(answer.allowed.begin(), answer.allowed.end()), answer.allowed.end());
  answer.kind = answer.allowed.empty() ? Answer::PathUnknown : Answer::MethodUnknown;
  return answer;
}

/// Same method, mode and pattern but for the names of variables.
inline bool is_identical(const Route& a, const Route& b) {
  if (a.method != b.method || a.is_prefix != b.is_prefix) return false;
  const auto sa = split(a.path), sb = split(b.path);
  if (sa.size() != sb.size()) return false;
  for (std::size_t i = 0; i < sa.size(); ++i)
    if (kind(sa[i]) != kind(sb[i]) || (kind(sa[i]) == 0 && decode(sa[i]) != decode(sb[i]))) return false;
  return true;
}

}  // namespace twin
