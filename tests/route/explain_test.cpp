#include <doctest/doctest.h>

#include "sluice/route_explain.hpp"

using namespace sluice;
using route::Mode;
using route::Step;

TEST_CASE("route: a listing has every API in effective order, patterns as they were written") {
  const auto t = route::compile({{.id = 1, .method = "GET", .path = "/", .mode = Mode::Prefix},
                                 {.id = 2, .method = "ANY", .path = "/a/{x}"},
                                 {.id = 3, .method = "GET", .path = "/a/{y}"},
                                 {.id = 4, .method = "GET", .path = "/a%20b/{z+}"},
                                 {.id = 5, .method = "GET", .path = "/a/b/"},
                                 {.id = 6, .method = "GET", .path = "/c/{q}/", .mode = Mode::Prefix},
                                 {.id = 7, .method = "GET", .path = "/{x}", .environment = "BETA"}});
  REQUIRE(t);
  const auto all = route::listing(*t);
  REQUIRE(all);
  std::string text;
  for (const route::Listed& l : *all)
    text += std::to_string(l.id) + " " + std::string(route::text(l.method)) + " " + l.pattern + " " +
            (l.mode == Mode::Prefix ? "prefix " : "") + std::string(l.environment) + "\n";
  CHECK(text ==
        "5 GET /a/b/ RELEASE\n3 GET /a/{y} RELEASE\n2 ANY /a/{x} RELEASE\n4 GET /a%20b/{z+} RELEASE\n"
        "6 GET /c/{q}/ prefix RELEASE\n1 GET / prefix RELEASE\n7 GET /{x} BETA\n");
}

TEST_CASE("route: an explanation names the chosen API, then the nearest losers and what failed first") {
  const auto t =
      route::compile({{.id = 1, .method = "GET", .path = "/a/{x}", .host = "one.test"},
                      {.id = 2, .method = "POST", .path = "/a/b", .host = "one.test"},
                      {.id = 3, .method = "GET", .path = "/a/c/d", .host = "one.test"},
                      {.id = 4, .method = "GET", .path = "/a/b", .host = "two.test"},
                      {.id = 5, .method = "GET", .path = "/a", .mode = Mode::Prefix, .host = "one.test"},
                      {.id = 6, .method = "GET", .path = "/a/b", .host = "one.test", .environment = "BETA"},
                      {.id = 7, .method = "GET", .path = "/z", .host = "two.test"}});
  REQUIRE(t);
  const auto e =
      route::explain(*t, {.method = "GET", .target = "/a/b", .host = "one.test"}, {}, PathMode::Strict, 10);
  struct Row {
    std::uint32_t id;
    Step failed;
    std::size_t segment;
  };
  const Row rows[] = {{1, Step::None, 0},        {5, Step::None, 0}, {2, Step::Method, 0}, {3, Step::Path, 1},
                      {6, Step::Environment, 0}, {4, Step::Host, 0}, {7, Step::Host, 0}};
  REQUIRE(e.candidates.size() == std::size(rows));
  for (std::size_t i = 0; i < std::size(rows); ++i) {
    CAPTURE(i);
    CHECK(e.candidates[i].api.id == rows[i].id);
    CHECK(e.candidates[i].failed == rows[i].failed);
    CHECK(e.candidates[i].segment == rows[i].segment);
    CHECK(e.candidates[i].is_chosen == (i == 0));
  }
  CHECK(e.match->id == 1);
  CHECK(route::explain(*t, {.method = "GET", .target = "/a/b", .host = "none.test"}).candidates[0].failed ==
        Step::Host);
  CHECK(route::explain(*t, {.method = "GET", .target = "/a/b", .host = "none.test"}, {}, PathMode::Strict, 2)
            .candidates.size() == 2);
  CHECK(route::explain(*t, {.method = "GET", .target = "bad", .host = "one.test"}).candidates.empty());
}
