#include <doctest/doctest.h>

#include <string>

#include "guard.hpp"
#include "sluice/target.hpp"

using namespace sluice;

namespace {

/// `name=value|name|...` as walked; '=' only where there was one.
std::string walked(std::string_view query) {
  std::string text;
  for (http::Pairs pairs(query); const auto pair = pairs.next();) {
    text += pair->name;
    if (pair->has_equals) text += '=';
    text += pair->value;
    text += '|';
  }
  return text;
}

std::string decoded(std::string_view raw) {
  std::string room(raw.size(), '\0');
  const auto text = http::decode_query(raw, room);
  return text ? std::string(*text) : "reject";
}

}  // namespace

TEST_CASE("query: pairs come in order, undecoded, repeated and empty names included") {
  CHECK(walked("") == "");
  CHECK(walked("a=1&b=2&a=3") == "a=1|b=2|a=3|");
  CHECK(walked("a&b=&=c&=") == "a|b=|=c|=|");
  CHECK(walked("&&a=1&&") == "a=1|");
  CHECK(walked("a=b=c;d=e") == "a=b=c;d=e|");
  CHECK(walked("%41=%zz&+") == "%41=%zz|+|");
}

TEST_CASE("query: '+' is a space, escapes are decoded once, bad ones are refused") {
  CHECK(decoded("a+b%20c") == "a b c");
  CHECK(decoded("%2B%26%3D%00") == std::string("+&=\0", 4));
  CHECK(decoded("%2541") == "%41");
  for (const char* bad : {"%", "a%4", "%zz", "%u0041", "%%41"}) {
    CAPTURE(bad);
    const guard::Text text(bad);
    CHECK(decoded(text.view()) == "reject");
    CHECK(http::check_query(text.view()) == Reason::QueryIllegal);
    CHECK_FALSE(http::is_decoded(text.view(), bad));
  }
  CHECK(http::check_query("a=%41&b=+%ff") == Reason::None);
}

TEST_CASE("query: text without escapes is answered in place, missing room is said") {
  const std::string_view raw = "plain";
  CHECK(http::decode_query(raw, {})->data() == raw.data());
  char room[2];
  CHECK(http::decode_query("%41%42%43", room).error() == Reason::ScratchExhausted);
}

TEST_CASE("query: a pair is found by its decoded name, the first of several") {
  CHECK(http::find("x=1&%61=2&a=3", "a")->value == "2");
  CHECK(http::find("a+b=1", "a b")->value == "1");
  CHECK(http::find("ab=1&a", "a")->has_equals == false);
  CHECK_FALSE(http::find("ab=1&A=2", "a").has_value());
  CHECK_FALSE(http::find("a%zz=1", "a").has_value());
}
