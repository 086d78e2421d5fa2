#include "sluice/response.hpp"

#include <doctest/doctest.h>

#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "json/json.hpp"

using namespace sluice;
using error::ResponseSpec;
using error::Row;
using error::Type;

namespace {

const std::vector<Named> kPairs{
    {"user", "bob"}, {"quote", "a\"b\\c\n\xff\xE4\xBD\xA0"}, {"loop", "$context.stage"}};

struct Out {
  int status;
  std::string headers, body;
};

Out respond(const std::vector<ResponseSpec>& specs, const error::Failure& failure) {
  const auto responses = error::compile(specs);
  Facts facts;
  facts.api_id = "a1";
  facts.request_id = "0123";
  facts.stage = "RELEASE";
  facts.source_ip = "192.0.2.1";
  facts.frontend = kPairs;
  char room[2048];
  const auto out =
      error::respond(*responses, failure, {.method = "GET", .target = "/a/b?x=\"1\""}, facts, room);
  REQUIRE(out.has_value());
  std::string headers;
  for (const Header& h : out->headers) headers += std::string(h.name) + ": " + std::string(h.value) + "\n";
  return {out->status, headers, std::string(out->body)};
}

std::string rendered(const std::string& text) {
  return respond({{.type = Type::Throttled, .body = text}}, {.row = Row::ThrottlingThreshold}).body;
}

// What a text becomes inside of a JSON string.
std::string body(const std::string& text) {
  const std::string out = rendered('"' + text + '"');
  return out.substr(1, out.size() - 2);
}

// The reader of configurations takes no `\u0000`, which JSON allows.
Result<json::Tree, json::Fault> read_json(std::string_view body) {
  std::string text(body);
  for (std::size_t at; (at = text.find("\\u0000")) != std::string::npos;) text[at + 5] = '1';
  return json::read(text);
}

std::string rendered_bare(const std::string& value) {
  const auto responses = error::compile(
      std::vector<ResponseSpec>{{.type = Type::NotFound, .body = "$context.authorizer.frontend.v"}});
  const Named pair{"v", value};
  Facts facts;
  facts.frontend = {&pair, 1};
  char room[256];
  return std::string(error::respond(*responses, {.row = Row::ApiNotFound}, {}, facts, room)->body);
}

}  // namespace

TEST_CASE("response: the default is the published template with the row's status") {
  const Out out = respond({}, {.row = Row::ThrottlingThreshold});
  CHECK(out.status == 429);
  CHECK(out.headers == "Content-Type: application/json\n");
  CHECK(
      out.body ==
      R"({"error_code": "APIG.0308", "error_msg": "The throttling threshold has been reached.", "request_id": "0123"})");
}

TEST_CASE("response: a configured type has its own status, body and fields; others keep the default") {
  const std::vector<ResponseSpec> specs{{.type = Type::Throttled,
                                         .status = 503,
                                         .body = R"({"e": "$context.error.code"})",
                                         .headers = {{"X-Api", "$context.apiId!"}, {"Retry_After", "1"}}}};
  const Out out = respond(specs, {.row = Row::ThrottlingThreshold});
  CHECK(out.status == 503);
  CHECK(out.body == R"({"e": "APIG.0308"})");
  CHECK(out.headers == "Content-Type: application/json\nX-Api: a1!\nRetry_After: 1\n");
  CHECK(respond(specs, {.row = Row::ApiNotFound}).status == 404);
}

TEST_CASE("response: a status alone keeps the default body, a body alone the row's status") {
  CHECK(
      respond({{.type = Type::NotFound, .status = 410}}, {.row = Row::ApiNotFound}).body.find("APIG.0101") !=
      std::string::npos);
  CHECK(respond({{.type = Type::NotFound, .body = "{}"}}, {.row = Row::ApiNotFound}).status == 404);
}

TEST_CASE("response: a configured Content-Type takes the place of the default one") {
  const std::vector<ResponseSpec> specs{
      {.type = Type::NotFound, .headers = {{"content-type", "application/problem+json"}}}};
  CHECK(respond(specs, {.row = Row::ApiNotFound}).headers == "content-type: application/problem+json\n");
}

