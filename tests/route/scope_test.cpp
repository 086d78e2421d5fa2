// Host and environment.
#include <doctest/doctest.h>

#include <string>
#include <thread>
#include <vector>

#include "sluice/route.hpp"

using namespace sluice;

namespace {

struct Gateway {
  std::vector<route::Domain> domains = {{"API.example.com", "g1", Tls::V1_2}, {"other.example.com", "g2"}};
  std::vector<std::string_view> suffixes = {"apigw.example.com", "gw.test"};
  std::vector<std::string_view> groups = {"empty"};
  std::vector<std::string_view> environments = {"BETA", "DEV"};
  std::vector<route::Spec> specs = {
      {.id = 1, .method = "GET", .path = "/a", .group = "g1"},
      {.id = 2, .method = "GET", .path = "/a", .group = "g1", .environment = "BETA"},
      {.id = 3, .method = "GET", .path = "/a", .group = "g2"},
      {.id = 4, .method = "GET", .path = "/a", .group = "dflt"},
  };
  bool ip_access = true;

  route::Compiled compile() const {
    return route::compile(specs, {.independent = domains,
                                  .suffixes = suffixes,
                                  .groups = groups,
                                  .environments = environments,
                                  .default_group = "dflt",
                                  .ip_access = ip_access});
  }
};

route::Match get(const route::Table& table, std::string_view host, Headers headers = {}) {
  return table.match({.method = "GET", .target = "/a", .host = host, .headers = headers});
}

}  // namespace

TEST_CASE("route: independent domains, sub-domains and the default group") {
  const auto t = Gateway{}.compile();
  REQUIRE(t);
  struct Row {
    const char* host;
    std::uint32_t id;
    Reason reason;
    bool via_subdomain;
  };
  for (const Row& row : {Row{"api.example.com", 1, Reason::None, false},
                         {"API.Example.COM:8443", 1, Reason::None, false},
                         {"api.example.com.", 1, Reason::None, false},
                         {"other.example.com", 3, Reason::None, false},
                         {"g1.apigw.example.com", 1, Reason::None, true},
                         {"g2.gw.test", 3, Reason::None, true},
                         {"G2.gw.test", 3, Reason::None, true},
                         {"nobody.gw.test", 0, Reason::HostUnknown, false},
                         {"a.g1.gw.test", 0, Reason::HostUnknown, false},
                         {"gw.test", 0, Reason::HostUnknown, false},
                         {"xgw.test", 4, Reason::None, false},
                         {"unknown.example.org", 4, Reason::None, false},
                         {"192.0.2.1", 4, Reason::None, false},
                         {"[2001:db8::1]:80", 4, Reason::None, false},
                         {"empty.gw.test", 0, Reason::PathUnknown, true},
                         {"a..b", 0, Reason::HostIllegal, false},
                         {"", 0, Reason::HostMissing, false}}) {
    CAPTURE(row.host);
    const auto m = get(*t, row.host);
    CHECK(m.reason == row.reason);
    CHECK(m.id == row.id);
    CHECK(m.scope.via_subdomain == row.via_subdomain);
  }
  CHECK(get(*t, "api.example.com")->group() == "g1");
  CHECK(get(*t, "api.example.com")->scope.min_tls == Tls::V1_2);
}

TEST_CASE("route: without access by address only bound names lead anywhere") {
  Gateway gateway;
  gateway.ip_access = false;
  const auto t = gateway.compile();
  REQUIRE(t);
  for (const char* host : {"192.0.2.1", "unknown.example.org", "[::1]"})
    CHECK(get(*t, host).reason == Reason::HostUnknown);
}

TEST_CASE("route: X-Stage names the environment (HO10)") {
  const auto t = Gateway{}.compile();
  REQUIRE(t);
  const auto staged = [&](std::vector<Header> headers) { return get(*t, "api.example.com", headers); };
  CHECK(staged({})->id == 1);
  CHECK(staged({{"x-stage", "BETA"}})->id == 2);
  CHECK(staged({{"X-STAGE", " BETA\t"}})->id == 2);
  CHECK(staged({{"X-Stage", "RELEASE"}})->id == 1);
  CHECK(staged({{"X-Stage", ""}})->id == 1);
  CHECK(staged({{"X-Stage", "beta"}}).reason == Reason::EnvironmentUnknown);
  CHECK(staged({{"X-Stage", "NONE"}}).reason == Reason::EnvironmentUnknown);
  CHECK(staged({{"X-Stage", "DEV"}}).reason == Reason::PathUnknown);
  CHECK(staged({{"X-Stage", "BETA"}, {"x-stage", "BETA"}}).reason == Reason::StageRepeated);
  CHECK(staged({{"X-Stage", ""}, {"x-stage", ""}}).reason == Reason::StageRepeated);
  CHECK(staged({{"X-Stage", "BETA"}})->environment() == "BETA");
  CHECK(staged({{"X-Stage", "NONE"}}).scope.group() == "g1");
  CHECK(staged({{"X-Stage", std::string_view("BETA\0", 5)}}).reason == Reason::EnvironmentUnknown);
  CHECK(staged({{"X-Stage", "BE\rTA"}}).reason == Reason::EnvironmentUnknown);
  const std::string huge(1 << 20, 'B');
  CHECK(staged({{"X-Stage", huge}}).reason == Reason::EnvironmentUnknown);
}

