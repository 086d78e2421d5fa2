#include <doctest/doctest.h>

#include <random>
#include <string>

#include "corpus.hpp"
#include "guard.hpp"
#include "sluice/target.hpp"

using namespace sluice;

namespace {

/// The reading in a word: the path, or "reject".
std::string read(std::string_view raw, PathMode mode) {
  std::string room(raw.size(), '\0');
  const auto path = http::read_path(raw, mode, room);
  return path ? std::string(*path) : "reject";
}

Reason fault(std::string_view raw, PathMode mode) {
  std::string room(raw.size(), '\0');
  const auto path = http::read_path(raw, mode, room);
  return path ? Reason::None : path.error();
}

/// As the gateway forwards a matched path.
std::string encoded(std::string_view path) {
  std::string room(3 * path.size(), '\0');
  return std::string(*http::encode(path, http::Encoding::Path, room));
}

}  // namespace

TEST_CASE("path: every row of the corpus, at the end of memory, in both modes (PA1 to PA11)") {
  for (const corpus::Row& row : corpus::rows("corpora/paths.tsv")) {
    CAPTURE(row[0]);
    const guard::Text raw(row[0]);
    CHECK(read(raw.view(), PathMode::Strict) == row[1]);
    const std::string apig = read(raw.view(), PathMode::Apig);
    if (row[2] != "open") CHECK(apig == row[2]);
    if (row[1] != "reject") CHECK(apig == row[1]);
  }
}

TEST_CASE("path: what is forwarded reads as what was matched (PA15)") {
  for (const corpus::Row& row : corpus::rows("corpora/paths.tsv")) {
    for (PathMode mode : {PathMode::Strict, PathMode::Apig}) {
      const std::string matched = read(row[0], mode);
      if (matched == "reject" || (mode == PathMode::Apig && row[2] == "open")) continue;
      CAPTURE(row[0]);
      CHECK(read(encoded(matched), PathMode::Apig) == matched);
      if (mode == PathMode::Strict) CHECK(read(encoded(matched), PathMode::Strict) == matched);
    }
    const std::string raw = read(row[0], PathMode::Raw);
    if (raw != "reject") CHECK(read(raw, PathMode::Raw) == raw);
  }
}

TEST_CASE("path: raw mode keeps escapes, but no dot segment survives in any spelling (PA1)") {
  const struct {
    const char* raw;
    const char* expected;
  } rows[] = {
      {"/aa%2Faa", "/aa%2Faa"},
      {"/a%20b", "/a%20b"},
      {"/a/%2e%2e/b", "/b"},
      {"/a/.%2E/b", "/b"},
      {"/a/%2e/b", "/a/b"},
      {"/%2e%2e/a", "/a"},
      {"/a/..", "/"},
      {"/a/b/%2e", "/a/b/"},
      {"/a/%2e%2e%2e", "/a/%2e%2e%2e"},
      {"/a/..%2fadmin", "/a/..%2fadmin"},
      {"/a//b", "/a//b"},
      {"/%61", "/%61"},
      {"/a%252e", "/a%252e"},
      {"/a%00", "reject"},
      {"/a%zz", "reject"},
      {"/a%4", "reject"},
      {"/a b", "reject"},
      {"/a\x01", "reject"},
      {"/a#", "reject"},
      {"a", "reject"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.raw);
    CHECK(read(row.raw, PathMode::Raw) == row.expected);
  }
}

TEST_CASE("path: a refusal names its rule") {
  const struct {
    const char* raw;
    Reason expected;
  } rows[] = {
      {"", Reason::PathNotAbsolute},         {"a", Reason::PathNotAbsolute},
      {"/a\\b", Reason::PathIllegalByte},    {"/%4", Reason::PathBadEscape},
      {"/%0a", Reason::PathControl},         {"/a%2Fb", Reason::PathEncodedSlash},
      {"/%255c", Reason::PathDoubleEncoded}, {"/%c0%ae", Reason::PathBadUtf8},
      {"/a/../..", Reason::PathClimbs},      {"/a/..;/b", Reason::PathDotParameter},
      {"/a//b", Reason::PathEmptySegment},
  };
  for (const auto& row : rows) {
    CAPTURE(row.raw);
    CHECK(fault(row.raw, PathMode::Strict) == row.expected);
  }
}

