#include "sluice/endpoint.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace sluice;

namespace {

const std::vector<Named> kVariables{
    {"address", "203.0.114.7"}, {"path", "/v1/x"}, {"abc", "#path#"}, {"Abc", "upper"}};

std::string expanded(std::string_view text) {
  const auto out = backend::expand(text, kVariables);
  if (out) return *out;
  const bool is_undefined = out.error().kind == backend::VariableFault::Kind::Undefined;
  return (is_undefined ? "undefined " : "illegal ") + std::string(text.substr(out.error().at));
}

}  // namespace

TEST_CASE("variables: every #name# is replaced, once") {
  CHECK(expanded("plain") == "plain");
  CHECK(expanded("#address#:8080") == "203.0.114.7:8080");
  CHECK(expanded("#path##address#/#Abc#") == "/v1/x203.0.114.7/upper");
  CHECK(expanded("#abc#") == "#path#");
}

TEST_CASE("variables: what is no variable is illegal, what is not defined says so") {
  CHECK(expanded("a#") == "illegal #");
  CHECK(expanded("##") == "illegal ##");
  CHECK(expanded("#1a#") == "illegal #1a#");
  CHECK(expanded("x#a b#") == "illegal #a b#");
  CHECK(expanded("x#ADDRESS#y") == "undefined #ADDRESS#y");
}

TEST_CASE(
    "endpoint: host and port, the port of the scheme, and nothing that other readers take for an address") {
  const auto e = backend::read_endpoint("API.Example.com:8080", Scheme::Http);
  CHECK(e->host == "api.example.com");
  CHECK(e->port == 8080);
  CHECK_FALSE(e->address);
  CHECK(backend::read_endpoint("a.example", Scheme::Https)->port == 443);
  CHECK(backend::read_endpoint("203.0.114.7", Scheme::Http)->address == read_address("203.0.114.7"));
  CHECK(backend::read_endpoint("[2001:DB8::1]:81", Scheme::Http)->host == "2001:db8::1");
  for (const char* bad :
       {"", ":80", "a.example:0", "a.example:65536", "a.example:x", "http://a.example", "0177.0.0.1",
        "0x7f000001", "127.1", "2130706433", "a b", "a/b", "u@a.example", "2001:db8::1"})
    CHECK_FALSE(backend::read_endpoint(bad, Scheme::Http).has_value());
}

TEST_CASE("address check: the sixteen ranges, their edges, and IPv6 kin (IP11)") {
  const auto forbidden = [](const char* text) { return backend::is_forbidden(*read_address(text)); };
  for (const char* text : {"0.0.0.0",
                           "10.255.255.255",
                           "100.125.0.1",
                           "127.0.0.1",
                           "169.254.169.254",
                           "172.31.255.255",
                           "192.0.0.1",
                           "192.0.2.1",
                           "192.88.99.1",
                           "192.168.1.1",
                           "198.19.255.255",
                           "198.51.100.1",
                           "203.0.113.1",
                           "239.0.0.1",
                           "255.255.255.255",
                           "::",
                           "::1",
                           "fe80::1",
                           "fd00::1",
                           "ff02::1",
                           "2001:db8::1",
                           "::ffff:10.0.0.1",
                           "64:ff9b::10.0.0.1"})
    CHECK(forbidden(text));
  for (const char* text :
       {"1.1.1.1", "11.0.0.0", "100.124.255.255", "100.126.0.0", "100.64.0.1", "172.32.0.0", "198.17.255.255",
        "223.255.255.255", "2606:4700::1", "64:ff9b::1.1.1.1", "::2"})
    CHECK_FALSE(forbidden(text));
}

TEST_CASE("address check: of resolved addresses the first allowed one is connected to (IP11)") {
  const std::vector<Address> mixed{*read_address("10.0.0.1"), *read_address("1.1.1.1"),
                                   *read_address("8.8.8.8")};
  CHECK(*backend::choose_address(mixed) == *read_address("1.1.1.1"));
  CHECK(backend::choose_address({mixed.data(), 1}).error() == Reason::BackendAddressForbidden);
  CHECK(backend::choose_address({}).error() == Reason::BackendNameUnresolved);
}
