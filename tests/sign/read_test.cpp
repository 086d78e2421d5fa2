// Authorization and X-Sdk-Date, row by row of their corpora.
#include <doctest/doctest.h>

#include "corpus.hpp"
#include "sluice/date.hpp"
#include "sluice/error.hpp"
#include "sluice/sign.hpp"

using namespace sluice;

namespace {

std::int64_t number(const std::string& text) { return std::stoll(text); }

}  // namespace

TEST_CASE("date: every row of the corpus") {
  const auto rows = corpus::rows("corpora/dates.tsv");
  REQUIRE(rows.size() == 80);
  for (const auto& row : rows) {
    CAPTURE(row[0]);
    CAPTURE(row[4]);
    const auto seconds = date::read(row[0]);
    const bool is_good = seconds && date::is_within(*seconds, number(row[1]), 900);
    CHECK(is_good == (row[2] != "reject"));
    if (is_good) CHECK(*seconds == number(row[2]));
    if (seconds) CHECK(date::write(*seconds).view() == row[0]);
  }
}

TEST_CASE("date: what cannot be written is the nearest that can") {
  CHECK(date::write(-1).view() == "19700101T000000Z");
  CHECK(date::write(INT64_MIN).view() == "19700101T000000Z");
  CHECK(date::write(INT64_MAX).view() == "99991231T235959Z");
}

TEST_CASE("date: every day from 1970 to 9999 is read as it was written, and one day after the other") {
  for (std::int64_t day = 0; day < 2932897; day += 1) {
    const auto text = date::write(day * 86400 + 86399);
    const auto seconds = date::read(text.view());
    REQUIRE_MESSAGE((seconds && *seconds == day * 86400 + 86399), text.view());
  }
}

TEST_CASE("authorization: every row of the corpus") {
  const auto rows = corpus::rows("corpora/authorization.tsv");
  REQUIRE(rows.size() == 99);
  for (const auto& row : rows) {
    CAPTURE(row[0]);
    CAPTURE(row[6]);
    auto claim = sign::read_authorization(row[0]);
    // Rule A8 belongs to the date.
    if (claim && (";" + std::string(claim->signed_headers) + ";").find(";x-sdk-date;") == std::string::npos) {
      const Header headers[] = {{"Authorization", row[0]}, {"X-Sdk-Date", "20210224T100000Z"}};
      CHECK(sign::read({.method = "GET", .target = "/", .headers = headers}).error() ==
            Reason::DateNotSigned);
      claim.reset();
    }
    CHECK(claim.has_value() == (row[1] != "reject"));
    if (!claim) continue;
    CHECK(claim->access == row[1]);
    CHECK(claim->signed_headers == row[2]);
    std::string lower(claim->signature);
    for (char& c : lower) c = static_cast<char>(std::tolower(c));
    CHECK(lower == row[3]);
    const bool host = (";" + std::string(claim->signed_headers) + ";").find(";host;") != std::string::npos;
    CHECK(host == (row[4] == "yes"));
  }
}

TEST_CASE("authorization: V11 is read only where it is accepted") {
  const std::string tail = ", SignedHeaders=host;x-sdk-date, Signature=" + std::string(64, 'a');
  const auto read = [&](const std::string& credential, bool accept) {
    const std::string value = "V11-HMAC-SHA256 Credential=" + credential + tail;
    const Header headers[] = {{"Authorization", value}, {"X-Sdk-Date", "20210224T100000Z"}};
    const auto claim =
        sign::read({.method = "GET", .target = "/", .headers = headers}, {.accept_v11 = accept});
    return claim ? Reason::None : claim.error();
  };
  CHECK(read("ak/20210224/eu-1/svc", true) == Reason::None);
  CHECK(read("ak/20210224/eu-1/svc", false) == Reason::AuthorizationIllegal);
  for (const char* bad :
       {"ak", "ak/", "ak/20210224", "ak/20210224/eu-1", "ak/20210224/eu-1/", "ak/20210224//svc",
        "ak/20210223/eu-1/svc", "ak/2021022x/eu-1/svc", "ak/20210224/eu-1/svc/x", "/20210224/eu/s"})
    CHECK_MESSAGE(read(bad, true) == Reason::AuthorizationIllegal, bad);
}
