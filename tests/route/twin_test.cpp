// The compiled table against the slow matcher, on sets made to overlap.
#include <doctest/doctest.h>

#include <cstdlib>

#include "route/compare.hpp"
#include "route/world.hpp"

namespace {

/// SLUICE_ROUNDS multiplies the work: the slow suite sets it.
std::size_t rounds() {
  const char* text = std::getenv("SLUICE_ROUNDS");
  return text == nullptr ? 1 : static_cast<std::size_t>(std::atoi(text));
}

void compare_all(const char* what, const compare::Shape& shape, std::uint64_t seed, std::size_t sets,
                 std::size_t questions) {
  compare::Random random(seed);
  CAPTURE(what);
  CAPTURE(seed);
  CHECK(compare::difference(random, shape, sets * rounds(), questions) == "");
}

}  // namespace

TEST_CASE("route: random sets answer as the slow matcher does, whatever their order") {
  compare_all("few", {.routes = 6, .depth = 3, .words = {"a", "b"}}, 0x51, 600, 60);
  compare_all("many", {.routes = 60, .depth = 4, .words = {"a", "b"}}, 0x52, 60, 200);
  compare_all("one word", {.routes = 40, .depth = 6, .words = {"a"}}, 0x53, 60, 200);
  compare_all("escapes", {.routes = 30, .depth = 3, .words = {"%61", "a", "%7Bx%7D", "b%20c", "*"}}, 0x54, 60,
              100);
  compare_all("long words",
              {.routes = 30,
               .depth = 4,
               .words = {"abcdefg", "abcdefgh", "abcdefghi", "abcdefghijklmnop", "abcdefghijklmnopq",
                         "abcdefghijklmnopqrstuvwxyzabcdefghijkl"}},
              0x55, 60, 100);
  compare_all("variables everywhere", {.routes = 200, .depth = 9, .words = {"a"}}, 0x58, 40, 200);
  compare_all("crowd", {.routes = 1200, .depth = 6, .words = {"a", "b"}}, 0x59, 2, 300);
  compare_all("alike",
              {.routes = 120,
               .depth = 3,
               .words = {"abcdefgh-1-abcdefgh", "abcdefgh-2-abcdefgh", "abcdefgh-3-abcdefgh", "a"}},
              0x5a, 20, 200);
  compare_all("deep", {.routes = 60, .depth = 40, .words = {"a", "b"}}, 0x56, 20, 60);
}

TEST_CASE("route: whole requests answer as the slow matcher does, in every path mode") {
  compare::Random random(0x57);
  for (std::size_t n = 0; n < 200 * rounds(); ++n) {
    const world::World w = world::random_world(random);
    const auto table = world::compile(w);
    REQUIRE(table);
    for (std::size_t i = 0; i < 300; ++i) {
      const world::Question q = world::random_question(random);
      const auto expected = world::match(w, q), got = world::match(*table, q);
      if (got == expected) continue;
      CAPTURE(n);
      FAIL(q.method << " " << q.host << q.target << " stage " << q.stage << " mode "
                    << static_cast<int>(q.mode) << ": reason " << static_cast<int>(got.reason) << " id "
                    << got.answer.id << ", expected " << static_cast<int>(expected.reason) << " id "
                    << expected.answer.id << " allowed " << got.answer.allowed.size() << "/"
                    << expected.answer.allowed.size());
    }
  }
}
