#include "json/write.hpp"

#include <doctest/doctest.h>

#include <string>

#include "json/json.hpp"

using namespace sluice;

TEST_CASE("json: writing is compact and escapes what must be escaped") {
  json::Writer out;
  out.open_object().key("a").open_array().integer(-1).unsigned_integer(18446744073709551615U).boolean(true);
  out.null().number(0.5).close_array().key("q\"\n").text(std::string("\x01/\\é", 5)).close_object();
  CHECK(out.written() == "{\"a\":[-1,18446744073709551615,true,null,0.5],\"q\\\"\\n\":\"\\u0001/\\\\é\"}");
}

TEST_CASE("json: text that is no UTF-8 is written with U+FFFD for each piece") {
  json::Writer out;
  out.open_array()
      .text(
          "a\xff"
          "b\xe4\xb8"
          "c\xed\xa0\x80")
      .text("")
      .close_array();
  CHECK(out.written() ==
        "[\"a\xef\xbf\xbd"
        "b\xef\xbf\xbd"
        "c\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\",\"\"]");
  CHECK(json::read(out.written()).has_value());
}

TEST_CASE("json: one writer writes line after line") {
  json::Writer out;
  out.open_object().close_object().line().open_array().close_array().line();
  CHECK(out.written() == "{}\n[]\n");
  out.clear();
  CHECK(out.written().empty());
  out.number(1.0 / 0.0);
  CHECK(out.written() == "null");
}
