#include "sluice/pattern.hpp"

#include <doctest/doctest.h>

using namespace sluice;
using route::Mode;
using route::PatternFault;

namespace {
PatternFault fault_of(std::string_view text, Mode mode = Mode::Normal) {
  const auto pattern = route::read_pattern(text, mode);
  return pattern ? PatternFault{} : pattern.error().kind;
}
}  // namespace

TEST_CASE("pattern: what may stand in a path") {
  for (const char* legal :
       {"/", "/a", "/a/", "/a/b.c/d-e_f", "/*", "/a+b/*x", "/~!$&'()*+,;=:@", "/{id}", "/{id}/",
        "/a/{b}/{c-d.e_f}", "/{rest+}", "/a/{rest+}", "/%41", "/%7Bx%7D", "/a%20b", "/a/{p}/b/{q}/", "/..."})
    CHECK_MESSAGE(fault_of(legal) == PatternFault{}, legal);
}

TEST_CASE("pattern: each fault has its kind and its place") {
  struct Row {
    std::string text;
    PatternFault kind;
    std::size_t offset;
  };
  const Row rows[] = {
      {"", PatternFault::NotAbsolute, 0},
      {"a/b", PatternFault::NotAbsolute, 0},
      {"/" + std::string(512, 'a'), PatternFault::TooLong, 512},
      {"/a b", PatternFault::IllegalByte, 2},
      {"/a?b", PatternFault::IllegalByte, 2},
      {"/a#b", PatternFault::IllegalByte, 2},
      {"/a\\b", PatternFault::IllegalByte, 2},
      {"/\xc3\xa4", PatternFault::IllegalByte, 1},
      {"/a%", PatternFault::BadEscape, 2},
      {"/a%4", PatternFault::BadEscape, 2},
      {"/a%4/1", PatternFault::BadEscape, 2},
      {"/a%2Fb", PatternFault::ForbiddenEscape, 2},
      {"/a%5cb", PatternFault::ForbiddenEscape, 2},
      {"/a%00", PatternFault::ForbiddenEscape, 2},
      {"/a/./b", PatternFault::DotSegment, 3},
      {"/a/%2e%2E", PatternFault::DotSegment, 3},
      {"//", PatternFault::EmptySegment, 1},
      {"/a//b", PatternFault::EmptySegment, 3},
      {"/abc{id}", PatternFault::PartialVariable, 4},
      {"/{id}x", PatternFault::PartialVariable, 1},
      {"/{a}{b}", PatternFault::PartialVariable, 2},
      {"/}", PatternFault::PartialVariable, 1},
      {"/{}", PatternFault::NameIllegal, 2},
      {"/{+}", PatternFault::NameIllegal, 2},
      {"/{1a}", PatternFault::NameIllegal, 2},
      {"/{a b}", PatternFault::NameIllegal, 2},
      {"/{" + std::string(33, 'a') + "}", PatternFault::NameIllegal, 2},
      {"/{X-Stage}", PatternFault::NameReserved, 2},
      {"/{x-sdk-date}", PatternFault::NameReserved, 2},
      {"/{a}/b/{a}", PatternFault::NameRepeated, 8},
      {"/{a}/{a+}", PatternFault::NameRepeated, 6},
      {"/{a+}/b", PatternFault::TailNotLast, 5},
      {"/{a+}/", PatternFault::TailNotLast, 5},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto pattern = route::read_pattern(row.text, Mode::Normal);
    REQUIRE_FALSE(pattern);
    CHECK(pattern.error().kind == row.kind);
    CHECK(pattern.error().offset == row.offset);
    CHECK_FALSE(route::text(row.kind).empty());
  }
  CHECK(fault_of("/a/{rest+}", Mode::Prefix) == PatternFault::TailInPrefix);
  CHECK(fault_of("/a/{rest}", Mode::Prefix) == PatternFault{});
}

TEST_CASE("pattern: 512 bytes are legal, and a repeated or reserved variable has a row of its own") {
  CHECK(fault_of("/" + std::string(511, 'a')) == PatternFault{});
  CHECK(route::row(PatternFault::NameRepeated) == error::Row::RequestPathParametersDiffer);
  CHECK(route::row(PatternFault::NameReserved) == error::Row::ForbiddenParameterValue);
  CHECK(route::row(PatternFault::EmptySegment) == error::Row::InvalidParameterValue);
}

TEST_CASE("pattern: literals are decoded once, variables keep their names") {
  const auto pattern = route::read_pattern("/a%62/{id}/%7Bx%7D/%2541/{rest+}", Mode::Normal);
  REQUIRE(pattern);
  REQUIRE(pattern->segments.size() == 5);
  CHECK(pattern->segments[0].text == "ab");
  CHECK(pattern->segments[1].kind == route::SegmentKind::Parameter);
  CHECK(pattern->segments[1].text == "id");
  CHECK(pattern->segments[2].text == "{x}");
  CHECK(pattern->segments[3].text == "%41");
  CHECK(pattern->segments[4].kind == route::SegmentKind::Tail);
  CHECK_FALSE(pattern->ends_with_slash);
}
