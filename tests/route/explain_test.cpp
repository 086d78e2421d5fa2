#include <doctest/doctest.h>

#include <array>
#include <random>

#include "sluice/route_explain.hpp"

using namespace sluice;
using route::Mode;
using route::Step;

namespace {

using Specs = std::vector<route::Spec>;

route::List list_of(const Specs& specs, const route::Domains& domains = {}) {
  auto list = route::list(specs, domains);
  REQUIRE(list);
  return *list;
}

std::string line(const Specs& specs, const route::Loser& loser) {
  std::string text = std::to_string(specs[loser.spec].id) + " " + std::string(route::text(loser.failed));
  if (loser.failed == Step::Path) text += " " + std::to_string(loser.segment);
  return text;
}

}  // namespace

TEST_CASE("route: a list is in effective order") {
  const Specs specs{{.id = 1, .method = "GET", .path = "/", .mode = Mode::Prefix},
                    {.id = 2, .method = "ANY", .path = "/a/{x}"},
                    {.id = 3, .method = "GET", .path = "/a/{y}"},
                    {.id = 4, .method = "GET", .path = "/a%20b/{z+}"},
                    {.id = 5, .method = "GET", .path = "/a/b/"},
                    {.id = 6, .method = "GET", .path = "/c/{q}/", .mode = Mode::Prefix},
                    {.id = 7, .method = "GET", .path = "/{x}", .environment = "BETA"}};
  std::string ids;
  const route::List list = list_of(specs);
  for (const std::size_t place : list.order()) ids += std::to_string(specs[place].id);
  CHECK(ids == "7532461");
  CHECK(route::list(Specs{{.method = "GET", .path = "/{a}/{a}"}}).error() == Reason::PathUnknown);
}

TEST_CASE("route: an explanation names the chosen API, then the nearest losers and what failed first") {
  const Specs specs{{.id = 1, .method = "GET", .path = "/a/{x}", .host = "one.test"},
                    {.id = 2, .method = "POST", .path = "/a/b", .host = "one.test"},
                    {.id = 3, .method = "GET", .path = "/a/c/d", .host = "one.test"},
                    {.id = 4, .method = "GET", .path = "/a/b", .host = "two.test"},
                    {.id = 5, .method = "GET", .path = "/a", .mode = Mode::Prefix, .host = "one.test"},
                    {.id = 6, .method = "GET", .path = "/a/b", .host = "one.test", .environment = "BETA"},
                    {.id = 7, .method = "GET", .path = "/z", .host = "two.test"}};
  const route::List list = list_of(specs);
  const auto e = list.explain({.method = "GET", .target = "/a/b", .host = "ONE.test:8080"}, {.most = 10});
  CHECK(e.reason == Reason::None);
  REQUIRE(e.chosen == std::size_t{0});
  CHECK(e.host == "one.test");
  REQUIRE(e.params.size() == 1);
  CHECK(e.params[0] == std::pair<std::string, std::string>("x", "b"));
  std::vector<std::string> lines;
  for (const route::Loser& loser : e.losers) lines.push_back(line(specs, loser));
  CHECK(lines ==
        std::vector<std::string>{"5 rank", "2 method", "3 path 2", "6 environment", "4 host", "7 host"});
  CHECK(list.explain({.method = "GET", .target = "/a/b", .host = "one.test"}, {.most = 2}).losers.size() ==
        2);
  CHECK(list.explain({.method = "GET", .target = "bad", .host = "one.test"}).losers.empty());
}

TEST_CASE("route: the first segment that differs is told, counted from one, with what was wanted and got") {
  struct Row {
    const char* pattern;
    Mode mode;
    const char* path;
    std::size_t segment;
    const char* sentence;
  };
  const Row rows[] = {
      {"/a/b", Mode::Normal, "/a/x", 2, "segment 2 is `x`, not `b`"},
      {"/a/b", Mode::Normal, "/x/b", 1, "segment 1 is `x`, not `a`"},
      {"/a/b", Mode::Normal, "/a", 2, "the path ends where segment 2 should be `b`"},
      {"/a/b", Mode::Normal, "/a/b/c", 3, "segment 3 is `c`, where the pattern ends"},
      {"/a/b", Mode::Normal, "/a/b/", 3, "the path ends with a slash, the pattern does not"},
      {"/a/b/", Mode::Normal, "/a/b", 3, "the path lacks the slash that the pattern ends with"},
      {"/a/b/", Mode::Normal, "/a/b/c", 3, "segment 3 is `c`, where the pattern ends with a slash"},
      {"/a/{id}", Mode::Normal, "/a/", 2, "segment 2 is empty, not `{id}`"},
      {"/a/{id+}", Mode::Normal, "/a", 2, "the path ends where segment 2 should be `{id+}`"},
      {"/", Mode::Normal, "/a", 1, "segment 1 is `a`, where the pattern ends with a slash"},
      {"/t", Mode::Prefix, "/tx/y", 1, "segment 1 is `tx`, not `t`"},
      {"/t/", Mode::Prefix, "/t", 2, "the path lacks the slash that the pattern ends with"},
      {"/%61%20b", Mode::Normal, "/a", 1, "segment 1 is `a`, not `a b`"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.pattern);
    CAPTURE(row.path);
    const Specs specs{{.method = "GET", .path = row.pattern, .mode = row.mode}};
    const auto e = list_of(specs).explain({.method = "GET", .target = row.path});
    CHECK(e.reason == Reason::PathUnknown);
    REQUIRE(e.losers.size() == 1);
    CHECK(e.losers[0].segment == row.segment);
    CHECK(route::sentence(e.losers[0]) == row.sentence);
  }
}

