#include <doctest/doctest.h>

#include <string>

#include "sluice/target.hpp"

using namespace sluice;

namespace {
std::string encoded(std::string_view text, http::Encoding encoding) {
  std::string room(3 * text.size(), '\0');
  return std::string(*http::encode(text, encoding, room));
}

std::string all_bytes_kept(http::Encoding encoding) {
  std::string kept;
  for (int c = 0; c < 256; ++c)
    if (const std::string one(1, static_cast<char>(c)); encoded(one, encoding) == one) kept += one;
  return kept;
}
}  // namespace

TEST_CASE("encode: each place keeps exactly its own bytes") {
  const std::string digits = "0123456789";
  const std::string upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const std::string lower = "abcdefghijklmnopqrstuvwxyz";
  CHECK(all_bytes_kept(http::Encoding::Unreserved) == "-." + digits + upper + "_" + lower + "~");
  CHECK(all_bytes_kept(http::Encoding::PathSegment) ==
        "!$&'()*+,-." + digits + ":;=@" + upper + "_" + lower + "~");
  CHECK(all_bytes_kept(http::Encoding::Path) == "!$&'()*+,-./" + digits + ":;=@" + upper + "_" + lower + "~");
  CHECK(all_bytes_kept(http::Encoding::Query) == "!$'()*,-./" + digits + ":;?@" + upper + "_" + lower + "~");
}

TEST_CASE("encode: upper-case digits; text that needs nothing stays where it is") {
  CHECK(encoded("[apig]", http::Encoding::PathSegment) == "%5Bapig%5D");
  CHECK(encoded("a/\xff", http::Encoding::Unreserved) == "a%2F%FF");
  const std::string_view plain = "plain";
  CHECK(http::encode(plain, http::Encoding::Query, {})->data() == plain.data());
  char room[5];
  CHECK(http::encode("a b", http::Encoding::Path, room).has_value());
  CHECK(http::encode("a b", http::Encoding::Path, Room(room, 4)).error() == Reason::ScratchExhausted);
  CHECK(http::encode("a b", http::Encoding::Path, Room(room, 2)).error() == Reason::ScratchExhausted);
}
