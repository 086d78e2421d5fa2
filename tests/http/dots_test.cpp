// Dot segments against a stack of segments, as RFC 3986 5.2.4 reads; paths long enough for every place in a
// block of 64 bytes and for segments over several blocks.
#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

#include "sluice/target.hpp"

using namespace sluice;

namespace {

struct Read {
  std::string path;
  bool climbs = false;
  bool has_empty = false;  // but for the last
};

/// The slow one.
Read remove_dots(const std::string& path) {
  Read read;
  std::vector<std::string> stack;
  std::string segment;
  const auto end_segment = [&](bool is_last) {
    read.has_empty = read.has_empty || (segment.empty() && !is_last);
    if (segment == "..") {
      read.climbs = read.climbs || stack.empty();
      if (!stack.empty()) stack.pop_back();
    }
    if (segment != "." && segment != "..")
      stack.push_back(segment);
    else if (is_last)
      stack.emplace_back();
    segment.clear();
  };
  for (std::size_t i = 1; i < path.size(); ++i) {
    if (path[i] == '/')
      end_segment(false);
    else
      segment += path[i];
  }
  end_segment(true);
  for (const std::string& kept : stack) read.path += "/" + kept;
  return read;
}

std::string random_path(std::mt19937_64& random) {
  static const std::vector<std::string> kinds = {"",    ".",  "..",  "..",  "a",
                                                 "b.c", ".x", "..y", "...", "long-segment-name"};
  const std::size_t most = 1 + random() % 40, first = random() % kinds.size();
  std::string path;
  for (std::size_t i = 0; i < most; ++i) {
    const auto n = random() % 3 == 0 ? first : random() % kinds.size();
    path += "/" + kinds[n];
    if (random() % 40 == 0) path += std::string(random() % 150, 'l');
  }
  return path;
}

}  // namespace

TEST_CASE("path: dot segments go as from a stack of segments, wherever they stand (PA1, PA2)") {
  std::mt19937_64 random(0x70);
  std::string room(8192, '\0');
  std::size_t climbing = 0, different = 0;
  for (int n = 0; n < 200'000; ++n) {
    const std::string raw = random_path(random);
    const Read expected = remove_dots(raw);
    for (const PathMode mode : {PathMode::Apig, PathMode::Raw}) {
      const auto path = http::read_path(raw, mode, room);
      if (path && *path == expected.path) continue;
      FAIL(raw << " is read as " << (path ? std::string(*path) : "nothing") << ", not " << expected.path);
    }
    const auto strict = http::read_path(raw, PathMode::Strict, room);
    const bool is_refused = expected.climbs || expected.has_empty;
    if (strict.has_value() == is_refused || (strict && *strict != expected.path))
      FAIL(raw << " in strict mode");
    if (!strict)
      CHECK(strict.error() == (expected.has_empty ? Reason::PathEmptySegment : Reason::PathClimbs));
    climbing += expected.climbs;
    different += strict && *strict != raw;
  }
  CHECK(climbing > 1000);
  CHECK(different > 1000);
}
