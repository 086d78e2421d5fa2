#include <doctest/doctest.h>

#include <algorithm>

#include "sluice/route.hpp"

using namespace sluice;
using route::Mode;
using route::ProblemKind;

namespace {

struct Expected {
  ProblemKind kind;
  std::uint32_t spec;
  std::uint32_t other;
  const char* witness;
};

void check(const std::vector<route::Spec>& specs, const std::vector<Expected>& expected,
           const route::Domains& domains = {}) {
  const auto compiled = route::compile(specs, domains);
  REQUIRE(compiled.problems.size() == expected.size());
  const bool has_error = std::ranges::any_of(expected, [](const Expected& e) { return is_error(e.kind); });
  CHECK(static_cast<bool>(compiled) == !has_error);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const route::Problem& p = compiled.problems[i];
    CAPTURE(p.message);
    CHECK(p.kind == expected[i].kind);
    CHECK(p.spec == expected[i].spec);
    CHECK(p.other == expected[i].other);
    CHECK(p.witness == expected[i].witness);
    CHECK_FALSE(p.message.empty());
  }
}

constexpr std::uint32_t kNone = route::Problem::kNone;

}  // namespace

TEST_CASE("route: identical APIs are refused with both names and a witness") {
  check({{.id = 1, .method = "GET", .path = "/a/{x}"}, {.id = 2, .method = "GET", .path = "/a/{y}"}},
        {{ProblemKind::Identical, 1, 0, "GET /a/x1"}});
  check({{.method = "GET", .path = "/%61"}, {.method = "GET", .path = "/a"}},
        {{ProblemKind::Identical, 1, 0, "GET /a"}});
  check({{.method = "GET", .path = "/x1/{a}"},
         {.method = "GET", .path = "/x1/{b}"},
         {.method = "GET", .path = "/x1/{c}"}},
        {{ProblemKind::Identical, 1, 0, "GET /x1/x2"}, {ProblemKind::Identical, 2, 0, "GET /x1/x2"}});
  check({{.method = "ANY", .path = "/a", .mode = Mode::Prefix, .host = "h.test", .environment = "BETA"},
         {.method = "ANY", .path = "/a", .mode = Mode::Prefix, .host = "h.test", .environment = "BETA"}},
        {{ProblemKind::Identical, 1, 0, "GET h.test/a (X-Stage: BETA)"}});
  const auto named = route::compile(
      {{.method = "GET", .path = "/a", .name = "first"}, {.method = "GET", .path = "/a", .name = "second"}});
  CHECK(named.problems[0].message == "API second is the same as API first: both serve GET /a");
  CHECK(route::row(named.problems[0]) == error::Row::ApiExists);
}

TEST_CASE("route: what differs in method, mode, slash, group or environment is not identical") {
  check({{.method = "GET", .path = "/a"},
         {.method = "ANY", .path = "/a"},
         {.method = "GET", .path = "/a/"},
         {.method = "GET", .path = "/b", .mode = Mode::Prefix},
         {.method = "GET", .path = "/b/", .mode = Mode::Prefix},
         {.method = "GET", .path = "/a", .environment = "BETA"},
         {.method = "GET", .path = "/c/{a+}"},
         {.method = "GET", .path = "/c/{a}"}},
        {});
}

TEST_CASE("route: every fault is found in one go, in the order of the specs") {
  check({{.method = "GET", .path = "/a{b}"},
         {.method = "FETCH", .path = "/a"},
         {.method = "GET", .path = "/{a}/{a}"},
         {.method = "GET", .path = "/c", .host = "not a host"},
         {.method = "GET", .path = "/c", .host = "192.0.2.1"}},
        {{ProblemKind::PatternIllegal, 0, kNone, ""},
         {ProblemKind::MethodIllegal, 1, kNone, ""},
         {ProblemKind::PatternIllegal, 2, kNone, ""},
         {ProblemKind::DomainIllegal, 3, kNone, ""},
         {ProblemKind::DomainIllegal, 4, kNone, ""}});
}

TEST_CASE("route: a domain leads to one group, and not to the system's own") {
  const route::Domain domains[] = {{"a.test", "g1"},  {"A.test", "g2"},     {"a.test", "g1"},
                                   {"gw.test", "g1"}, {"g1.gw.test", "g1"}, {"*.b.test", "g1"}};
  const std::string_view suffixes[] = {"gw.test"};
  const std::vector<route::Spec> none;
  const auto compiled = route::compile(none, {.independent = domains, .suffixes = suffixes});
  REQUIRE(compiled.problems.size() == 5);
  const ProblemKind kinds[] = {ProblemKind::DomainRepeated, ProblemKind::DomainRepeated,
                               ProblemKind::DomainOfSystem, ProblemKind::DomainOfSystem,
                               ProblemKind::DomainIllegal};
  for (std::size_t i = 0; i < 5; ++i) {
    CHECK(compiled.problems[i].kind == kinds[i]);
    CHECK(compiled.problems[i].domain == i + 1);
  }
}

TEST_CASE("route: an API that never answers is told, with a request that shows it") {
  check({{.method = "GET", .path = "/u/{p+}"},
         {.method = "GET", .path = "/u/{p}"},
         {.method = "GET", .path = "/u/{p}/"},
         {.method = "GET", .path = "/u/{p}/{q+}"}},
        {{ProblemKind::Shadowed, 0, 1, "GET /u/x1"}});
  check({{.method = "GET", .path = "/u/{p+}"},
         {.method = "GET", .path = "/u/{p}"},
         {.method = "GET", .path = "/u/{p}/{q+}"}},
        {});
  check({{.method = "GET", .path = "/", .mode = Mode::Prefix},
         {.method = "ANY", .path = "/"},
         {.method = "GET", .path = "/{p+}"}},
        {{ProblemKind::Shadowed, 0, 1, "GET /"}});
  check({{.method = "POST", .path = "/", .mode = Mode::Prefix},
         {.method = "GET", .path = "/"},
         {.method = "GET", .path = "/{p+}"}},
        {});
  std::vector<route::Spec> all;
  for (const char* method : {"ANY", "GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS"})
    all.push_back({.method = method, .path = "/a/{b}"});
  check(all, {{ProblemKind::Shadowed, 0, 1, "GET /a/x1"}});
}

TEST_CASE("route: an API whose group no host leads to is told") {
  const route::Domain domains[] = {{"a.test", "g1"}};
  check({{.method = "GET", .path = "/a", .group = "g1"}, {.method = "GET", .path = "/a", .group = "g2"}},
        {{ProblemKind::Unreachable, 1, kNone, ""}}, {.independent = domains});
}
