// A value cannot end the JSON text that it stands in, and any text may be a template.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "json/json.hpp"
#include "sluice/response.hpp"

using namespace sluice;

namespace {

void expect(bool holds) {
  if (!holds) __builtin_trap();
}

// The inside of the JSON string that `body` is: escapes are whole, nothing else needs one.
void check_string(std::string_view body) {
  expect(body.size() >= 2 && body.front() == '"' && body.back() == '"');
  body = body.substr(1, body.size() - 2);
  for (std::size_t at = 0; at < body.size(); ++at) {
    expect(static_cast<unsigned char>(body[at]) >= 0x20 && body[at] != '"');
    if (body[at] != '\\') continue;
    ++at;
    expect(at < body.size());
    if (body[at] == 'u') {
      expect(body.size() - at > 4 &&
             body.substr(at + 1, 4).find_first_not_of("0123456789abcdef") == body.npos);
      at += 4;
    } else {
      expect(body[at] == '"' || body[at] == '\\');
    }
  }
}

// An object of two members. The reader of configurations takes no `\u0000` and no noncharacters, which JSON
// allows.
void check_members(std::string_view body) {
  std::string text(body);
  for (std::size_t at; (at = text.find("\\u0000")) != text.npos;) text[at + 5] = '1';
  const auto tree = json::read(text);
  if (!tree && tree.error().what == "noncharacter in text") return;
  expect(tree.has_value() && tree->root().size() == 2);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const Named pair{"x", text};
  Facts facts;
  facts.frontend = {&pair, 1};
  std::vector<char> room(8 * size + 4096);
  const std::vector<error::ResponseSpec> fixed{{.type = error::Type::NotFound,
                                                .body = "\"$context.authorizer.frontend.x$context.reqUri\"",
                                                .headers = {{"X", "$context.authorizer.frontend.x"}}}};
  const error::Failure failure{.row = error::Row::ApiNotFound};
  const auto out = error::respond(*error::compile(fixed), failure, {.target = text}, facts, room);
  expect(out.has_value());
  check_string(out->body);
  expect(out->headers.back().value.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos);
  const std::vector<error::ResponseSpec> bare{
      {.type = error::Type::NotFound,
       .body = R"({"a": $context.authorizer.frontend.x, "b": ["$context.reqUri", $context.reqUri]})"}};
  check_members(error::respond(*error::compile(bare), failure, {.target = text}, facts, room)->body);
  const std::vector<error::ResponseSpec> free{{.type = error::Type::NotFound, .body = std::string(text)}};
  facts.frontend = {};
  const auto any = error::respond(*error::compile(free), failure, {}, facts, room);
  expect(any.has_value());
  if (text.find('$') == text.npos) expect(any->body == text);
  return 0;
}
