#include <doctest/doctest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "base/utf8.hpp"
#include "json/json.hpp"

using namespace sluice;
using json::Kind;

namespace {

// What a text reads as, in a form to compare: "refused 1:5 what", "refused /pointer what", or the root's
// kind.
std::string outcome(std::string_view text) {
  const auto tree = json::read(text);
  if (tree) return "read";
  const json::Fault& fault = tree.error();
  const std::string place =
      fault.line != 0 ? std::to_string(fault.line) + ":" + std::to_string(fault.column) : fault.pointer;
  return place + " " + std::string(fault.what);
}

struct Row {
  std::string text;
  std::string expected;
};

void check(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(outcome(row.text) == row.expected);
  }
}

std::string nested(std::size_t depth, char open, char close) {
  return std::string(depth, open) + std::string(depth, close);
}

}  // namespace

TEST_CASE("json: a syntax error is refused with its line and column") {
  check({
      {"", "1:1 no JSON value"},
      {" \n ", "2:2 no JSON value"},
      {"{", "1:2 a member's name is missing"},
      {"{\"a\" 1}", "1:6 ':' is missing"},
      {"{\"a\":1 \"b\":2}", "1:8 ',' or '}' is missing"},
      {"{\n  \"a\": tru\n}", "2:11 not a JSON value"},
      {"[1,]", "1:4 not a JSON value"},
      {"[1 2]", "1:4 ',' or ']' is missing"},
      {"{} x", "1:4 more text after the document"},
      {"[\"a]", "1:5 closing quotation mark is missing"},
      {"[\"\\x\"]", "1:3 bad escape or control character"},
      {"[\"\\u12g4\"]", "1:3 bad \\u escape"},
      {"[01]", "1:3 ',' or ']' is missing"},
      {"[1.]", "1:4 bad number"},
      {"[1e]", "1:4 bad number"},
      {"['a']", "1:2 not a JSON value"},
      {"// comment\n{}", "1:1 not a JSON value"},
      {"[NaN]", "1:2 not a JSON value"},
  });
}

TEST_CASE("json: CF1 duplicate keys are refused at any depth, also when spelt differently") {
  check({
      {R"({"a":1,"a":2})", "/a duplicate key"},
      {R"({"a":1,"\u0061":1})", "/a duplicate key"},
      {R"({"x":[{"a/b":1,"c~":2,"a/b":3}]})", "/x/0/a~1b duplicate key"},
      {R"({"a":{"b":1},"c":{"b":1}})", "read"},
      {R"({"":1,"":1})", "/ duplicate key"},
  });
  std::string many = "{\"k0\":0";
  for (int i = 1; i < 100; ++i) many += ",\"k" + std::to_string(i) + "\":0";
  CHECK(outcome(many + "}") == "read");
  CHECK(outcome(many + ",\"k57\":1}") == "/k57 duplicate key");
}

TEST_CASE("json: CF2 depth 64 is read, 65 and a million brackets are refused") {
  CHECK(outcome(nested(64, '[', ']')) == "read");
  CHECK(outcome(nested(65, '[', ']')) == "1:65 nested deeper than 64");
  CHECK(outcome(std::string(1'000'000, '[')) == "1:65 nested deeper than 64");
  std::string objects;
  for (int i = 0; i < 65; ++i) objects += "{\"a\":";
  CHECK(outcome(objects + "1" + std::string(65, '}')) == "1:321 nested deeper than 64");
}

TEST_CASE("json: CF6 integers are exact within 64 bits or are no integers") {
  const auto kind_of = [](std::string_view text) { return json::read(text)->root().kind(); };
  const auto integer_of = [](std::string_view text) { return json::read(text)->root().integer(); };
  CHECK(integer_of("9007199254740993") == 9007199254740993);
  CHECK(integer_of("9223372036854775807") == std::numeric_limits<std::int64_t>::max());
  CHECK(integer_of("-9223372036854775808") == std::numeric_limits<std::int64_t>::min());
  CHECK(integer_of("-0") == 0);
  for (const char* text : {"9223372036854775808", "12345678901234567890", "1.0", "1e3", "0.5", "1e-400"})
    CHECK(kind_of(text) == Kind::Number);
  check({
      {"1e999", "1:1 number out of range"},
      {"[-1e999]", "1:2 number out of range"},
      {"[123456789012345678901]", "1:2 number out of range"},
      {"[-9223372036854775809]", "1:2 number out of range"},
  });
}

TEST_CASE("json: CF7 a byte order mark is skipped; other encodings and broken text are refused") {
  check({
      {"\xef\xbb\xbf{\"a\":1}", "read"},
      {"\xef\xbb\xbf\xef\xbb\xbf{}", "1:1 not a JSON value"},
      {std::string("\xff\xfe{\0}\0", 6), "1:1 invalid UTF-8"},
      {std::string("\0{\0}", 4), "1:1 no JSON value"},
      {"[\"\xc3\x28\"]", "1:3 invalid UTF-8"},
      {"[\"\xc0\xaf\"]", "1:3 invalid UTF-8"},
      {"[\"\xed\xa0\x80\"]", "1:3 invalid UTF-8"},
      {"[\"\xf4\x90\x80\x80\"]", "1:3 invalid UTF-8"},
      {R"(["\ud800"])", "1:3 lone surrogate"},
      {R"(["\udc00"])", "1:10 lone surrogate"},
      {R"(["\ud800\u0041"])", "1:3 lone surrogate"},
      {R"(["\ud83d\ude00"])", "read"},
      {R"({"a":"x\u0000"})", "/a U+0000 in text"},
      {R"({"a\u0000":1})", "/a" + std::string(1, '\0') + " U+0000 in text"},
      {"[\"a\", \"\xef\xbf\xbf\"]", "/1 noncharacter in text"},
      {R"(["\ufdd0"])", "/0 noncharacter in text"},
      {R"(["\ud83f\udfff"])", "/0 noncharacter in text"},
      {"[\"a\nb\"]", "1:4 bad escape or control character"},
  });
}