TEST_CASE("route: the host stands in the field, in the target, or in both alike (HO1, HO2)") {
  const auto t = Gateway{}.compile();
  REQUIRE(t);
  const Header one[] = {{"Host", "other.example.com"}}, two[] = {{"Host", "a.test"}, {"host", "a.test"}};
  CHECK(t->match({.method = "GET", .target = "/a", .headers = one})->id == 3);
  CHECK(t->match({.method = "GET", .target = "/a", .headers = two}).reason == Reason::HostRepeated);
  CHECK(t->match({.method = "GET", .target = "http://api.example.com/a", .host = "api.example.com"})->id ==
        1);
  CHECK(
      t->match({.method = "GET", .target = "http://api.example.com/a", .host = "other.example.com"}).reason ==
      Reason::AuthorityMismatch);
  char room[64];
  CHECK(t->match({.method = "GET", .target = "/a/../..", .host = "nobody.gw.test"}, room).reason ==
        Reason::PathClimbs);
  CHECK(t->match({.method = "OPTIONS", .target = "*", .host = "api.example.com"}).reason ==
        Reason::PathUnknown);
}

TEST_CASE("route: fields that claim another host, path or method change nothing (HO3)") {
  const auto t = Gateway{}.compile();
  REQUIRE(t);
  const Header claims[] = {{"Host", "api.example.com"},
                           {"X-Forwarded-Host", "other.example.com"},
                           {"Forwarded", "host=other.example.com;proto=http"},
                           {"X-Original-URL", "/none"},
                           {"X-Rewrite-URL", "/none"},
                           {"X-HTTP-Method-Override", "DELETE"}};
  const auto claimed = t->match({.method = "GET", .target = "/a", .headers = claims});
  REQUIRE(claimed);
  CHECK(claimed->id == 1);
  CHECK(claimed->path == "/a");
  CHECK(t->match({.method = "DELETE", .target = "/a", .headers = claims}).reason == Reason::MethodUnknown);
  CHECK(t->match({.method = "GET", .target = "/none", .headers = claims}).reason == Reason::PathUnknown);
}

TEST_CASE("route: a group is found by its id too, and steps give what the whole gives") {
  const auto t = Gateway{}.compile();
  const auto scope = t->locate_group("g2", "RELEASE");
  REQUIRE(scope);
  CHECK(t->find(scope, route::Method::Get, "/a")->id == 3);
  CHECK(t->locate_group("none", "").reason == Reason::HostUnknown);
  CHECK(t->find(t->locate_group("none", ""), route::Method::Get, "/a").reason == Reason::HostUnknown);
  CHECK(t->find(scope, route::Method::Get, "a").reason == Reason::PathUnknown);
  CHECK(t->find(scope, route::Method::Get, "").reason == Reason::PathUnknown);
}

TEST_CASE("route: specs with hosts of their own are groups; one without takes the rest") {
  const auto t = route::compile({{.id = 1, .method = "GET", .path = "/a", .host = "One.test"},
                                 {.id = 2, .method = "GET", .path = "/b", .host = "one.test"},
                                 {.id = 3, .method = "GET", .path = "/a", .host = "two.test"},
                                 {.id = 4, .method = "GET", .path = "/a"}});
  REQUIRE(t);
  CHECK(get(*t, "one.test")->id == 1);
  CHECK(get(*t, "two.test")->id == 3);
  CHECK(get(*t, "three.test")->id == 4);
  CHECK(t->match({.method = "GET", .target = "/b", .host = "ONE.test"})->id == 2);
}

TEST_CASE("route: many threads match in one table while others are built") {
  const auto t = Gateway{}.compile();
  std::vector<std::thread> threads;
  std::vector<int> wrong(4);
  for (std::size_t n = 0; n < wrong.size(); ++n)
    threads.emplace_back([&, n] {
      for (int i = 0; i < 2000; ++i) {
        wrong[n] += get(*t, "g1.gw.test")->id != 1;
        if (i % 500 == 0) wrong[n] += !Gateway{}.compile();
      }
    });
  for (auto& thread : threads) thread.join();
  for (const int n : wrong) CHECK(n == 0);
}