TEST_CASE("path: an ordinary path is answered in place and needs no room") {
  std::string path = "/v1/orders/0123456789-abc_DEF.json";
  for (int i = 0; i < 100; ++i, path += i % 7 == 0 ? "/x" : "y") {
    for (PathMode mode : {PathMode::Strict, PathMode::Apig, PathMode::Raw}) {
      const auto read = http::read_path(path, mode, {});
      REQUIRE(read.has_value());
      CHECK(read->data() == path.data());
      CHECK(read->size() == path.size());
    }
  }
}

TEST_CASE("path: a dotted name changes nothing and is answered in place; missing room is said") {
  const std::string_view raw = "/.well-known/x";
  char room[32];
  CHECK(http::read_path(raw, PathMode::Strict, room)->data() == raw.data());
  CHECK(http::read_path(raw, PathMode::Strict, Room(room, raw.size() - 1)).error() ==
        Reason::ScratchExhausted);
}

TEST_CASE("path: the quick way and the long way agree on every byte at every place") {
  // A dot segment in front forces the long way without changing the answer.
  for (std::size_t size : {1u, 2u, 15u, 16u, 17u, 18u, 31u, 33u, 40u, 64u}) {
    for (std::size_t at = 1; at <= size; ++at) {
      for (int byte = 0; byte < 256; ++byte) {
        std::string path = "/" + std::string(size, 'a');
        path[at] = static_cast<char>(byte);
        const guard::Text guarded(path);
        if (read(guarded.view(), PathMode::Strict) != read("/." + path, PathMode::Strict)) {
          CAPTURE(path);
          CHECK(read(path, PathMode::Strict) == read("/." + path, PathMode::Strict));
        }
      }
    }
  }
}

TEST_CASE("path: a slow reader by segments agrees on random paths in apig mode") {
  const auto slow = [](const std::string& raw) -> std::string {
    std::string text;
    for (std::size_t i = 0; i < raw.size(); ++i) {
      if (raw[i] != '%') {
        text += raw[i];
        continue;
      }
      if (i + 2 >= raw.size() || !std::isxdigit(static_cast<unsigned char>(raw[i + 1])) ||
          !std::isxdigit(static_cast<unsigned char>(raw[i + 2])))
        return "reject";
      text += static_cast<char>(std::stoi(raw.substr(i + 1, 2), nullptr, 16));
      i += 2;
    }
    std::vector<std::string> kept;
    std::size_t at = 1;
    for (bool more = true; more;) {
      const std::size_t end = text.find('/', at);
      more = end != std::string::npos;
      const std::string segment = text.substr(at, more ? end - at : end);
      at = end + 1;
      if (segment == "..") {
        if (!kept.empty()) kept.pop_back();
      } else if (segment != ".") {
        kept.push_back(segment);
      }
      if (!more && (segment == "." || segment == "..")) kept.push_back("");
    }
    std::string path;
    for (const std::string& segment : kept) path += "/" + segment;
    return path;
  };
  constexpr unsigned seed = 20240607;
  CAPTURE(seed);
  std::mt19937 random(seed);
  const char* parts[] = {"/", "/", ".", ".", "a", "b", "%2e", "%2F", "%41", "%", "%e4", ";", "+"};
  for (int round = 0; round < 50000; ++round) {
    std::string raw = "/";
    for (unsigned n = random() % 24; n > 0; --n) raw += parts[random() % std::size(parts)];
    if (read(raw, PathMode::Apig) != slow(raw)) {
      CAPTURE(raw);
      CHECK(read(raw, PathMode::Apig) == slow(raw));
    }
  }
}

TEST_CASE("path: time grows with length only, whatever the segments are") {
  const auto steps = [](const std::string& piece) {
    std::string raw;
    while (raw.size() + piece.size() <= 32768) raw += piece;
    return read(raw, PathMode::Apig).size();
  };
  CHECK(steps("/a/..") == 1);
  CHECK(steps("/../") >= 1);
  CHECK(steps("/./a") > 8000);
  CHECK(steps("/") == 32768);
}
