// Every conflict that is told comes with a request that shows it, and every API that never answers is told.
#include <doctest/doctest.h>

#include "route/compare.hpp"

using namespace sluice;

namespace {

using Routes = std::vector<twin::Route>;

/// As random sets are, but identical routes stay in.
Routes random_routes(compare::Random& random, const compare::Shape& shape) {
  Routes routes;
  for (std::uint32_t id = 1; id <= shape.routes; ++id) routes.push_back(random_route(random, shape, id));
  return routes;
}

struct Line {
  std::string method, path;
};

/// `GET /a%20b`
Line read_line(const std::string& witness) {
  const std::size_t space = witness.find(' ');
  return {witness.substr(0, space), twin::decode(witness.substr(space + 1))};
}

std::uint32_t answering(const Routes& routes, const Line& line) {
  return twin::match(routes, line.method, line.path).id;
}

/// All paths of a few words, up to a depth, with and without a final slash.
std::vector<std::string> all_paths(const std::vector<std::string>& words, std::size_t depth) {
  std::vector<std::string> paths = {"/"}, level = {""};
  for (std::size_t i = 0; i < depth; ++i) {
    std::vector<std::string> next;
    for (const std::string& path : level)
      for (const std::string& word : words) next.push_back(path + "/" + word);
    for (const std::string& path : next) {
      paths.push_back(path);
      paths.push_back(path + "/");
    }
    level = std::move(next);
  }
  return paths;
}

/// Ids of the routes that no request reaches.
std::vector<std::uint32_t> lost(const Routes& routes, const std::vector<std::string>& paths) {
  std::vector<bool> answers(routes.size() + 1);
  for (const std::string& path : paths)
    for (const char* method : {"GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS"})
      answers[twin::match(routes, method, path).id] = true;
  std::vector<std::uint32_t> ids;
  for (const twin::Route& r : routes)
    if (!answers[r.id]) ids.push_back(r.id);
  return ids;
}

}  // namespace

TEST_CASE("route: the witness of two identical APIs is answered by either alone") {
  compare::Random random(0x61);
  std::size_t seen = 0;
  for (int n = 0; n < 300; ++n) {
    const Routes routes = random_routes(random, {.routes = 12, .depth = 3, .words = {"a", "b%20c", "x1"}});
    const auto compiled = route::compile(compare::specs_of(routes));
    std::size_t repeated = 0;
    for (std::size_t i = 0; i < routes.size(); ++i)
      repeated += std::any_of(routes.begin(), routes.begin() + static_cast<std::ptrdiff_t>(i),
                              [&](const auto& other) { return twin::is_identical(routes[i], other); });
    std::size_t told = 0;
    for (const route::Problem& p : compiled.problems) {
      if (p.kind != route::ProblemKind::Identical) continue;
      ++told;
      CAPTURE(p.message);
      const Line line = read_line(p.witness);
      CHECK(twin::is_identical(routes[p.spec], routes[p.other]));
      CHECK(answering({routes[p.spec]}, line) == routes[p.spec].id);
      CHECK(answering({routes[p.other]}, line) == routes[p.other].id);
    }
    CHECK(told == repeated);
    CHECK(static_cast<bool>(compiled) == (repeated == 0));
    seen += told;
  }
  CHECK(seen > 100);
}

TEST_CASE("route: exactly the APIs that no request reaches are told, with a request that another one takes") {
  compare::Random random(0x62);
  const auto paths = all_paths({"a", "b", "zz"}, 5);
  std::size_t seen = 0;
  for (int n = 0; n < 40; ++n) {
    const Routes routes = compare::random_set(random, {.routes = 14, .depth = 3, .words = {"a", "b"}});
    const auto compiled = route::compile(compare::specs_of(routes));
    REQUIRE(compiled);
    std::vector<std::uint32_t> told;
    for (const route::Problem& p : compiled.problems) {
      REQUIRE(p.kind == route::ProblemKind::Shadowed);
      CAPTURE(p.message);
      const Line line = read_line(p.witness);
      told.push_back(routes[p.spec].id);
      CHECK(answering({routes[p.spec]}, line) == routes[p.spec].id);
      CHECK(answering(routes, line) == routes[p.other].id);
    }
    std::string text;
    for (const auto& r : routes) text += r.method + " " + r.path + (r.is_prefix ? " prefix; " : "; ");
    CAPTURE(text);
    CHECK(told == lost(routes, paths));
    seen += told.size();
  }
  CHECK(seen > 5);
}
