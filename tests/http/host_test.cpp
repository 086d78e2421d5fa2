#include <doctest/doctest.h>

#include <random>
#include <string>

#include "corpus.hpp"
#include "guard.hpp"
#include "sluice/target.hpp"

using namespace sluice;

namespace {

const char* word(http::HostKind kind) {
  return kind == http::HostKind::Name ? "name" : kind == http::HostKind::Ipv4 ? "ipv4" : "ipv6";
}

}  // namespace

TEST_CASE("host: every row of the corpus, at the end of memory (HO4 to HO7)") {
  for (const corpus::Row& row : corpus::rows("corpora/hosts.tsv")) {
    CAPTURE(row[0]);
    const guard::Text text(row[0]);
    char room[http::kHostRoom];
    const auto host = http::read_host(text.view(), room);
    CHECK((host ? word(host->kind) : "reject") == row[1]);
    if (!host || row[1] == "reject") continue;
    CHECK(host->name == row[2]);
    CHECK((host->port ? std::to_string(*host->port) : "-") == row[3]);
    CHECK(host->address.has_value() == (row[1] != "name"));
  }
}

TEST_CASE("host: a canonical name reads as itself, in place and without room") {
  for (const corpus::Row& row : corpus::rows("corpora/hosts.tsv")) {
    if (row[1] == "reject") continue;
    CAPTURE(row[2]);
    const auto host = http::read_host(row[2], {});
    REQUIRE(host.has_value());
    CHECK(host->name == row[2]);
    CHECK(host->name.data() == row[2].data());
  }
  const std::string_view with_dot = "example.com.:80";
  CHECK(http::read_host(with_dot, {})->name.data() == with_dot.data());
}

TEST_CASE("host: an empty value is a missing host; too little room is said") {
  CHECK(http::read_host("", {}).error() == Reason::HostMissing);
  CHECK(http::read_host(" \t", {}).error() == Reason::HostMissing);
  char room[10];
  CHECK(http::read_host("EXAMPLE.com", room).error() == Reason::ScratchExhausted);
  CHECK(http::read_host("[2001:DB8::1]", room).error() == Reason::ScratchExhausted);
}

// Behind an empty port the long way is taken, so each name is read in both.
TEST_CASE("host: a name alone is read as the same name with an empty port is") {
  constexpr unsigned seed = 64;
  CAPTURE(seed);
  std::mt19937 random(seed);
  constexpr std::string_view bytes = "abcxyz0129__aaaa----....A@";
  std::size_t legal = 0;
  for (int round = 0; round < 200'000; ++round) {
    std::string name(1 + random() % 70, 'a');
    const std::size_t changes = random() % 8;
    for (std::size_t i = 0; i < changes; ++i) name[random() % name.size()] = bytes[random() % bytes.size()];
    CAPTURE(name);
    char rooms[2][http::kHostRoom];
    const guard::Text text(name);
    const std::string with_port = name + ":";
    const auto alone = http::read_host(text.view(), rooms[0]);
    const auto slow = http::read_host(with_port, rooms[1]);
    REQUIRE(alone.has_value() == slow.has_value());
    if (!alone) continue;
    ++legal;
    REQUIRE(alone->name == slow->name);
    REQUIRE(alone->kind == slow->kind);
    REQUIRE(alone->address == slow->address);
  }
  CHECK(legal > 50'000);
}
