#include <doctest/doctest.h>

#include <string>

#include "sluice/route.hpp"

using namespace sluice;
using route::Mode;

namespace {

/// The id that answers GET `path`, or 0.
std::uint32_t answer(const route::Table& table, std::string_view path, std::string_view method = "GET") {
  const auto m = table.match({.method = method, .target = path});
  return m ? m->id : 0;
}

struct Row {
  const char* path;
  std::uint32_t id;
};

}  // namespace

TEST_CASE("route: five lines suffice") {
  auto t = route::compile({{.id = 1, .method = "GET", .path = "/orders/{id}"}});
  auto m = t->match({.method = "GET", .target = "/orders/7"});
  REQUIRE(m);
  CHECK(m->id == 1);
  CHECK(m->param("id") == "7");
  CHECK_FALSE(m->param("other").has_value());
  CHECK(t->match({.method = "GET", .target = "/orders"}).reason == Reason::PathUnknown);
  const auto wrong = t->match({.method = "PUT", .target = "/orders/7"});
  CHECK(wrong.reason == Reason::MethodUnknown);
  CHECK(wrong.allowed == 1);
  CHECK(t->match({.method = "TRACE", .target = "/orders/7"}).reason == Reason::MethodIllegal);
  CHECK(t->match({.method = "get", .target = "/orders/7"}).reason == Reason::MethodIllegal);
}

TEST_CASE("route: a normal pattern covers the whole path, its trailing slash included (PA11)") {
  auto t = route::compile({{.id = 1, .method = "GET", .path = "/test"},
                           {.id = 2, .method = "GET", .path = "/slash/"},
                           {.id = 3, .method = "GET", .path = "/"},
                           {.id = 4, .method = "GET", .path = "/v/{p}"},
                           {.id = 5, .method = "GET", .path = "/v/{p}/"}});
  REQUIRE(t);
  for (const Row& row : {Row{"/test", 1},
                         {"/test/", 0},
                         {"/slash", 0},
                         {"/slash/", 2},
                         {"/", 3},
                         {"/v/a", 4},
                         {"/v/a/", 5},
                         {"/v/", 0},
                         {"/v/a/b", 0},
                         {"/testx", 0},
                         {"/TEST", 0},
                         {"/?a=/test", 3},
                         {"/test?", 1},
                         {"/test?x=/y?z", 1}})
    CHECK_MESSAGE(answer(*t, row.path) == row.id, row.path);
  CHECK(t->match({.method = "GET", .target = "/test#f"}).reason == Reason::TargetIllegal);
  CHECK(answer(*t, "http://example.com") == 3);
}

TEST_CASE("route: a prefix covers whole segments and hands over what follows") {
  auto t = route::compile({{.id = 1, .method = "GET", .path = "/test", .mode = Mode::Prefix},
                           {.id = 2, .method = "GET", .path = "/slash/", .mode = Mode::Prefix},
                           {.id = 3, .method = "GET", .path = "/u/{id}/f", .mode = Mode::Prefix}});
  REQUIRE(t);
  struct Rest {
    const char* path;
    std::uint32_t id;
    const char* remainder;
  };
  for (const Rest& row : {Rest{"/test", 1, ""},
                          {"/test/", 1, "/"},
                          {"/test/x/y", 1, "/x/y"},
                          {"/testx", 0, ""},
                          {"/slash", 0, ""},
                          {"/slash/", 2, ""},
                          {"/slash/x", 2, "x"},
                          {"/u/7/f/g", 3, "/g"}}) {
    CAPTURE(row.path);
    const auto m = t->match({.method = "GET", .target = row.path});
    CHECK(m->id == row.id);
    CHECK(m->remainder() == row.remainder);
  }
  CHECK(t->match({.method = "GET", .target = "/u/7/f/g"})->param("id") == "7");
  auto root = route::compile({{.id = 9, .method = "ANY", .path = "/", .mode = Mode::Prefix}});
  for (const char* path : {"/", "/a", "/a/", "/a/b/c"}) CHECK(answer(*root, path) == 9);
}

TEST_CASE("route: a tail takes one or more segments, the first not empty") {
  auto t = route::compile({{.id = 1, .method = "GET", .path = "/u/{p+}"}});
  REQUIRE(t);
  const auto value = [&](std::string_view path) {
    const auto m = t->find(t->locate_group("", ""), route::Method::Get, path);
    return m ? std::string(*m->param("p")) : "none";
  };
  CHECK(value("/u/a") == "a");
  CHECK(value("/u/a/b") == "a/b");
  CHECK(value("/u/a/") == "a/");
  CHECK(value("/u") == "none");
  CHECK(value("/u/") == "none");
  CHECK(value("/u//a") == "none");
  CHECK(value("/u/a//b") == "a//b");
}

