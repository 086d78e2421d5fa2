#include <doctest/doctest.h>

#include <string>

#include "sluice/params.hpp"

using namespace sluice;
using params::Spec;
using params::Type;

namespace {

std::string result(const Spec& spec, std::string_view target, std::vector<Header> headers = {},
                   std::vector<Named> captures = {}) {
  const auto compiled = params::compile({&spec, 1});
  char room[512], text[256];
  const auto checked = params::check(*compiled, {.target = target, .headers = headers}, captures, room);
  if (!checked) return std::string(*params::detail(*compiled, checked.error(), text));
  return checked->values[0] ? "=" + std::string(*checked->values[0]) : "absent";
}

}  // namespace

TEST_CASE("params: a required one must be there, another may have a default") {
  CHECK(result({.name = "a", .is_required = true}, "/?b=1") == "Invalid query parameter: a, required");
  CHECK(result({.name = "a", .is_required = true, .default_value = "x"}, "/") ==
        "Invalid query parameter: a, required");
  CHECK(result({.name = "a"}, "/") == "absent");
  CHECK(result({.name = "a", .default_value = "x"}, "/") == "=x");
  CHECK(result({.name = "a", .default_value = "x"}, "/?a=") == "=");
  CHECK(result({.name = "a", .is_required = true}, "/?a") == "=");
}

TEST_CASE("params: values are found in path, query and header, decoded once") {
  CHECK(result({.name = "a"}, "/?%61=1%2B2+3") == "=1+2 3");
  CHECK(result({.name = "a"}, "/?A=1") == "absent");
  CHECK(result({.name = "X-A", .place = Place::Header}, "/", {{"x-a", " v "}}) == "=v");
  CHECK(result({.name = "id", .place = Place::Path}, "/", {}, {{"id", "7"}}) == "=7");
  CHECK(result({.name = "id", .place = Place::Path, .is_required = true}, "/") ==
        "Invalid path parameter: id, required");
}

TEST_CASE("params: the first value of several counts, and all are checked") {
  const Spec number{.name = "a", .type = Type::Number, .is_checked = true};
  CHECK(result(number, "/?a=1&a=2") == "=1");
  CHECK(result(number, "/?a=1&a=x") == "Invalid query parameter: a, not a number");
  const Spec header{.name = "X-N", .place = Place::Header, .type = Type::Number, .is_checked = true};
  CHECK(result(header, "/", {{"X-N", "1"}, {"x-n", "y"}}) == "Invalid header parameter: X-N, not a number");
}

TEST_CASE("params: nothing is checked unless asked for") {
  CHECK(result({.name = "a", .type = Type::Number, .max_number = 1}, "/?a=zzz") == "=zzz");
}

TEST_CASE("params: numbers, their bounds and what is none") {
  const Spec n{.name = "a", .type = Type::Number, .is_checked = true, .min_number = -5, .max_number = 10};
  for (const char* good : {"0", "-5", "10", "007", "9.99", "1e1", "-0", "1.0E+1", "1e-999", "0.0"})
    CHECK(
        result(n, "/?a=" + std::string(good == std::string("1.0E+1") ? "1.0E%2B1" : good)).starts_with("="));
  for (const char* none :
       {"", "x", "1x", "%2B1", ".5", "5.", "1e", "--1", "0x1", "NaN", "inf", "1 ", "1,0", "1_0"})
    CHECK(result(n, "/?a=" + std::string(none)) == "Invalid query parameter: a, not a number");
  for (const char* small : {"-6", "-5.001", "-1e999", "-99999999999999999999999"})
    CHECK(result(n, "/?a=" + std::string(small)) == "Invalid query parameter: a, too small");
  for (const char* large : {"11", "10.01", "1e999", "99999999999999999999999", "1e2"})
    CHECK(result(n, "/?a=" + std::string(large)) == "Invalid query parameter: a, too large");
}

TEST_CASE("params: whole numbers of 64 bits compare exactly") {
  const Spec n{.name = "a", .type = Type::Number, .is_checked = true, .max_number = 9007199254740993};
  CHECK(result(n, "/?a=9007199254740993").starts_with("="));
  CHECK(result(n, "/?a=9007199254740994").ends_with("too large"));
}

