#include <doctest/doctest.h>

#include <set>
#include <string>

#include "corpus.hpp"
#include "sluice/error.hpp"

using namespace sluice;

namespace {
std::vector<corpus::Row> published() {
  std::vector<corpus::Row> all;
  for (const std::string& line : corpus::lines("../lib/error/errors.tsv")) all.push_back(corpus::cells(line));
  all.erase(all.begin());
  return all;
}
}  // namespace

TEST_CASE("error: every row of the table reads as published, in its order") {
  const auto expected = published();
  REQUIRE(expected.size() == 227);
  REQUIRE(error::rows().size() == 227);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const error::Entry& e = error::rows()[i];
    CAPTURE(expected[i][1]);
    CHECK((e.table == error::Table::Call ? "call" : "manage") == expected[i][0]);
    CHECK(e.code == expected[i][1]);
    CHECK(std::to_string(e.status) == expected[i][2]);
    CHECK(e.message == expected[i][3]);
    CHECK(e.meaning == expected[i][4]);
    CHECK(e.remedy == expected[i][5]);
    CHECK(&error::row(e.row) == &e);
  }
}

TEST_CASE("error: a code gives all of its rows, with or without its prefix") {
  CHECK(error::with_code("APIG.0201").size() == 7);
  CHECK(error::with_code("0101").size() == 2);
  CHECK(error::with_code("APIG.1009").size() == 2);
  CHECK(error::with_code("APIG.0308").front().row == error::Row::ThrottlingThreshold);
  for (const char* unknown : {"", "APIG.", "APIG.0107", "APIG.02011", "201", "x"})
    CHECK(error::with_code(unknown).empty());
}

TEST_CASE("error: every reason has a call row and a name of its own") {
  CHECK(error::row(error::row(Reason::MethodUnknown)).message == "The API does not exist.");
  CHECK(error::row(error::row(Reason::HostUnknown)).message ==
        "The API does not exist or has not been published in the environment.");
  CHECK(error::row(Reason::AppFrozen) == error::Row::AppFrozen);
  CHECK(error::row(error::row(Reason::AppFrozen)).status == 405);
  CHECK(error::text(Reason::SignatureWrong) == "signature_wrong");
  std::set<std::string_view> names;
  for (int n = 1; n < 1000; ++n) {
    const auto reason = static_cast<Reason>(n);
    if (error::text(reason) == "none") continue;
    CHECK(names.insert(error::text(reason)).second);
    CHECK(error::row(error::row(reason)).table == error::Table::Call);
  }
  CHECK(names.size() > 90);
}