TEST_CASE("json: a tree is walked in document order") {
  const auto tree = json::read(R"({"a": [1, "x", {"b": null}], "c": true})");
  REQUIRE(tree);
  std::string seen;
  tree->root().each_member([&](std::string_view key, json::Value value) {
    seen += std::string(key) + ":" + std::to_string(value.size()) + ";";
    if (value.kind() != Kind::Array) return;
    value.each_element([&](std::size_t i, json::Value element) {
      seen += std::to_string(i) + "=" + std::to_string(static_cast<int>(element.kind())) + ",";
    });
  });
  CHECK(seen == "a:3;0=2,1=4,2=6,c:0;");
}

TEST_CASE("json: no byte past the text is read") {
  const std::size_t page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  char* map =
      static_cast<char*>(mmap(nullptr, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  REQUIRE(map != MAP_FAILED);
  REQUIRE(mprotect(map + page, page, PROT_NONE) == 0);
  const std::string whole = R"({"a":[1,2.5,"x\u00e9",true,null,{"b":-7}]})";
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    char* at = map + page - size;
    std::memcpy(at, whole.data(), size);
    CHECK(json::read({at, size}).has_value() == (size == whole.size()));
  }
  munmap(map, 2 * page);
}

// The grammar of RFC 8259 once more, as plainly as possible.
namespace {
class Oracle {
 public:
  static bool accepts(std::string_view text) {
    Oracle o{text};
    return o.value() && (o.blanks(), o.at_ == text.size());
  }

 private:
  explicit Oracle(std::string_view text) : text_(text) {}
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }
  void blanks() {
    while (at_ < text_.size() && std::strchr(" \t\r\n", peek()) != nullptr && peek() != '\0') ++at_;
  }
  bool digits() {
    const std::size_t begin = at_;
    while (peek() >= '0' && peek() <= '9') ++at_;
    return at_ > begin;
  }
  bool number() {
    take("-");
    if (!take("0") && !digits()) return false;
    if (take(".") && !digits()) return false;
    if (take("e") || take("E")) {
      if (!take("+")) take("-");
      return digits();
    }
    return true;
  }
  bool string() {
    if (!take("\"")) return false;
    while (at_ < text_.size() && peek() != '"') {
      if (static_cast<unsigned char>(peek()) < 0x20) return false;
      if (take("\\") && (at_ == text_.size() || std::strchr("\"\\/bfnrt", peek()) == nullptr)) return false;
      ++at_;
    }
    return take("\"");
  }
  bool value() {
    blanks();
    if (take("[")) return items(']', false);
    if (take("{")) return items('}', true);
    if (peek() == '"') return string();
    return take("true") || take("false") || take("null") || number();
  }
  bool items(char end, bool named) {
    blanks();
    if (take({&end, 1})) return true;
    do {
      blanks();
      if (named && !(string() && (blanks(), take(":")))) return false;
      if (!value()) return false;
      blanks();
    } while (take(","));
    return take({&end, 1});
  }
  std::string_view text_;
  std::size_t at_ = 0;
};
}  // namespace

TEST_CASE("json: random token strings are read exactly when the plain grammar accepts them") {
  constexpr std::uint32_t seed = 20210224;
  CAPTURE(seed);
  std::mt19937 random(seed);
  const std::vector<std::string> tokens = {
      "{",    "}", "[",  "]", ",",  ":", "\"a\"", "\"b\"",   "1",  "-2", "3.5", "1e2", "true",
      "null", " ", "\n", "0", "\"", "-", "fals",  "\"\\n\"", "\\", "\t", "[]",  "{}",  "\"c\":1"};
  std::size_t read = 0;
  for (int round = 0; round < 60000; ++round) {
    std::string text;
    for (std::size_t n = random() % 9; n > 0; --n) text += tokens[random() % tokens.size()];
    const auto tree = json::read(text);
    const bool duplicate = !tree && tree.error().line == 0;
    CAPTURE(text);
    REQUIRE((tree.has_value() || duplicate) == Oracle::accepts(text));
    if (!tree && !duplicate) REQUIRE(tree.error().column >= 1);
    read += tree.has_value() ? 1 : 0;
  }
  CHECK(read > 1000);
}

TEST_CASE("utf8: lengths count code points, and an invalid piece is one") {
  CHECK(utf8::count("abc") == 3);
  CHECK(utf8::count("\xe4\xb8\xad\xe6\x96\x87") == 2);
  CHECK(utf8::count("\xf0\x9f\x98\x80") == 1);
  CHECK(utf8::count("\xff") == 1);
  CHECK(utf8::count("a\xe4\xb8") == 2);
  CHECK(utf8::count("\xc0\xaf") == 2);
  CHECK_FALSE(utf8::first("\xed\xa0\x80").valid);
  CHECK(utf8::first("\xf4\x8f\xbf\xbf").code == 0x10ffff);
}