TEST_CASE("route: the best API answers or its protocol fails; there is no second choice") {
  const Specs specs{{.id = 1, .method = "GET", .path = "/a"}, {.id = 2, .method = "ANY", .path = "/{x}"}};
  const std::array protocols{route::Protocols::Https, route::Protocols::Both};
  const auto list = route::list(specs, {}, protocols);
  REQUIRE(list);
  const auto refused = list->explain({.method = "GET", .target = "/a", .scheme = Scheme::Ws});
  CHECK(refused.reason == Reason::ProtocolRefused);
  CHECK_FALSE(refused.chosen);
  REQUIRE(refused.losers.size() == 2);
  CHECK(route::sentence(refused.losers[0]) == "it is called by HTTPS only, not by HTTP");
  CHECK(refused.losers[1].failed == Step::Rank);
  CHECK(list->explain({.method = "GET", .target = "/a", .scheme = Scheme::Wss}).chosen == std::size_t{0});
  CHECK(list->explain({.method = "GET", .target = "/b", .scheme = Scheme::Http}).chosen == std::size_t{1});
}

namespace {

/// Two groups with two domains, a suffix, and a group that takes the rest, or not.
struct World {
  explicit World(std::mt19937_64& random) {
    const auto pick = [&](auto& from) { return from[random() % from.size()]; };
    const std::array<std::string_view, 3> groups{"g1", "g2", "g3"};
    const std::array<std::string_view, 3> environments{"RELEASE", "RELEASE", "BETA"};
    const std::array<std::string_view, 4> methods{"GET", "POST", "ANY", "HEAD"};
    const std::array<std::string_view, 10> paths{"/",    "/a",   "/a/",      "/{x}",    "/a/{x}",
                                                 "/a/b", "/b/c", "/{x}/{y}", "/a/{x+}", "/{x}/b/"};
    for (std::uint32_t id = 0; id < 8; ++id) {
      const std::string_view path = pick(paths);
      const bool is_prefix = path.find('+') == path.npos && random() % 3 == 0;
      specs.push_back({.id = id,
                       .method = pick(methods),
                       .path = path,
                       .mode = is_prefix ? Mode::Prefix : Mode::Normal,
                       .group = pick(groups),
                       .environment = pick(environments)});
    }
    if (random() % 2 == 0) domains.default_group = "g3";
    domains.ip_access = random() % 2 == 0;
    domains.independent = independent;
    domains.suffixes = suffixes;
    domains.groups = names;
  }
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  std::array<route::Domain, 2> independent{route::Domain{.host = "One.test", .group = "g1"},
                                           route::Domain{.host = "two.test", .group = "g2"}};
  std::array<std::string_view, 1> suffixes{"gw.test"};
  std::array<std::string_view, 3> names{"g1", "g2", "g3"};
  route::Domains domains;
  Specs specs;
};

void compare(const World& world, const route::Table& table, const route::List& list, const Request& request) {
  char room[64];
  const route::Match match = table.match(request, room, PathMode::Apig);
  const auto e = list.explain(request, {.mode = PathMode::Apig, .most = 8});
  CAPTURE(std::string(request.method));
  CAPTURE(std::string(request.host));
  CAPTURE(std::string(request.target));
  CHECK(e.reason == match.reason);
  CHECK(e.chosen.has_value() == bool(match));
  if (!match) return;
  CHECK(world.specs[*e.chosen].id == match.id);
  CHECK(e.remainder == match.remainder());
  CHECK(e.path == match.path);
  REQUIRE(e.params.size() == match.captures());
  for (std::size_t i = 0; i < e.params.size(); ++i) {
    CHECK(e.params[i].first == match.capture(i).name);
    CHECK(e.params[i].second == match.capture(i).value);
  }
}

}  // namespace

TEST_CASE("route: an explanation and the compiled table never differ") {
  constexpr std::uint64_t kSeed = 20210224;
  CAPTURE(kSeed);
  std::mt19937_64 random(kSeed);
  const std::array<std::string_view, 8> hosts{"one.test",  "two.test.",  "g1.gw.test", "g3.gw.test:80",
                                              "x.gw.test", "other.test", "192.0.2.1",  "bad host"};
  const std::array<std::string_view, 11> targets{"/",    "/a",    "/a/",  "/a/b",   "/a/b/",      "/b",
                                                 "/b/c", "/a//b", "/%61", "/a/b/c", "/a/../b?x=1"};
  const std::array<std::string_view, 4> methods{"GET", "POST", "HEAD", "TRACE"};
  const std::array<std::string_view, 4> stages{"", "BETA", "RELEASE", "NONE"};
  std::size_t compared = 0;
  for (int round = 0; round < 400; ++round) {
    const World world(random);
    const auto table = route::compile(world.specs, world.domains);
    if (!table) continue;  // two that are the same
    const route::List list = list_of(world.specs, world.domains);
    for (int i = 0; i < 60; ++i, ++compared) {
      const std::array<Header, 2> fields{Header{"x-stage", stages[random() % 4]}, Header{"X-Stage", "BETA"}};
      compare(world, *table, list,
              {.method = methods[random() % 4],
               .target = targets[random() % targets.size()],
               .host = hosts[random() % hosts.size()],
               .headers = Headers(fields).first(random() % 8 == 0 ? 2 : 1)});
    }
  }
  CHECK(compared > 5000);
}
