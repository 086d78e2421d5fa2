#include <doctest/doctest.h>

#include <string>

#include "sluice/error.hpp"

using namespace sluice;

namespace {
std::string rendered(error::Row row, const error::Detail& detail = {},
                     std::string_view id = "0123456789abcdef0123456789abcdef") {
  char room[512];
  return std::string(error::render(error::row(row), id, room, detail).value());
}
}  // namespace

TEST_CASE("envelope: three members in their order, nothing else") {
  CHECK(rendered(error::Row::ThrottlingThreshold) ==
        R"({"error_code":"APIG.0308","error_msg":"The throttling threshold has been reached.",)"
        R"("request_id":"0123456789abcdef0123456789abcdef"})");
}

TEST_CASE("envelope: detail replaces the final full stop by a colon") {
  CHECK(
      rendered(error::Row::AppAuthentication, {.text = "app not found, appkey k", .filled = {}}, "r") ==
      R"({"error_code":"APIG.0303","error_msg":"Incorrect app authentication information: app not found, appkey k",)"
      R"("request_id":"r"})");
  CHECK(rendered(error::Row::UnexpectedError, {.text = "x", .filled = {}}, "r").find("occurred: x\"") !=
        std::string::npos);
}

TEST_CASE("envelope: the literal version, the placeholder and the limit are filled in") {
  const auto message_of = [](error::Row row, std::string_view filled) {
    char room[256];
    return std::string(error::message(error::row(row), {.text = {}, .filled = filled}, room).value());
  };
  CHECK(message_of(error::Row::TlsVersionUnsupported, "TLSv1.3") == "SSL protocol is not supported: TLSv1.3");
  CHECK(message_of(error::Row::ProtocolUnsupported, "HTTPS") == "The following protocol is supported: HTTPS");
  CHECK(message_of(error::Row::TooManyApisInImport, "300").find("300") != std::string::npos);
  CHECK(message_of(error::Row::TooManyApisInImport, "300").find("xxx") == std::string::npos);
}

TEST_CASE("envelope: quotes, controls and foreign bytes are escaped, so the body stays one JSON object") {
  const std::string body =
      rendered(error::Row::BadRequest, {.text = "a\"b\\c\n\x01\xff", .filled = {}}, "i\"d");
  CHECK(body.find(R"(a\"b\\c\u000a\u0001\u00ff)") != std::string::npos);
  CHECK(body.find(R"("request_id":"i\"d"})") != std::string::npos);
}

TEST_CASE("envelope: room too small by one byte gives nothing") {
  const std::string whole = rendered(error::Row::AppFrozen, {}, "r");
  std::string room(whole.size(), '\0');
  CHECK(error::render(error::row(error::Row::AppFrozen), "r", room).has_value());
  CHECK_FALSE(
      error::render(error::row(error::Row::AppFrozen), "r", Room(room.data(), room.size() - 1)).has_value());
}
