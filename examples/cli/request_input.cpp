#include "request_input.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base64.hpp"
#include "fault.hpp"

namespace cli {
namespace {

using sluice::Scheme;

constexpr auto kSchemes = std::to_array<std::pair<std::string_view, Scheme>>(
    {{"http", Scheme::Http}, {"https", Scheme::Https}, {"ws", Scheme::Ws}, {"wss", Scheme::Wss}});

Scheme read_scheme(const json::Value& value) {
  const std::string_view text = value.text();
  for (const auto& [name, scheme] : kSchemes)
    if (name == text) return scheme;
  throw Fault{"bad_value", value.pointer() + " must be http, https, ws or wss", value.pointer()};
}

sluice::Header read_header(const json::Value& value) {
  const std::vector<json::Value> pair = value.elements();
  if (pair.size() != 2)
    throw Fault{"wrong_type", value.pointer() + " must be [name, value]", value.pointer()};
  return {pair[0].text(), pair[1].text()};
}

std::string read_body(const json::Value& value) {
  auto bytes = base64::decode(value.text());
  if (!bytes) throw Fault{"bad_base64", value.pointer() + " must be Base64 with padding", value.pointer()};
  return std::move(*bytes);
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view blanks = " \t";
  const std::size_t begin = std::min(text.find_first_not_of(blanks), text.size());
  text.remove_prefix(begin);
  return text.substr(0, text.find_last_not_of(blanks) + 1);
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

}  // namespace

sluice::Request RequestInput::view() const {
  return {.method = method,
          .target = target,
          .host = host,
          .headers = headers,
          .scheme = scheme,
          .body_bytes = body.size()};
}

RequestInput read_request(json::Object& input) {
  RequestInput request;
  request.method = input.required_text("method");
  request.host = input.text("host").value_or("");
  if (const auto scheme = input.find("scheme")) request.scheme = read_scheme(*scheme);
  if (const auto headers = input.find("headers"))
    for (const json::Value& header : headers->elements()) request.headers.push_back(read_header(header));
  if (const auto body = input.find("body_base64")) request.body = read_body(*body);
  return request;
}

bool is_same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::optional<std::string_view> only_field(sluice::Headers headers, std::string_view name) {
  const auto has_name = [&](const sluice::Header& field) { return is_same_name(field.name, name); };
  const auto found = std::ranges::find_if(headers, has_name);
  if (found == headers.end() || std::find_if(found + 1, headers.end(), has_name) != headers.end())
    return std::nullopt;
  return trim(found->value);
}

}  // namespace cli