TEST_CASE("route: precedence depends on the set, not on its order") {
  const std::vector<route::Spec> specs = {
      {.id = 1, .method = "GET", .path = "/a/b/c"},
      {.id = 2, .method = "GET", .path = "/a", .mode = Mode::Prefix},
      {.id = 3, .method = "GET", .path = "/a/b", .mode = Mode::Prefix},
      {.id = 4, .method = "GET", .path = "/a/{x}/d"},
      {.id = 5, .method = "GET", .path = "/a/b/{y}"},
      {.id = 6, .method = "ANY", .path = "/a/b/c"},
      {.id = 7, .method = "POST", .path = "/a/b/z"},
      {.id = 8, .method = "GET", .path = "/a/b/", .mode = Mode::Prefix},
      {.id = 9, .method = "GET", .path = "/t/{r+}"},
      {.id = 10, .method = "GET", .path = "/t/{r}"},
      {.id = 11, .method = "GET", .path = "/{x}/lit"},
  };
  std::vector<route::Spec> reversed(specs.rbegin(), specs.rend());
  for (const auto& set : {specs, reversed}) {
    const auto t = route::compile(set);
    REQUIRE(t);
    for (const Row& row : {Row{"/a/b/c", 1},
                           {"/a/b/d", 5},
                           {"/a/q/d", 4},
                           {"/a/b", 3},
                           {"/a/b/", 8},
                           {"/a/q", 2},
                           {"/a/b/z", 5},
                           {"/t/x", 10},
                           {"/t/x/y", 9},
                           {"/t/lit", 10},
                           {"/q/lit", 11}})
      CHECK_MESSAGE(answer(*t, row.path) == row.id, row.path);
    CHECK(answer(*t, "/a/b/c", "PUT") == 6);
    CHECK(answer(*t, "/a/b/z", "POST") == 7);
  }
}

TEST_CASE("route: a literal that leads nowhere does not hide a variable") {
  auto t = route::compile(
      {{.id = 1, .method = "GET", .path = "/a/{x}/c"}, {.id = 2, .method = "GET", .path = "/a/b/d"}});
  CHECK(answer(*t, "/a/b/c") == 1);
}

TEST_CASE("route: escapes of a pattern are decoded, and braces in them are text") {
  auto t = route::compile(
      {{.id = 1, .method = "GET", .path = "/%61"}, {.id = 2, .method = "GET", .path = "/x%20y/%7Bz%7D"}});
  char room[64];
  CHECK(t->match({.method = "GET", .target = "/a"}, room)->id == 1);
  CHECK(t->match({.method = "GET", .target = "/x%20y/%7bz%7d"}, room)->id == 2);
  CHECK(t->match({.method = "GET", .target = "/x%20y/q"}, room).reason == Reason::PathUnknown);
  CHECK(t->match({.method = "GET", .target = "/%61"}).reason == Reason::ScratchExhausted);
}

TEST_CASE("route: values are right past the first four, past 64 bytes, and at every length") {
  auto t = route::compile({{.id = 1, .method = "GET", .path = "/{a}/{b}/{c}/{d}/{e}/x/{f}/{g+}"}});
  REQUIRE(t);
  for (std::size_t n = 1; n < 90; n += 11) {
    const std::string v(n, 'v'),
        path = "/1" + v + "/2" + v + "/3" + v + "/4" + v + "/5" + v + "/x/6" + v + "/7" + v + "/8";
    const auto m = t->match({.method = "GET", .target = path});
    REQUIRE(m);
    REQUIRE(m->captures() == 7);
    for (const char* name : {"a", "b", "c", "d", "e", "f"})
      CHECK(m->param(name) == std::string(1, static_cast<char>('1' + name[0] - 'a')) + v);
    CHECK(m->param("g") == "7" + v + "/8");
  }
}

TEST_CASE("route: paths of hostile length and depth cost no more than reading them (PA12)") {
  auto t = route::compile({{.id = 1, .method = "GET", .path = "/{a}/{b}/{c}/{d}/x"},
                           {.id = 2, .method = "GET", .path = "/a/{b}/{c}/{d}/y"},
                           {.id = 3, .method = "GET", .path = "/a/{r+}"},
                           {.id = 4, .method = "GET", .path = "/b", .mode = Mode::Prefix}});
  REQUIRE(t);
  std::string deep = "/a", long_segment = "/b/" + std::string(32000, 'b');
  for (int i = 0; i < 10000; ++i) deep += "/s";
  CHECK(answer(*t, deep) == 3);
  CHECK(t->match({.method = "GET", .target = deep})->param("r")->size() == deep.size() - 3);
  CHECK(answer(*t, long_segment) == 4);
  CHECK(answer(*t, std::string(32768, '/')) == 0);
}
