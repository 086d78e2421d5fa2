// The golden vectors as requests: every field of a line, and a Request that points into it.
#pragma once

#include <rapidjson/document.h>

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "corpus.hpp"
#include "sluice/date.hpp"
#include "sluice/request.hpp"
#include "sluice/time.hpp"

namespace vectors {

struct Vector {
  std::string name, method, scheme, target, host, body;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string access, secret, date, signed_headers;
  std::string canonical_request, string_to_sign, signature, authorization;
  std::string region, service;

  std::string payload_hash() const { return canonical_request.substr(canonical_request.rfind('\n') + 1); }
  std::string scope() const {
    return region.empty() ? std::string() : date.substr(0, 8) + "/" + region + "/" + service;
  }
  sluice::Now now() const { return {.seconds = sluice::date::read(date).value()}; }
};

/// A request over a vector's text, with what a test adds to it.
struct Wire {
  explicit Wire(const Vector& v) {
    for (const auto& [n, value] : v.headers) headers.push_back({n, value});
    request.method = v.method;
    request.target = v.target;
    request.scheme = v.scheme == "http" ? sluice::Scheme::Http : sluice::Scheme::Https;
  }
  void add(std::string_view name, std::string_view value) { headers.push_back({name, value}); }
  const sluice::Request& view() {
    request.headers = headers;
    return request;
  }

  std::vector<sluice::Header> headers;
  sluice::Request request;
};

inline std::string base64(const std::string& text) {
  const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  unsigned bits = 0, held = 0;
  for (const char c : text) {
    const std::size_t digit = digits.find(c);
    if (digit == std::string::npos) continue;
    held = held << 6 | static_cast<unsigned>(digit);
    if ((bits += 6) >= 8) bytes += static_cast<char>(held >> (bits -= 8));
  }
  return bytes;
}

namespace detail {

inline std::string text(const rapidjson::Value& line, const char* key) {
  const auto found = line.FindMember(key);
  if (found == line.MemberEnd()) return {};
  return {found->value.GetString(), found->value.GetStringLength()};
}

inline void read_headers(const rapidjson::Value& line, Vector& v) {
  for (const auto& pair : line["headers"].GetArray())
    v.headers.emplace_back(std::string(pair[0].GetString(), pair[0].GetStringLength()),
                           std::string(pair[1].GetString(), pair[1].GetStringLength()));
}

inline Vector read(const rapidjson::Value& line) {
  Vector v;
  v.name = text(line, "name");
  v.method = text(line, "method");
  v.scheme = text(line, "scheme");
  v.host = text(line, "host");
  const std::string query = text(line, "query");
  v.target = text(line, "path") + (query.empty() ? "" : "?" + query);
  read_headers(line, v);
  v.body = base64(text(line, "body_base64"));
  v.access = text(line, "access_key");
  v.secret = text(line, "secret_key");
  v.date = text(line, "date");
  v.signed_headers = text(line, "signed_headers");
  v.region = text(line, "region");
  v.service = text(line, "service");
  return v;
}

inline void read_results(const rapidjson::Value& line, Vector& v) {
  v.canonical_request = text(line, "canonical_request");
  v.string_to_sign = text(line, "string_to_sign");
  v.signature = text(line, "signature");
  v.authorization = text(line, "authorization");
}

}  // namespace detail

/// The lines of a JSON lines file.
inline std::vector<Vector> lines(const std::string& name) {
  std::vector<Vector> all;
  for (const std::string& text : corpus::lines(name)) {
    if (text.empty()) continue;
    rapidjson::Document line;
    line.Parse(text.data(), text.size());
    if (line.HasParseError()) throw std::runtime_error("bad line in " + name);
    all.push_back(detail::read(line));
    detail::read_results(line, all.back());
  }
  return all;
}

/// The cases of auth-vectors.json, which name their fields otherwise. Their key is no legal key id. One is
/// left out: `query-plus-and-space` signs a raw `+` as a plus; the published signers that read a wire query,
/// and so `query-plus-is-space` of the other file, sign it as a space.
inline std::vector<Vector> documented() {
  std::vector<Vector> all;
  const std::string text = corpus::read_file("vectors/auth-vectors.json");
  rapidjson::Document document;
  document.Parse(text.data(), text.size());
  if (!document.IsArray()) throw std::runtime_error("auth-vectors.json is no array");
  for (const auto& line : document.GetArray()) {
    Vector v;
    v.name = detail::text(line, "name");
    if (v.name == "query-plus-and-space") continue;
    v.method = detail::text(line, "method");
    v.scheme = "https";
    v.target = detail::text(line, "target");
    detail::read_headers(line, v);
    v.body = detail::text(line, "body");
    v.access = "any";
    v.secret = detail::text(line, "secret");
    for (const auto& one : line["signed_headers"].GetArray())
      v.signed_headers += (v.signed_headers.empty() ? "" : ";") + std::string(one.GetString());
    detail::read_results(line, v);
    v.date = v.string_to_sign.substr(16, 16);
    const std::string key = "Access=" + detail::text(line, "key");
    v.authorization.replace(v.authorization.find(key), key.size(), "Access=any");
    all.push_back(std::move(v));
  }
  return all;
}

inline const std::vector<Vector>& all() {
  static const std::vector<Vector> every = [] {
    std::vector<Vector> joined = lines("vectors/sdk-hmac-sha256.jsonl");
    for (auto& v : lines("vectors/v11-hmac-sha256.jsonl")) joined.push_back(v);
    for (auto& v : documented()) joined.push_back(v);
    return joined;
  }();
  return every;
}

}  // namespace vectors
