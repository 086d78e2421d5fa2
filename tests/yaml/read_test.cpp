#include <doctest/doctest.h>

#include <string>

#include "json/write.hpp"
#include "yaml/yaml.hpp"

using namespace sluice;

namespace {

// What a text reads as, as JSON; or `refused`, place and reason.
std::string outcome(std::string_view text) {
  const auto tree = yaml::read(text);
  if (!tree) return "refused " + tree.error().pointer + std::string(tree.error().what);
  json::Writer out;
  json::put(out, tree->root());
  return std::string(out.written());
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

}  // namespace

TEST_CASE("yaml: CF5 plain scalars are those of the core schema") {
  check({{"a: [yes, no, on, 1:30, 2021-02-24, 0o17, 0x1F, +5, -3, 017]",
          R"({"a":["yes","no","on","1:30","2021-02-24",15,31,5,-3,17]})"},
         {"[true, False, null, ~, '12', \"true\", 1.5]", R"([true,false,null,null,"12","true",1.5])"},
         {".inf", "refused a number out of range"},
         {"[-.Inf, .nan]", "refused a number out of range"},
         {"1e999", "refused a number out of range"},
         {"0xffffffffffffffffff", "refused a number out of range"},
         {"!!str 1", "refused tags are not read"},
         {"!!python/object:os.system {}", "refused tags are not read"}});
}

TEST_CASE("yaml: CF1, CF2 duplicate keys and depth are refused as in JSON") {
  check({{"a: 1\na: 2", "refused /aduplicate key"}, {"a: 1\n'a': 2", "refused /aduplicate key"}});
  CHECK(outcome(std::string(64, '[') + std::string(64, ']')) != "");
  CHECK(outcome(std::string(65, '[') + std::string(65, ']')).find("nested deeper than 64") !=
        std::string::npos);
  CHECK(outcome(std::string(1'000'000, '[')).starts_with("refused"));
}

TEST_CASE("yaml: CF3 aliases are copies within bounds; bombs, circles and merge keys are refused") {
  check({{"a: &x [1, {b: c}]\nd: *x", R"({"a":[1,{"b":"c"}],"d":[1,{"b":"c"}]})"},
         {"a: &x [*x]", "refused an alias to nothing, or to what it stands in"},
         {"a: *y", "refused an alias to nothing, or to what it stands in"},
         {"a: &x {b: 1}\nc: {<<: *x}", "refused merge keys are not read"}});
  std::string bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
  for (int i = 1; i < 10; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int j = 0; j < 10; ++j) bomb += (j == 0 ? "" : ",") + before;
    bomb += "]\n";
  }
  CHECK(outcome(bomb) == "refused aliases stand for too much");
  std::string wide = "a: &a " + std::string(100'000, 'x') + "\nb: [*a";
  for (int i = 0; i < 1000; ++i) wide += ",*a";
  CHECK(outcome(wide + "]") == "refused aliases stand for too much");
}

TEST_CASE("yaml: CF7 a byte order mark is skipped; other encodings, NUL and broken UTF-8 are refused") {
  check(
      {{"\xef\xbb\xbf"
        "a: b",
        R"({"a":"b"})"}});
  for (const std::string& text :
       {std::string("a: \xff"), std::string("a: \0b", 5),
        std::string("\xff\xfe"
                    "a\0",
                    4),
        std::string("a: \"\\ud800\""), std::string("a: \"\\0\""), std::string("PK\x03\x04")}) {
    CAPTURE(text);
    CHECK(outcome(text).starts_with("refused"));
  }
}

TEST_CASE("yaml: one document, scalar keys, and what is wrong has a place") {
  check({{"a: 1\n---\nb: 2", "refused more than one document"},
         {"[a]: 1", "refused a key that is no scalar"},
         {"", "refused no YAML value"},
         {"200: ok\ntrue: 1", R"({"200":"ok","true":1})"}});
  const auto tree = yaml::read("a: b\nc: [\n");
  REQUIRE(!tree);
  CHECK(tree.error().line >= 2);
}

TEST_CASE("yaml: what is written reads the same") {
  for (const std::string_view text :
       {R"({"a":["yes","1:30","",null,true,1.5,-7,"a: b","#","/x/{y+}","line\nbreak"],"no":{},"e":[]})",
        R"("\u00e9\u4e2d \" \\ ~")", R"(["~","null","0x1","<<","*a","&a","!t","%","@","- a"," b "])"}) {
    const auto tree = json::read(text);
    REQUIRE(tree);
    const std::string written = yaml::write(tree->root());
    CAPTURE(written);
    json::Writer out;
    json::put(out, tree->root());
    CHECK(outcome(written) == out.written());
  }
}
