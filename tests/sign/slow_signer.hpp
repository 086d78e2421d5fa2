// A signer written from the published description alone, with strings and maps, as slowly as is clear. It
// shares nothing with the library but SHA-256.
#pragma once

#include <algorithm>
#include <cctype>
#include <string>
#include <utility>
#include <vector>

#include "sluice/canonical.hpp"

namespace slow {

using Pair = std::pair<std::string, std::string>;
using Pairs = std::vector<Pair>;

inline std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

inline std::string decode(const std::string& text, bool plus) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      out += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      out += plus && text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

inline std::string encode(const std::string& text, const std::string& also) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x80 && std::isalnum(byte)) || std::string("-_.~" + also).find(c) != std::string::npos) {
      out += c;
    } else {
      char escaped[4];
      std::snprintf(escaped, sizeof escaped, "%%%02X", byte);
      out += escaped;
    }
  }
  return out;
}

inline std::string trim(const std::string& text) {
  const auto first = text.find_first_not_of(" \t");
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

inline std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == at) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

inline std::string canonical_uri(const std::string& path) {
  std::string uri = encode(decode(path, false), "/");
  return uri.empty() || uri.back() != '/' ? uri + "/" : uri;
}

inline std::string canonical_query(const std::string& query, bool encoded_order) {
  Pairs pairs;
  for (const std::string& part : split(query, '&')) {
    const auto equals = part.find('=');
    const std::string name = part.substr(0, equals);
    if (name.empty()) continue;
    const std::string value = equals == std::string::npos ? "" : part.substr(equals + 1);
    pairs.emplace_back(decode(name, true), decode(value, true));
  }
  const auto as_encoded = [](const Pair& p) { return Pair(encode(p.first, ""), encode(p.second, "")); };
  if (encoded_order) std::transform(pairs.begin(), pairs.end(), pairs.begin(), as_encoded);
  std::sort(pairs.begin(), pairs.end());
  if (!encoded_order) std::transform(pairs.begin(), pairs.end(), pairs.begin(), as_encoded);
  std::string out;
  for (const Pair& p : pairs) out += (out.empty() ? "" : "&") + p.first + "=" + p.second;
  return out;
}

inline std::string canonical_headers(const Pairs& headers, const std::string& signed_headers) {
  std::string out;
  for (const std::string& name : split(signed_headers, ';')) {
    std::vector<std::string> values;
    for (const auto& [n, value] : headers)
      if (lower(n) == name) values.push_back(trim(value));
    std::sort(values.begin(), values.end());
    for (const std::string& value : values) out += name + ":" + value + "\n";
  }
  return out;
}

inline std::string bytes_of(const sluice::sign::Digest& digest) { return {digest.begin(), digest.end()}; }
inline std::string hash(const std::string& text) {
  return std::string(sluice::sign::hex(sluice::sign::sha256(text)).view());
}

inline sluice::sign::Digest hmac(std::string key, const std::string& message) {
  if (key.size() > 64) key = bytes_of(sluice::sign::sha256(key));
  key.resize(64);
  std::string inner = key, outer = key;
  for (char& c : inner) c = static_cast<char>(c ^ 0x36);
  for (char& c : outer) c = static_cast<char>(c ^ 0x5c);
  return sluice::sign::sha256(outer + bytes_of(sluice::sign::sha256(inner + message)));
}

/// A request as text, and how it is signed.
struct Order {
  std::string method, path, query, body;
  Pairs headers;  // with Host and X-Sdk-Date
  std::string signed_headers, date, access, secret;
  std::string payload_hash;  // empty: the body's
  bool encoded_order = false;
};

inline std::string canonical_request(const Order& o) {
  std::string method = o.method;
  for (char& c : method) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return method + "\n" + canonical_uri(o.path) + "\n" + canonical_query(o.query, o.encoded_order) + "\n" +
         canonical_headers(o.headers, o.signed_headers) + "\n" + o.signed_headers + "\n" +
         (o.payload_hash.empty() ? hash(o.body) : o.payload_hash);
}

inline std::string authorization(const Order& o) {
  const std::string text = "SDK-HMAC-SHA256\n" + o.date + "\n" + hash(canonical_request(o));
  const auto signature = sluice::sign::hex(hmac(o.secret, text));
  return "SDK-HMAC-SHA256 Access=" + o.access + ", SignedHeaders=" + o.signed_headers +
         ", Signature=" + std::string(signature.view());
}

}  // namespace slow