TEST_CASE("response: every variable has its value") {
  CHECK(body("$context.apiId|$context.stage|$context.sourceIp|$context.requestId") ==
        "a1|RELEASE|192.0.2.1|0123");
  CHECK(body("$context.reqMethod|$context.reqPath|$context.reqUri") == R"(GET|/a/b|/a/b?x=\"1\")");
  CHECK(body("$context.error.code|$context.error.type|$context.error.message") ==
        "APIG.0308|THROTTLED|The throttling threshold has been reached.");
  CHECK(body("$context.authorizer.frontend.user|$context.authorizer.backend.user") == "bob|");
  CHECK(body("$context.appId$context.appName$context.apiName") == "");
}

TEST_CASE("response: unknown variables are empty, other dollars are text, names end where they must") {
  CHECK(body("[$context.nothing.such]") == "[]");
  CHECK(body("$ $$ $contex $context.stage. $1") == "$ $$ $contex RELEASE. $1");
  CHECK(body("$$context.stage") == "$RELEASE");
  CHECK(body("$context.authorizer.frontend.user.") == "bob.");
}

TEST_CASE("response: values are escaped for the text around them, and never expanded") {
  CHECK(body("$context.authorizer.frontend.quote") == "a\\\"b\\\\c\\u000a\\ufffd\xE4\xBD\xA0");
  CHECK(body("$context.authorizer.frontend.loop") == "$context.stage");
  const std::vector<ResponseSpec> specs{
      {.type = Type::NotFound, .headers = {{"X", "$context.authorizer.frontend.quote"}}}};
  CHECK(respond(specs, {.row = Row::ApiNotFound}).headers.find("X: a\"b\\c \xff\xE4") != std::string::npos);
}

TEST_CASE("response: a variable outside of a JSON string becomes a JSON value of its own") {
  CHECK(rendered(R"({"a": $context.error.code, "b": "$context.error.code"})") ==
        R"({"a": "APIG.0308", "b": "APIG.0308"})");
  CHECK(rendered("[$context.authorizer.frontend.quote, $context.nothing]") ==
        "[\"a\\\"b\\\\c\\u000a\\ufffd\xE4\xBD\xA0\", \"\"]");
  CHECK(rendered(R"({"q\"$context.stage": $context.stage})") == R"({"q\"RELEASE": "RELEASE"})");
  CHECK(rendered(R"({"q\\": $context.stage})") == R"({"q\\": "RELEASE"})");
  for (const char* literal : {"0", "-1", "12.50", "-0.0", "123456789012345", "true", "false", "null"})
    CHECK(rendered_bare(literal) == literal);
  for (const char* text : {"", "-", "01", "1.", ".5", "1e", "+1", "0x1", "NaN", "1e5", "1234567890123456",
                           "1.2.3", "-", "True", "1,2", "1 ", "{}", "1}"})
    CHECK(rendered_bare(text) == '"' + std::string(text) + '"');
}

