#include "http/forbidden.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace sluice;

TEST_CASE("http: backends must not have the addresses of hosts, sites and tests") {
  struct Row {
    const char* first;
    const char* last;
    const char* before;
    const char* after;
  };
  // The published sixteen and their IPv6 counterparts; "" where there is no neighbour outside.
  const Row rows[] = {
      {"0.0.0.0", "0.255.255.255", "", "1.0.0.0"},
      {"10.0.0.0", "10.255.255.255", "9.255.255.255", "11.0.0.0"},
      {"100.125.0.0", "100.125.255.255", "100.124.255.255", "100.126.0.0"},
      {"127.0.0.0", "127.255.255.255", "126.255.255.255", "128.0.0.0"},
      {"169.254.0.0", "169.254.255.255", "169.253.255.255", "169.255.0.0"},
      {"172.16.0.0", "172.31.255.255", "172.15.255.255", "172.32.0.0"},
      {"192.0.0.0", "192.0.0.255", "191.255.255.255", "192.0.1.0"},
      {"192.0.2.0", "192.0.2.255", "192.0.1.255", "192.0.3.0"},
      {"192.88.99.0", "192.88.99.255", "192.88.98.255", "192.88.100.0"},
      {"192.168.0.0", "192.168.255.255", "192.167.255.255", "192.169.0.0"},
      {"198.18.0.0", "198.19.255.255", "198.17.255.255", "198.20.0.0"},
      {"198.51.100.0", "198.51.100.255", "198.51.99.255", "198.51.101.0"},
      {"203.0.113.0", "203.0.113.255", "203.0.112.255", "203.0.114.0"},
      {"224.0.0.0", "255.255.255.255", "223.255.255.255", ""},
      {"::", "::1", "", "::2"},
      {"fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fe7f:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
       "fec0::"},
      {"fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
       "fe00::"},
      {"ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", ""},
      {"2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff",
       "2001:db9::"},
      {"::ffff:10.0.0.1", "64:ff9b::10.0.0.1", "::ffff:11.0.0.1", "64:ff9b::11.0.0.1"},
  };
  const auto is_forbidden = [](std::string text) { return http::is_forbidden_backend(*read_address(text)); };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.first));
    CHECK(is_forbidden(row.first));
    CHECK(is_forbidden(row.last));
    if (*row.before != '\0') CHECK_FALSE(is_forbidden(row.before));
    if (*row.after != '\0') CHECK_FALSE(is_forbidden(row.after));
  }
}
