// Wrong forms of header values, bodies and secrets.
#include "sign/doctor_bend.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "sign/doctor_forms.hpp"

namespace sluice::doctor {
namespace {

std::string fold(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (!ascii::is_blank(c) || out.empty() || out.back() != ' ') out += ascii::is_blank(c) ? ' ' : c;
  return out;
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), ascii::lower);
  return out;
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return out;
}

// JSON without the blanks between its tokens, or with one behind each colon and comma.
std::string respace_json(std::string_view text, std::string_view behind) {
  std::string out;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') quoted = !quoted;
    if (!quoted && (ascii::is_blank(c) || c == '\n' || c == '\r')) continue;
    out += c;
    if (!quoted && (c == ',' || c == ':')) out += behind;
    if (quoted && c == '\\' && i + 1 < text.size()) out += text[++i];
  }
  return out;
}

}  // namespace

std::vector<Bent> bend_value(std::string_view name, std::string_view raw, std::string_view right) {
  Forms forms(right);
  forms.add(Cause::HeaderNotTrimmed, std::string(raw));
  forms.add(Cause::HeaderFolded, fold(right));
  if (ascii::equals_ignoring_case(name, "host")) {
    const std::size_t colon = right.rfind(':');
    const bool has_port = colon != std::string_view::npos && right.find(']', colon) == std::string_view::npos;
    if (has_port) forms.add(Cause::HostPort, std::string(right.substr(0, colon)));
    for (const char* port : {":443", ":80", ":8080", ":8443"})
      if (!has_port) forms.add(Cause::HostPort, std::string(right) + port);
  }
  if (ascii::equals_ignoring_case(name, "content-type")) {
    const std::size_t parameter = right.find(';');
    forms.add(Cause::HeaderChanged, std::string(ascii::trim(right.substr(0, parameter))));
    for (const char* charset : {"; charset=utf-8", ";charset=utf-8", "; charset=UTF-8", ";charset=UTF-8"})
      if (parameter == std::string_view::npos)
        forms.add(Cause::HeaderChanged, std::string(right) + charset, kRare);
  }
  forms.add(Cause::HeaderChanged, {}, kRare);
  forms.add(Cause::HeaderChanged, lower(right), kRare);
  return forms.take();
}

std::vector<Bent> bend_body(std::string_view body) {
  Forms forms(body);
  forms.add(Cause::BodyHashOfNothing, {});
  std::string_view open = body;
  while (!open.empty() && (open.back() == '\n' || open.back() == '\r')) open.remove_suffix(1);
  forms.add(Cause::BodyLineEnds, std::string(open));
  forms.add(Cause::BodyLineEnds, std::string(body) + "\n");
  forms.add(Cause::BodyLineEnds, std::string(body) + "\r\n", kRare);
  const std::string unix_ends = replace_all(body, "\r\n", "\n");
  forms.add(Cause::BodyLineEnds, unix_ends, kRare);
  forms.add(Cause::BodyLineEnds, replace_all(unix_ends, "\n", "\r\n"), kRare);
  const bool is_json = body.starts_with('{') || body.starts_with('[');
  if (is_json) forms.add(Cause::BodyRewritten, respace_json(body, ""), kRare);
  if (is_json) forms.add(Cause::BodyRewritten, respace_json(body, " "), kRare);
  if (body.empty()) forms.add(Cause::BodyHashOfAnotherBody, "{}", kRare);
  if (body.empty()) forms.add(Cause::BodyHashOfAnotherBody, "null", kRare);
  return forms.take();
}

std::vector<Bent> bend_secret(std::string_view secret, std::string_view access) {
  Forms forms(secret);
  const std::string text(secret);
  for (const char* end : {"\n", "\r\n", " "}) forms.add(Cause::SecretWithBlanks, text + end);
  forms.add(Cause::SecretWithBlanks, " " + text);
  forms.add(Cause::SecretWithBlanks, std::string(ascii::trim(secret)));
  forms.add(Cause::KeyAndSecretSwapped, std::string(access));
  for (const char* end : {"\r", "\t"}) forms.add(Cause::SecretWithBlanks, text + end, kRare);
  for (const char* quote : {"\"", "'"}) forms.add(Cause::SecretWithBlanks, quote + text + quote, kRare);
  forms.add(Cause::SecretCase, lower(secret), kRare);
  forms.add(Cause::SecretCase, upper(secret), kRare);
  return forms.take();
}

}  // namespace sluice::doctor