// Templates are put together from the grammar of JSON; values are anything. However they meet, the body reads
// as JSON and has the members that the template has.
TEST_CASE("response: a rendered body always parses and never gains a member") {
  constexpr unsigned seed = 20210224;
  CAPTURE(seed);
  std::mt19937 random(seed);
  const char* const variables[] = {"$context.authorizer.frontend.v", "$context.reqUri",
                                   "$context.error.message", "$context.nothing",
                                   "$context.authorizer.frontend.missing"};
  constexpr std::string_view kJsonsOwn = "\",:{}[]\\$/ \n01e-.trufalsn";
  for (int round = 0; round < 20000; ++round) {
    std::string value(random() % 12, '\0');
    for (char& c : value)
      c = round % 2 == 0 ? static_cast<char>(random() % 256) : kJsonsOwn[random() % kJsonsOwn.size()];
    const auto variable = [&] { return std::string(variables[random() % std::size(variables)]); };
    std::string text = "{";
    const std::size_t members = random() % 4;
    for (std::size_t m = 0; m < members; ++m) {
      text += std::string(m == 0 ? "" : ", ") + "\"k" + std::to_string(m) +
              (random() % 2 == 0 ? "\\\\" : "") + (random() % 4 == 0 ? "\\\"" : "") + variable() + "\": ";
      const auto kind = random() % 3;
      text += kind == 0   ? variable()
              : kind == 1 ? "\"a" + variable() + "\\\\" + variable() + "\""
                          : "[" + variable() + "]";
    }
    text += "}";
    const std::vector<ResponseSpec> specs{{.type = Type::RequestParametersFailure, .body = text}};
    const Named pair{"v", value};
    Facts facts;
    facts.frontend = {&pair, 1};
    char room[4096];
    const error::Failure failure{.row = Row::OrchestrationError, .detail = {.text = value, .filled = {}}};
    const auto out = error::respond(*error::compile(specs), failure, {.target = value}, facts, room);
    REQUIRE(out.has_value());
    CAPTURE(text);
    CAPTURE(out->body);
    const auto tree = read_json(out->body);
    REQUIRE(tree.has_value());
    CHECK(tree->root().size() == members);
    const auto plain = error::respond(error::Responses(), failure, {.target = value}, facts, room);
    const auto default_tree = read_json(plain->body);
    REQUIRE(default_tree.has_value());
    CHECK(default_tree->root().size() == 3);
  }
}

TEST_CASE("response: detail and filled placeholders are part of the message") {
  const Out out = respond({}, {.row = Row::OrchestrationError,
                               .detail = {.text = "Invalid query parameter: a, too large", .filled = {}}});
  CHECK(out.body.find(": Invalid query parameter: a, too large\"") != std::string::npos);
  CHECK(respond({}, {.row = Row::ProtocolUnsupported, .detail = {.text = {}, .filled = "HTTPS"}})
            .body.find("supported: HTTPS\"") != std::string::npos);
}

TEST_CASE("response: each error has the published type") {
  CHECK(error::type_of(Row::Authentication, Reason::AuthorizerIdentityMissing) ==
        Type::AuthorizerIdentitiesFailure);
  CHECK(error::type_of(Row::Authentication, Reason::AuthorizerDenied) == Type::AuthorizerFailure);
  CHECK(error::type_of(Row::InternalError, Reason::AuthorizerFailed) == Type::AuthorizerConfFailure);
  CHECK(error::type_of(Row::InternalError, Reason::NeedUnmet) == Type::Default5xx);
  CHECK(error::type_of(Row::AppAuthentication, Reason::CredentialMissing) == Type::AuthHeaderMissing);
  CHECK(error::type_of(Row::AppAuthentication, Reason::SignatureWrong) == Type::AuthFailure);
  CHECK(error::type_of(Row::AppUnauthorized, Reason::None) == Type::Unauthorized);
  CHECK(error::type_of(Row::AppFrozen, Reason::None) == Type::Default4xx);
  CHECK(error::type_of(Row::NoBackendAvailable, Reason::None) == Type::BackendUnavailable);
  CHECK(error::type_of(Row::UriTooLarge, Reason::None) == Type::Default4xx);
  for (std::size_t i = 0; i < error::kTypeCount; ++i)
    CHECK(error::read_type(error::text(static_cast<Type>(i))) == static_cast<Type>(i));
  CHECK_FALSE(error::read_type("THROTTLE"));
}

TEST_CASE("response: room too small gives nothing") {
  const auto responses = error::compile(std::vector<ResponseSpec>{
      {.type = Type::NotFound, .body = "{}", .headers = {{"A", "$context.stage"}}}});
  bool fitted = false;
  for (std::size_t size = 0; size < 512; ++size) {
    std::vector<char> room(size);
    const bool fits =
        error::respond(*responses, {.row = Row::ApiNotFound}, {}, {.stage = "RELEASE"}, room).has_value();
    CHECK((fits || !fitted));
    fitted = fits;
  }
  CHECK(fitted);
}
