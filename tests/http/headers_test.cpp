#include "http/headers.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "guard.hpp"

using namespace sluice;

TEST_CASE("headers: found by name in any case, the first of several") {
  const Header list[] = {{"Host", "a"}, {"X-Stage", " BETA\t"}, {"x-stage", "RELEASE"}, {"", "b"}};
  CHECK(http::find(list, "host")->value == "a");
  CHECK(http::find(list, "X-STAGE")->value == " BETA\t");
  CHECK(http::value_of(list, "x-stage") == "BETA");
  CHECK(http::count(list, "x-stage") == 2);
  CHECK(http::find(list, "x_stage") == nullptr);
  CHECK(http::find(list, "stage") == nullptr);
  CHECK(http::find({}, "a") == nullptr);
}

TEST_CASE("headers: names are tokens, values hold no control byte but the tab") {
  CHECK(http::is_token("!#$%&'*+-.^_`|~09azAZ"));
  for (const char* bad : {"", "a b", "a:", "a(b", "\x80"}) CHECK_FALSE(http::is_token(bad));
  for (std::size_t size : {1u, 15u, 16u, 17u, 33u}) {
    for (std::size_t at = 0; at < size; ++at) {
      for (int byte = 0; byte < 256; ++byte) {
        std::string value(size, 'v');
        value[at] = static_cast<char>(byte);
        const bool is_legal = (byte >= 0x20 && byte != 0x7f) || byte == '\t';
        if (http::is_field_value(guard::Text(value).view()) != is_legal) CHECK(byte == at);
      }
    }
  }
  CHECK(http::is_field_value(""));
}

TEST_CASE("headers: exactly the bound passes, one more does not") {
  const Limits limits{.header_bytes = 10, .headers_bytes = 24, .header_count = 3};
  const auto checked = [&](std::vector<Header> list) { return http::check(list, limits); };
  CHECK(checked({{"abc", "12345"}}) == Reason::None);
  CHECK(checked({{"abc", "123456"}}) == Reason::HeaderTooLarge);
  CHECK(checked({{"abc", "12345"}, {"abc", "12345"}}) == Reason::None);
  CHECK(checked({{"abc", "12345"}, {"abc", "12345"}, {"a", ""}}) == Reason::HeadersTooLarge);
  CHECK(checked({{"a", ""}, {"a", ""}, {"a", ""}, {"a", ""}}) == Reason::HeadersTooMany);
  CHECK(checked({{"a", "\n"}}) == Reason::HeaderIllegal);
  CHECK(checked({{"", ""}}) == Reason::HeaderIllegal);
  CHECK(checked({{"a ", "\n"}, {"abc", "123456"}}) == Reason::HeaderTooLarge);
}
