#include "sluice/access_log.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

using namespace sluice;
using log::Field;

namespace {

std::string written(const log::Record& record, std::vector<std::string_view> masked = {}) {
  std::vector<char> room(8192);
  return std::string(log::write(record, masked, room).value());
}

std::string field(const std::string& line, Field f) {
  std::vector<char> room(line.size());
  const auto read = log::read(line, room);
  REQUIRE(read.has_value());
  return std::string(read->fields[log::index(f)]);
}

const log::Attempt kAttempts[] = {
    {.address = "10.0.0.1:80"},
    {.address = "10.0.0.2:80", .status = 200, .connect_ms = 1, .header_ms = 20, .response_ms = 1234}};

log::Record full() {
  return {.request_id = "0123456789abcdef0123456789abcdef",
          .api_id = "a1",
          .caller = {.address = "192.0.2.1", .user_id = "u1", .app_id = "app1"},
          .received_at = {.seconds = 1614132000},
          .utc_offset_seconds = 8 * 3600,
          .request = {.method = "GET",
                      .host = "API.example.com:443",
                      .target = "/a b?x=1",
                      .protocol = "HTTP/1.1",
                      .user_agent = "curl/7 (\"x\")",
                      .forwarded_for = "1.2.3.4, 5.6.7.8",
                      .bytes = 321},
          .response = {.status = 200, .bytes = 4567, .milliseconds = 1500},
          .upstream_uri = "/v1/a%20b?x=1",
          .attempts = kAttempts,
          .region_id = "r1"};
}

}  // namespace

TEST_CASE("access log: a full line has the 23 fields in their order and formats") {
  CHECK(written(full()) ==
        "192.0.2.1 0123456789abcdef0123456789abcdef a1 u1 app1 [24/Feb/2021:10:00:00 +0800] 1.500 GET "
        "api.example.com "
        "/a\\x20b?x=1 HTTP/1.1 200 4567 321 \"curl/7 (\\x22x\\x22)\" \"1.2.3.4, 5.6.7.8\" "
        "10.0.0.1:80,10.0.0.2:80 "
        "/v1/a%20b?x=1 -,200 -,0.001 -,0.020 -,1.234 r1\n");
}

TEST_CASE("access log: what is empty is a dash, quoted where quotes belong") {
  CHECK(written({.request_id = "r", .response = {.status = 404}, .upstream_uri = "/never/asked"}) ==
        "- r - - - [02/Jan/1970:00:00:00 +0000] 0.000 - - - - 404 0 0 \"-\" \"-\" - - - - - - -\n");
}

TEST_CASE("access log: time is local, whatever the offset") {
  log::Record r = full();
  r.utc_offset_seconds = -(9 * 3600 + 30 * 60);
  CHECK(field(written(r), Field::TimeLocal) == "23/Feb/2021:16:30:00 -0930");
  r.received_at.seconds = std::numeric_limits<std::int64_t>::max();
  CHECK(written(r).find("9999") != std::string::npos);
}

TEST_CASE("access log: host is lower case without its port") {
  log::Record r = full();
  for (auto [host, expected] :
       std::vector<std::pair<const char*, const char*>>{{"A.B", "a.b"},
                                                        {"[2001:DB8::1]:8080", "[2001:db8::1]"},
                                                        {"[2001:DB8::1]", "[2001:db8::1]"},
                                                        {"a b:x", "a b:x"}}) {
    r.request.host = host;
    CHECK(field(written(r), Field::Host) == expected);
  }
}

TEST_CASE("access log: secrets in queries are masked, in both places") {
  log::Record r = full();
  r.request.target = "/p?apikey=s1&a=1&%61pikey=s2&token=s3&apikey&tokens=4";
  r.upstream_uri = "/q?token=s3";
  const std::string line = written(r, {"token"});
  CHECK(field(line, Field::RouterUri) == "/p?apikey=***&a=1&%61pikey=***&token=***&apikey&tokens=4");
  CHECK(field(line, Field::UpstreamUri) == "/q?token=***");
}

TEST_CASE("access log: reading gives back every value that was written") {
  std::mt19937 random(23);
  for (int i = 0; i < 2000; ++i) {
    const auto text = [&] {
      std::string s(1 + random() % 8, '\0');
      for (char& c : s) c = static_cast<char>(random());
      return s;
    };
    const std::string agent = text(), forwarded = text(), user = text(), method = text(), region = text();
    log::Record r = full();
    r.caller.user_id = user;
    r.request.user_agent = agent;
    r.request.forwarded_for = forwarded;
    r.request.method = method;
    r.region_id = region;
    const std::string line = written(r);
    CHECK(line.find('\n') == line.size() - 1);
    CHECK(field(line, Field::UserAgent) == agent);
    CHECK(field(line, Field::ForwardedFor) == forwarded);
    CHECK(field(line, Field::UserId) == user);
    CHECK(field(line, Field::RequestMethod) == method);
    CHECK(field(line, Field::RegionId) == region);
  }
}

TEST_CASE("access log: X-Forwarded-For of several fields is told whole, in their order") {
  const Header fields[] = {{"X-Forwarded-For", "1.2.3.4, 5.6.7.8"},
                           {"Via", "9.9.9.9"},
                           {"x-forwarded-for", " 10.0.0.1 "},
                           {"X-FORWARDED-FOR", "a\"b"}};
  log::Record r = full();
  r.request.fields = fields;
  CHECK(field(written(r), Field::ForwardedFor) == "1.2.3.4, 5.6.7.8, 10.0.0.1, a\"b");
  r.request.fields = Headers(fields).first(2);
  r.request.forwarded_for = "1.2.3.4, 5.6.7.8";
  CHECK(field(written(r), Field::ForwardedFor) == "1.2.3.4, 5.6.7.8");
  r.request.forwarded_for = {};
  r.request.fields = {};
  CHECK(field(written(r), Field::ForwardedFor) == "-");
}

TEST_CASE("access log: a line that is none says why") {
  const std::string good = written(full());
  const auto fault = [](std::string line) {
    char room[1024];
    const auto read = log::read(line, room);
    REQUIRE_FALSE(read.has_value());
    return read.error();
  };
  CHECK(fault("") == log::Fault::FieldCount);
  CHECK(fault(good + good) == log::Fault::Byte);
  CHECK(fault(good.substr(0, good.size() - 4)) == log::Fault::FieldCount);
  CHECK(fault(good.substr(0, good.size() - 1) + " x") == log::Fault::FieldCount);
  CHECK(fault("a  " + good) == log::Fault::FieldCount);
  CHECK(fault("a " + good) == log::Fault::Quote);
  CHECK(fault("a\\x2 " + good) == log::Fault::Escape);
  CHECK(fault("a\\x41 " + good) == log::Fault::Escape);
  CHECK(fault("a\\xe9 " + good) == log::Fault::Escape);
  CHECK(fault("a\t " + good) == log::Fault::Byte);
}

TEST_CASE("access log: names are those published") {
  CHECK(log::name(Field::RemoteAddr) == "remote_addr");
  CHECK(log::name(Field::ForwardedFor) == "http_x_forwarded_for");
  CHECK(log::name(Field::RegionId) == "region_id");
}

TEST_CASE("access log: room too small gives nothing") {
  const std::string good = written(full());
  std::vector<char> room(good.size() - 1);
  CHECK_FALSE(log::write(full(), {}, room).has_value());
}
