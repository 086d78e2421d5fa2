// Requests and sets of APIs made to be expensive, each beside a plain one of the same length. Run under
// callgrind (see cost.py), which counts what each costs; without it nothing is measured.
#include <valgrind/callgrind.h>

#include <cstdio>
#include <string>
#include <vector>

#include "sluice/route.hpp"

using namespace sluice;

namespace {

constexpr std::size_t kTarget = 32768;

std::string repeated(const std::string& piece, std::size_t size) {
  std::string text;
  while (text.size() + piece.size() <= size) text += piece;
  return text;
}

/// Counts one match, under a name.
void measure(const std::string& name, const route::Table& table, const std::string& target, PathMode mode,
             bool is_found) {
  std::vector<char> room(target.size() + 1);
  const auto once = [&] { return table.match({.method = "GET", .target = target}, room, mode); };
  const bool found = static_cast<bool>(once());
  if (found != is_found) std::printf("wrong: %s\n", name.c_str());
  CALLGRIND_ZERO_STATS;
  once();
  CALLGRIND_DUMP_STATS_AT(name.c_str());
}

route::Compiled table_of(const std::vector<std::string>& patterns) {
  std::vector<route::Spec> specs;
  for (const std::string& pattern : patterns)
    specs.push_back({.id = static_cast<std::uint32_t>(specs.size()), .method = "GET", .path = pattern});
  return route::compile(specs);
}

void measure_paths() {
  const auto all = route::compile({{.id = 1, .method = "GET", .path = "/", .mode = route::Mode::Prefix}});
  measure("path", *all, "/" + repeated("word/", kTarget - 1), PathMode::Strict, true);
  measure("path one segment", *all, "/" + repeated("a", kTarget - 1), PathMode::Strict, true);
  measure("path 10^4 segments", *all, repeated("/ab", kTarget), PathMode::Strict, true);
  for (const char* piece : {"/a/..", "/./.", "/a/b/../..", "/word/..", "/a/%2e%2e", "/%61", "/%41%42",
                            "/a%20b", "/;a", "/.a", "/~!", "/a/./b"})
    measure(std::string("path ") + piece, *all, repeated(piece, kTarget), PathMode::Strict, true);
  for (const char* piece : {"/..", "/", "/a/..", "/%2f", "/..;", "/a//..", "/\xff"})
    measure(std::string("path apig ") + piece, *all, repeated(piece, kTarget), PathMode::Apig, true);
  for (const char* piece : {"/%2e", "/a/%2E%2e", "/%2f"})
    measure(std::string("path raw ") + piece, *all, repeated(piece, kTarget), PathMode::Raw, true);
}

/// Every mix of `a` and a variable in `depth` places, then `end`.
std::vector<std::string> lattice(unsigned depth, const std::string& end) {
  std::vector<std::string> patterns;
  for (unsigned bits = 0; bits < 1u << depth; ++bits) {
    std::string pattern;
    for (unsigned i = 0; i < depth; ++i)
      pattern += (bits >> i & 1) != 0 ? "/a" : "/{p" + std::to_string(i) + "}";
    patterns.push_back(pattern + end);
  }
  return patterns;
}

/// One literal each, in another place.
std::vector<std::string> diagonal(std::size_t depth) {
  std::vector<std::string> patterns;
  for (std::size_t literal = 0; literal < depth; ++literal) {
    std::string pattern;
    for (std::size_t i = 0; i < depth; ++i) pattern += i == literal ? "/b" : "/{p" + std::to_string(i) + "}";
    patterns.push_back(pattern);
  }
  return patterns;
}

/// Beside each request its plain one: the same path, alone in its table as a literal.
void measure_set(const std::string& name, const route::Table& table, const std::string& path, bool is_found) {
  const auto alone = table_of({path});
  measure("set plain " + name, *alone, path, PathMode::Strict, true);
  measure("set " + name, table, path, PathMode::Strict, is_found);
}

void measure_sets() {
  const std::string deep = repeated("/a", 20);
  const auto mixes = table_of(lattice(10, "/end"));
  measure_set("every mix, end missed", *mixes, deep + "/none", false);
  measure_set("every mix, first", *mixes, deep + "/end", true);
  measure_set("every mix, one other", *mixes, "/a/a/a/b/a/a/a/a/a/a/end", true);
  measure_set("every mix, all others", *mixes, repeated("/b", 20) + "/end", true);
  const auto tails = [&] {
    auto patterns = lattice(9, "/{r+}");
    patterns.erase(patterns.begin());  // the one without a literal
    return table_of(patterns);
  }();
  measure_set("every mix of tails, missed", *tails, repeated("/b", 18) + "/x/y", false);
  measure_set("every mix of tails, last", *tails, repeated("/b", 16) + "/a/x/y", true);
  const auto places = table_of(diagonal(40));
  measure_set("one place each, missed", *places, repeated("/a", 80), false);
  measure_set("one place each, last", *places, repeated("/a", 78) + "/b", true);
}

}  // namespace

int main() {
  measure_paths();
  measure_sets();
  return 0;
}
