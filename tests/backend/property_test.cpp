#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "backend/fixture.hpp"

using namespace fixture;

namespace {

constexpr unsigned kSeed = 20210224;

string random_text(std::mt19937& random, std::size_t most, string_view alphabet = {}) {
  string text(random() % (most + 1), '\0');
  for (char& c : text)
    c = alphabet.empty() ? static_cast<char>(random() % 256) : alphabet[random() % alphabet.size()];
  return text;
}

string escaped(string_view text) {
  constexpr char digits[] = "0123456789ABCDEF";
  string out;
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out += {'%', digits[byte >> 4], digits[byte & 15]};
  }
  return out;
}

}  // namespace

TEST_CASE("backend: reading the query of a call gives back the values that were mapped into it") {
  CAPTURE(kSeed);
  std::mt19937 random(kSeed);
  for (int i = 0; i < 3000; ++i) {
    const string a = random_text(random, 12), b = random_text(random, 12);
    CAPTURE(escaped(a));
    Fixture f({.declared = "query:a, query:b",
               .params = "query:x=REQUEST(a);query:y=REQUEST(b)",
               .target = "/?k=v&a=" + escaped(a) + "&l&b=" + escaped(b) + "&a=again"});
    const Outcome out = f.run();
    REQUIRE(out.error.empty());
    const string query = out.target.substr(out.target.find('?') + 1);
    std::vector<string> names, values;
    for (http::Pairs pairs(query); const auto pair = pairs.next();) {
      char room[256];
      names.emplace_back(pair->name);
      values.emplace_back(*http::decode_query(pair->value, room));
    }
    CHECK(names == std::vector<string>{"k", "l", "x", "y"});
    CHECK(values == std::vector<string>{"v", "", a, b});
  }
}

TEST_CASE(
    "backend: a value in the path stays one segment that decodes to it, or the call is refused (PA13)") {
  std::mt19937 random(kSeed);
  for (int i = 0; i < 5000; ++i) {
    const string v = random_text(random, 8, i % 2 == 0 ? string_view("./%2eE5c\\a?#") : string_view());
    CAPTURE(escaped(v));
    Fixture f({.declared = "query:v", .params = "path:v=REQUEST(v)", .target = "/?v=" + escaped(v)});
    f.spec().http.path = "/b/{v}/c";
    const Outcome out = f.run();
    if (v.empty() || v == "." || v == "..") {
      CHECK(out.error == "0106");
      continue;
    }
    REQUIRE(out.error.empty());
    CHECK(std::ranges::count(out.target, '/') == 3);
    CHECK(out.target.starts_with("/b/"));
    CHECK(out.target.ends_with("/c"));
    CHECK(http::is_decoded(escaped(v), v));
    string decoded;
    const string segment = out.target.substr(3, out.target.size() - 5);
    for (std::size_t at = 0; at < segment.size(); ++at) {
      const bool is_escape = segment[at] == '%';
      decoded +=
          is_escape ? static_cast<char>(std::stoi(segment.substr(at + 1, 2), nullptr, 16)) : segment[at];
      at += is_escape ? 2 : 0;
    }
    CHECK(decoded == v);
  }
}

// What is forwarded is what was matched: reading the target again gives the mapped path, in every mode.
TEST_CASE("backend: a forwarded path reads as the path that was matched (PA15)") {
  std::mt19937 random(kSeed);
  int forwarded = 0;
  for (int i = 0; i < 20000; ++i) {
    const auto mode = static_cast<PathMode>(i % 3);
    const string path = "/t/" + random_text(random, 16, "ab/.%2eE5Fc~[]{}+;@:^|");
    Fixture f({.front = "/t/*", .target = path, .mode = mode});
    f.spec().http.path = "/t";
    const Outcome out = f.run();
    if (!out.error.empty()) continue;
    ++forwarded;
    CAPTURE(path);
    CAPTURE(out.target);
    char room[256];
    const auto again = http::read_path(out.target, mode, room);
    REQUIRE(again.has_value());
    if (f.path().find("//") == 2) continue;  // slashes in front of a remainder become one
    CHECK(*again == f.path());
  }
  CHECK(forwarded > 4000);
}

TEST_CASE(
    "backend: nothing that a request brings reaches scheme, host, port or the start of the path (PA14)") {
  std::mt19937 random(kSeed);
  for (int i = 0; i < 5000; ++i) {
    Fixture f({.front = "/t/*",
               .target = "/t/" + random_text(random, 12, "/@:evil.%2fF\\?#80"),
               .mode = PathMode::Apig});
    const Outcome out = f.run();
    if (!out.error.empty()) continue;
    CHECK(out.call.host == "backend.example.com");
    CHECK(out.call.port == 80);
    CHECK(out.target.starts_with("/"));
    CHECK_FALSE(out.target.starts_with("//"));
  }
}