TEST_CASE("params: fractions, exponents and numbers of any length compare exactly") {
  const Spec n{.name = "a",
               .type = Type::Number,
               .is_checked = true,
               .min_number = -9007199254740993,
               .max_number = 9007199254740993};
  for (const char* good :
       {"9007199254740993.0", "9007199254740993.000e0", "0.9007199254740993e16", "90071992547409930e-1",
        "-9007199254740993.0", "00000000000000000000000000000001", "0e99999999999999999999",
        "1e-99999999999999999999", "9007199254740992.99999999999999999999999"})
    CHECK(result(n, "/?a=" + std::string(good)).starts_with("="));
  for (const char* large : {"9007199254740993.00000000000000000000000001", "900719925474099.31e1",
                            "9.007199254740994e15", "1e99999999999999999999", "18446744073709551617"})
    CHECK(result(n, "/?a=" + std::string(large)).ends_with("too large"));
  for (const char* small : {"-9007199254740993.1", "-1e30", "-1e99999999999999999999"})
    CHECK(result(n, "/?a=" + std::string(small)).ends_with("too small"));
  const Spec zero{.name = "a", .type = Type::Number, .is_checked = true, .min_number = 0, .max_number = 0};
  for (const char* good : {"0", "-0", "0.000", "0e5", "-0.0e-3"})
    CHECK(result(zero, "/?a=" + std::string(good)).starts_with("="));
  CHECK(result(zero, "/?a=0.0001").ends_with("too large"));
  CHECK(result(zero, "/?a=-0.0001").ends_with("too small"));
  const Spec open{.name = "a", .type = Type::Number, .is_checked = true};
  CHECK(result(open, "/?a=1e999").starts_with("="));
  CHECK(result(open, "/?a=-99999999999999999999999").starts_with("="));
}

TEST_CASE("params: Host is a header field wherever the request keeps it") {
  const Spec spec{.name = "host", .place = Place::Header, .is_required = true};
  const auto compiled = params::compile({&spec, 1});
  char room[128];
  CHECK(params::check(*compiled, {.target = "/", .host = "h.example"}, {}, room)->values[0] == "h.example");
}

TEST_CASE("params: an enumeration lists what is allowed, its items trimmed") {
  const Spec e{.name = "a", .is_checked = true, .enumeration = {"red", " green "}};
  CHECK(result(e, "/?a=green") == "=green");
  CHECK(result(e, "/?a=Green") == "Invalid query parameter: a, not allowed");
  CHECK(result(e, "/?a=") == "Invalid query parameter: a, not allowed");
}

TEST_CASE("params: lengths count code points, bytes where the value is no UTF-8") {
  const Spec s{.name = "a", .is_checked = true, .min_size = 2, .max_size = 3};
  CHECK(result(s, "/?a=%E4%BD%A0%E5%A5%BD") == "=\xE4\xBD\xA0\xE5\xA5\xBD");
  CHECK(result(s, "/?a=%F0%9F%98%80x").starts_with("="));
  CHECK(result(s, "/?a=x") == "Invalid query parameter: a, too short");
  CHECK(result(s, "/?a=abcd") == "Invalid query parameter: a, too long");
  CHECK(result(s, "/?a=%E4%BD%A0%E5").ends_with("too long"));
  CHECK(result(s, "/?a=%ED%A0%80") == "=\xED\xA0\x80");
}

TEST_CASE("params: room too small is an answer") {
  const std::vector<Spec> specs{{.name = "a"}, {.name = "b"}};
  const auto compiled = params::compile(specs);
  for (std::size_t size = 0; size < 48; ++size) {
    std::vector<char> room(size);
    CHECK(params::check(*compiled, {.target = "/?a=%61"}, {}, room).error().reason ==
          Reason::ScratchExhausted);
  }
}

TEST_CASE("params: the first fault in order of declaration decides") {
  const std::vector<Spec> specs{{.name = "b", .is_required = true}, {.name = "a", .is_required = true}};
  const auto compiled = params::compile(specs);
  char room[128];
  CHECK(params::check(*compiled, {.target = "/"}, {}, room).error().index == 0);
}
