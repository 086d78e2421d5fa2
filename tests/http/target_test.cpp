#include "sluice/target.hpp"

#include <doctest/doctest.h>

#include <string>

#include "guard.hpp"

using namespace sluice;

TEST_CASE("target: origin, absolute and asterisk form") {
  const struct {
    const char* target;
    const char* method;
    const char* path;
    const char* query;
    const char* authority;
    bool has_query;
  } rows[] = {
      {"/", "GET", "/", "", "", false},
      {"/a?", "GET", "/a", "", "", true},
      {"/a?b?c=/d", "GET", "/a", "b?c=/d", "", true},
      {"/?x", "GET", "/", "x", "", true},
      {"//h/a", "GET", "//h/a", "", "", false},
      {"http://h/a?x", "GET", "/a", "x", "h", true},
      {"HTTPS://H:1", "GET", "/", "", "H:1", false},
      {"http://h?x=1", "GET", "/", "x=1", "h", true},
      {"*", "OPTIONS", "*", "", "", false},
      {"/a%2?%zz", "GET", "/a%2", "%zz", "", true},
      {"/\x80?\xff", "GET", "/\x80", "\xff", "", true},
  };
  for (const auto& row : rows) {
    CAPTURE(row.target);
    const guard::Text text(row.target);
    const auto target = http::split_target(text.view(), row.method);
    REQUIRE(target.has_value());
    CHECK(target->path == row.path);
    CHECK(target->query == row.query);
    CHECK(target->authority == row.authority);
    CHECK(target->has_query == row.has_query);
  }
  CHECK(http::split_target("https://h/", "GET")->is_secure);
}

TEST_CASE("target: what is no target is refused") {
  const struct {
    const char* target;
    Reason expected;
  } rows[] = {
      {"", Reason::TargetIllegal},          {"*", Reason::TargetIllegal},
      {"a", Reason::PathNotAbsolute},       {"?x", Reason::PathNotAbsolute},
      {"h:443", Reason::PathNotAbsolute},   {"*?x", Reason::PathNotAbsolute},
      {"ftp://h/a", Reason::TargetIllegal}, {"http://", Reason::TargetIllegal},
      {"http:///a", Reason::TargetIllegal}, {"http://?x", Reason::TargetIllegal},
      {"http:/a", Reason::PathNotAbsolute},
  };
  for (const auto& row : rows) {
    CAPTURE(row.target);
    CHECK(http::split_target(row.target, "GET").error() == row.expected);
  }
  CHECK_FALSE(http::split_target("*", "options").has_value());
}

TEST_CASE("target: blanks, controls and '#' are refused at every place of every length") {
  for (std::size_t size = 1; size < 40; ++size) {
    for (std::size_t at = 0; at < size; ++at) {
      for (char bad : {' ', '#', '\0', '\t', '\r', '\n', '\x1f', '\x7f'}) {
        std::string target(size, 'a');
        target[0] = '/';
        target[at] = bad;
        CHECK(http::split_target(guard::Text(target).view(), "GET").error() == Reason::TargetIllegal);
      }
    }
  }
}

TEST_CASE("target: an absolute form must name the Host, spelled anyhow (HO2)") {
  const struct {
    const char* target;
    const char* host;
    bool is_same;
  } rows[] = {
      {"http://a.example/", "a.example", true},
      {"http://A.Example./", "a.example:80", true},
      {"https://a.example:443/", "a.example", true},
      {"https://a.example/", "a.example:80", false},
      {"http://a.example:8080/", "a.example", false},
      {"http://evil/", "good", false},
      {"http://u@good/", "good", false},
      {"http://[::1]/", "[0:0::1]", true},
      {"http://good/", "", false},
  };
  for (const auto& row : rows) {
    CAPTURE(row.target);
    CHECK(http::is_same_authority(*http::split_target(row.target, "GET"), row.host) == row.is_same);
  }
}
