#include "curl.hpp"

#include <algorithm>

#include "base64.hpp"
#include "fault.hpp"
#include "utf8.hpp"

namespace cli {
namespace {

std::string shell_quoted(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

std::string url_of(const RequestInput& request, sluice::Headers headers) {
  if (!request.target.starts_with('/')) return request.target;
  const auto host = only_field(headers, "Host");
  const bool is_secure = request.scheme == sluice::Scheme::Https || request.scheme == sluice::Scheme::Wss;
  return std::string(is_secure ? "https://" : "http://") + std::string(host.value_or(request.host)) +
         request.target;
}

/// A field without a value is written `Name;`: `Name:` would take the field away.
std::string field_option(const sluice::Header& field) {
  const auto& [name, value] = field;
  const std::string text =
      value.empty() ? std::string(name) + ";" : std::string(name) + ": " + std::string(value);
  return " \\\n  -H " + shell_quoted(text);
}

/// Given as it stands where it is plain text, else decoded by the shell.
bool is_plain(std::string_view body) {
  return body.find('\0') == std::string_view::npos && utf8::good_prefix(body) == body.size();
}

}  // namespace

bool has_control(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return (c >= 0 && c < 0x20 && c != '\t') || c == 0x7f; });
}

std::string curl_command(const RequestInput& request, sluice::Headers headers) {
  const std::string url = url_of(request, headers);
  const bool is_illegal = has_control(url) || has_control(request.method) ||
                          std::ranges::any_of(headers, [](const sluice::Header& field) {
                            return has_control(field.name) || has_control(field.value);
                          });
  if (is_illegal) throw Fault{"header_illegal", "a control character in the target or a header field"};
  // --path-as-is and --globoff: the path was signed as it stands.
  std::string command = "curl --path-as-is --globoff ";
  command += request.method == "HEAD" ? "--head" : "-X " + shell_quoted(request.method);
  command += " " + shell_quoted(url);
  for (const sluice::Header& field : headers) command += field_option(field);
  if (request.body.empty()) return command;
  // curl would add a type of its own.
  if (!only_field(headers, "Content-Type")) command += " \\\n  -H 'Content-Type:'";
  if (is_plain(request.body)) return command + " \\\n  --data-raw " + shell_quoted(request.body);
  return "printf %s " + shell_quoted(base64::encode(request.body)) + " | base64 -d | " + command +
         " \\\n  --data-binary @-";
}

}  // namespace cli
