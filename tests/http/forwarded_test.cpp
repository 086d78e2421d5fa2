#include "sluice/forwarded.hpp"

#include <doctest/doctest.h>

#include <list>
#include <string>
#include <vector>

#include "corpus.hpp"
#include "guard.hpp"

using namespace sluice;

namespace {

std::string text_of(const std::optional<Address>& address) {
  char room[kAddressRoom];
  return address ? std::string(write_address(*address, room)) : "unknown";
}

/// The values of the column `fields`.
std::vector<std::string> split(const std::string& fields) {
  std::vector<std::string> values;
  for (std::size_t at = 0; fields != "-" && at != std::string::npos;) {
    const std::size_t end = fields.find(" | ", at);
    values.push_back(fields.substr(at, end == std::string::npos ? end : end - at));
    at = end == std::string::npos ? end : end + 3;
  }
  return values;
}

std::string client(const char* peer, std::vector<Header> headers, const http::ClientRule& rule) {
  return text_of(http::client_address(read_address(peer), headers, rule));
}

AddressSet set_of(std::vector<const char*> entries) {
  std::vector<Range> ranges;
  for (const char* entry : entries) ranges.push_back(*read_range(entry));
  return std::move(*AddressSet::compile(ranges));
}

}  // namespace

TEST_CASE("client: every row of the corpus, at the end of memory, among other fields (IP4)") {
  for (const corpus::Row& row : corpus::rows("corpora/xff.tsv")) {
    CAPTURE(row[1]);
    CAPTURE(row[2]);
    std::list<guard::Text> values;
    std::vector<Header> headers{{"X-Forwarded-Host", "9.9.9.9"}};
    for (const std::string& value : split(row[1])) {
      headers.push_back({"x-FORWARDED-for", values.emplace_back(value).view()});
      headers.push_back({"Forwarded", "for=9.9.9.9"});
    }
    http::ClientRule rule;
    if (row[2] != "off") rule = {http::ClientSource::Index, std::stoll(row[2])};
    CHECK(text_of(http::client_address(read_address(row[0]), headers, rule)) == row[3]);
  }
}

TEST_CASE("client: an element is found by index from both ends of a long list in several fields (IP5, IP6)") {
  std::string field;
  std::vector<Header> headers;
  for (int i = 0; i < 2500; ++i)
    field +=
        (i == 0 ? "" : ", ") + std::string("10.0.") + std::to_string(i / 250) + "." + std::to_string(i % 250);
  for (int i = 0; i < 4; ++i) headers.push_back({"X-Forwarded-For", field});
  const auto at = [&](std::int64_t index) {
    return client("1.1.1.1", headers, {http::ClientSource::Index, index});
  };
  for (std::int64_t i : {0, 1, 249, 2499, 2500, 7501, 9999}) {
    const std::int64_t j = i % 2500;
    const std::string expected = "10.0." + std::to_string(j / 250) + "." + std::to_string(j % 250);
    CHECK(at(i) == expected);
    CHECK(at(i - 10000) == expected);
  }
  for (std::int64_t i : {std::int64_t{10000}, std::int64_t{-10001}, INT64_MAX, INT64_MIN})
    CHECK(at(i) == "unknown");
}

TEST_CASE("client: X-Forwarded-For says nothing unless it is asked for (IP3)") {
  const std::vector<Header> fields = {{"X-Forwarded-For", "1.1.1.1"},
                                      {"X-Forwarded-For", "2.2.2.2, 3.3.3.3"}};
  CHECK(client("198.51.100.1", fields, {}) == "198.51.100.1");
  CHECK(client("nonsense", fields, {}) == "unknown");
}

TEST_CASE("client: behind trusted proxies the first foreign address from the right") {
  const AddressSet proxies = set_of({"10.0.0.0/8", "2001:db8::/32"});
  const http::ClientRule rule{http::ClientSource::TrustedProxies, -1, &proxies};
  const struct {
    const char* peer;
    std::vector<const char*> fields;
    const char* expected;
  } rows[] = {
      {"198.51.100.1", {"1.1.1.1"}, "198.51.100.1"},  // a stranger's header says nothing
      {"10.0.0.1", {"1.1.1.1"}, "1.1.1.1"},
      {"::ffff:10.0.0.1", {"1.1.1.1"}, "1.1.1.1"},
      {"10.0.0.1", {"9.9.9.9, 1.1.1.1, 10.0.0.2"}, "1.1.1.1"},
      {"10.0.0.1", {"9.9.9.9", "1.1.1.1", "10.0.0.2,2001:db8::5"}, "1.1.1.1"},
      {"10.0.0.1", {"1.1.1.1, unknown, 10.0.0.2"}, "unknown"},
      {"10.0.0.1", {"1.1.1.1,,10.0.0.2"}, "unknown"},
      {"10.0.0.1", {"10.0.0.3, 10.0.0.2"}, "unknown"},
      {"10.0.0.1", {}, "unknown"},
      {"nonsense", {"1.1.1.1"}, "unknown"},
  };
  for (const auto& row : rows) {
    std::vector<Header> headers;
    for (const char* field : row.fields) headers.push_back({"X-Forwarded-For", field});
    CHECK(client(row.peer, headers, rule) == row.expected);
  }
  CHECK(client("10.0.0.1", {{"X-Forwarded-For", "1.1.1.1"}}, {http::ClientSource::TrustedProxies}) ==
        "10.0.0.1");
}
