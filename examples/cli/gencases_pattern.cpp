// Reads a pattern from left to right and writes the shortest plain text that each piece takes. Whatever it
// does not understand only makes a text that does not match, and is then not used.
#include "gencases_pattern.hpp"

#include <array>
#include <span>

#include "sluice/policy_backend.hpp"

namespace cli::gencases {
namespace {

constexpr int kDeepest = 32;
constexpr std::size_t kLongest = 512;

class Sampler {
 public:
  explicit Sampler(std::string_view pattern) : rest_(pattern) {}

  std::string sample() { return alternatives(0); }

 private:
  char take() {
    if (rest_.empty()) return '\0';
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }
  bool takes(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }

  /// The first of several; the others are read and dropped.
  std::string alternatives(int depth) {
    std::string first = sequence(depth);
    while (takes("|")) (void)sequence(depth);
    return first;
  }

  std::string sequence(int depth) {
    std::string text;
    while (!rest_.empty() && rest_.front() != '|' && rest_.front() != ')') {
      const std::string piece = atom(depth);
      const std::size_t count = repeats();
      for (std::size_t i = 0; i < count && text.size() < kLongest; ++i) text += piece;
    }
    return text;
  }

  std::string atom(int depth) {
    const char c = take();
    switch (c) {
      case '(':
        return group(depth);
      case '[':
        return {one_of_class()};
      case '.':
        return "a";
      case '\\':
        return escape();
      case '^':
      case '$':
        return "";
      default:
        return {c};
    }
  }

  std::string group(int depth) {
    if (depth >= kDeepest) return "";
    if (takes("?"))
      while (!rest_.empty() && take() != ':') {
      }
    std::string text = alternatives(depth + 1);
    takes(")");
    return text;
  }

  std::string escape() {
    const char c = take();
    switch (c) {
      case 'd':
        return "7";
      case 'w':
        return "a";
      case 's':
        return " ";
      case 'b':
      case 'A':
      case 'z':
        return "";
      case 'D':
      case 'S':
        return "a";
      case 'W':
        return "-";
      default:
        return {c};
    }
  }

  /// A letter or digit that the class takes, where it takes one.
  char one_of_class() {
    const bool is_negated = takes("^");
    std::array<bool, 128> in{};
    char last = '\0';
    for (bool is_first = true; !rest_.empty() && (is_first || rest_.front() != ']'); is_first = false) {
      char c = take();
      if (c == '\\') c = add_escaped(in);
      if (c == '-' && last != '\0' && !rest_.empty() && rest_.front() != ']') {
        const char end = take();
        for (int i = last; i <= end && i < 128; ++i) in[static_cast<std::size_t>(i)] = true;
      } else if (c > 0) {
        in[static_cast<std::size_t>(c)] = true;
      }
      last = c;
    }
    takes("]");
    for (const char c : std::string_view("a7bcxyzAZ019-_. "))
      if (in[static_cast<std::size_t>(c)] != is_negated) return c;
    for (char c = '!'; c < 127; ++c)
      if (in[static_cast<std::size_t>(c)] != is_negated) return c;
    return 'a';
  }

  char add_escaped(std::array<bool, 128>& in) {
    const char c = take();
    if (c != 'd' && c != 'w') return c;
    for (char digit = '0'; digit <= '9'; ++digit) in[static_cast<std::size_t>(digit)] = true;
    if (c == 'w') in['a'] = in['_'] = true;
    return '7';
  }

  std::size_t repeats() {
    if (takes("*") || takes("?")) return (takes("?"), 0);
    if (takes("+")) return (takes("?"), 1);
    if (rest_.empty() || rest_.front() != '{') return 1;
    std::size_t count = 0;
    for (take(); !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9';)
      count = count * 10 + static_cast<std::size_t>(take() - '0');
    while (!rest_.empty() && take() != '}') {
    }
    return count < kLongest ? count : 0;
  }

  std::string_view rest_;
};

}  // namespace

bool matches(const std::string& pattern, std::string_view text) {
  using namespace sluice::backend;
  const std::array declared{Declared{.name = "x"}};
  const std::array policies{
      PolicySpec{.conditions = {{.test = Test::Pattern, .name = "x", .value = pattern}}}};
  const auto compiled = compile_policies(policies, declared);
  if (!compiled) return false;
  const std::array<std::optional<std::string_view>, 1> values{text};
  const sluice::Request request;
  const sluice::Facts facts{};
  return choose(*compiled, {.request = request, .facts = facts, .values = values}, std::nullopt).has_value();
}

std::optional<std::string> sample_of(const std::string& pattern) {
  std::string text = Sampler(pattern).sample();
  if (matches(pattern, text) && !text.empty()) return text;
  for (const char* plain : {"a", "7", "v1", "beta", "abc", "0123456789", "a-b", "A"})
    if (matches(pattern, plain)) return plain;
  return std::nullopt;
}

}  // namespace cli::gencases
