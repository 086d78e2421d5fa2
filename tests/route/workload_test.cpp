// The route sets of the bench: every hit finds its own API, with its values; no miss finds any.
#include "../../bench/workload.hpp"

#include <doctest/doctest.h>

#include <cstdlib>

using namespace sluice;

namespace {

void check(const std::string& name) {
  const auto set = workload::read(std::getenv("SLUICE_WORKLOADS"), name);
  const auto table = route::compile(set.specs);
  REQUIRE(table);
  CHECK(table.problems.empty());
  std::size_t wrong = 0, reasons = 0;
  for (const auto& [id, host, method, path] : set.hits) {
    const auto m = table->match({.method = method, .target = path, .host = host});
    wrong += !m || std::to_string(m.id) != id;
    std::string rebuilt = set.rows[m.id][3];
    for (std::size_t i = 0; i < m.captures(); ++i) {
      const Named value = m.capture(i);
      const auto at = rebuilt.find("{" + std::string(value.name));
      rebuilt.replace(at, rebuilt.find('}', at) + 1 - at, value.value);
    }
    wrong += rebuilt != path;
  }
  for (const auto& [kind, host, method, path] : set.misses) {
    const auto m = table->match({.method = method, .target = path, .host = host});
    wrong += static_cast<bool>(m);
    if (kind == "D") reasons += m.reason != Reason::HostUnknown;
    if (kind == "C") reasons += m.reason != Reason::MethodUnknown;
    if (kind == "A") reasons += m.reason != Reason::PathUnknown;
  }
  CHECK(wrong == 0);
  CHECK(reasons == 0);
}

}  // namespace

TEST_CASE("route: workload github") { check("github"); }
TEST_CASE("route: workload s10k") { check("s10k"); }
TEST_CASE("route: workload s100k") { check("s100k"); }
