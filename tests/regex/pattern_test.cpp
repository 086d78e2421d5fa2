#include "regex/pattern.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

using namespace sluice;
using regex::Pattern;

TEST_CASE("regex: the whole text must match") {
  const auto p = Pattern::compile("a+|b");
  CHECK(p->matches("aaa"));
  CHECK(p->matches("b"));
  CHECK_FALSE(p->matches("ab"));
  CHECK_FALSE(p->matches("aaa\n"));
}

TEST_CASE("regex: plain text is compared, not searched") {
  CHECK(Pattern::compile("beta")->matches("beta"));
  CHECK_FALSE(Pattern::compile("beta")->matches("betas"));
  CHECK(Pattern::compile("")->matches(""));
}

TEST_CASE("regex: what is not in the linear subset, or too long, is refused") {
  for (const char* bad : {"(a)\\1", "(?=a)", "(", "[a", "a{2,1}", "*", "a{100000}"})
    CHECK(Pattern::compile(bad).error() == regex::Problem::Illegal);
  CHECK(Pattern::compile(std::string(2049, 'a')).error() == regex::Problem::TooLong);
  CHECK(Pattern::compile("((a{1000}){1000}){1000}").error() == regex::Problem::Illegal);
}

TEST_CASE("regex: a pattern that makes others backtrack for ages is answered at once") {
  const auto p = Pattern::compile("(a*)*b");
  const auto start = std::chrono::steady_clock::now();
  CHECK_FALSE(p->matches(std::string(30000, 'a')));
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(1));
  CHECK_FALSE(Pattern::compile("(?s).*")->matches(std::string(70000, 'a')));
}

TEST_CASE("regex: text that is no UTF-8 does no harm") {
  CHECK_FALSE(Pattern::compile("[a-z]+")->matches("a\xff"));
  CHECK(Pattern::compile(".\xC3\xA9")->matches("a\xC3\xA9"));
}
