// A large table is built beside the one that serves: those who match never wait for it.
#include <doctest/doctest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "sluice/route.hpp"

using namespace sluice;

namespace {

/// 1000 hosts; `/vN/words/{id}` and `/vN/words/items` on each, and prefixes.
struct Set {
  std::vector<std::string> paths, hosts;
  std::vector<route::Spec> specs;

  explicit Set(std::uint32_t size) {
    paths.reserve(size);
    for (std::uint32_t n = 0; n < 1000; ++n) hosts.push_back("h" + std::to_string(n) + ".example.com");
    for (std::uint32_t id = 0; id < size; ++id) {
      const std::string number = std::to_string(id / 1000);
      paths.push_back("/v" + number +
                      (id % 3 == 0   ? "/words/{id}"
                       : id % 3 == 1 ? "/words/items"
                                     : "/files/{rest+}"));
      specs.push_back({.id = id, .method = "GET", .path = paths[id], .host = hosts[id % 1000]});
    }
  }
  std::string target(std::uint32_t id) const {
    return "/v" + std::to_string(id / 1000) +
           (id % 3 == 0   ? "/words/7"
            : id % 3 == 1 ? "/words/items"
                          : "/files/a/b");
  }
};

}  // namespace

TEST_CASE("route: 100,000 APIs are built and put in place while others match, and nobody waits") {
  const Set set(100'000);
  const auto first = route::compile(set.specs);
  REQUIRE(first);
  std::atomic<const route::Table*> serving = &*first.table;
  std::atomic<bool> is_over = false;
  std::atomic<std::uint64_t> wrong = 0, beside = 0;
  std::atomic<bool> is_building = false;
  std::vector<std::thread> readers;
  for (std::uint32_t n = 0; n < 3; ++n)
    readers.emplace_back([&, n] {
      for (std::uint32_t i = n; !is_over; i = (i + 7919) % 100'000) {
        const std::string target = set.target(i);
        const bool is_beside = is_building;
        const auto m =
            serving.load()->match({.method = "GET", .target = target, .host = set.hosts[i % 1000]});
        wrong += !m || m.id != i;
        beside += is_beside && is_building;
      }
    });
  std::vector<route::Compiled> built;  // kept: a table is freed by whoever knows that nobody reads it
  built.reserve(3);
  for (int n = 0; n < 3; ++n) {
    is_building = true;
    built.push_back(route::compile(set.specs));
    is_building = false;
    if (!built.back()) break;
    serving = &*built.back().table;
  }
  is_over = true;
  for (auto& reader : readers) reader.join();
  CHECK(built.size() == 3);
  CHECK(wrong == 0);
  CHECK(beside > 1000);  // whole matches that began and ended while a table was built
}
