// Random requests, repeatable from a seed: odd bytes in paths, queries and values, repeated names, every kind
// of escape.
#pragma once

#include <random>
#include <set>

#include "sign/slow_signer.hpp"
#include "sluice/date.hpp"

namespace random_request {

class Source {
 public:
  explicit Source(std::uint64_t seed) : engine_(seed) {}

  std::size_t below(std::size_t end) {
    return std::uniform_int_distribution<std::size_t>(0, end - 1)(engine_);
  }
  bool chance(unsigned percent) { return below(100) < percent; }
  char one_of(const std::string& letters) { return letters[below(letters.size())]; }
  std::string word(const std::string& letters, std::size_t min, std::size_t max) {
    std::string text;
    for (std::size_t left = min + below(max - min + 1); left > 0; --left) text += one_of(letters);
    return text;
  }

  /// Text of a path or query: plain, delimiters, raw UTF-8 bytes and escapes in either case.
  std::string url_text(const std::string& delimiters, std::size_t max) {
    std::string text;
    for (std::size_t left = below(max + 1); left > 0; --left) {
      if (chance(70)) {
        text += one_of("abcXYZ019-_.~");
      } else if (chance(50)) {
        text += one_of(delimiters);
      } else if (chance(20)) {
        text += static_cast<char>(0x80 + below(0x80));
      } else {
        text += escape();
      }
    }
    return text;
  }

 private:
  std::string escape() {
    char text[4];
    const auto byte = static_cast<unsigned>(below(256));
    std::snprintf(text, sizeof text, chance(50) ? "%%%02X" : "%%%02x", byte);
    return text;
  }

  std::mt19937_64 engine_;
};

inline std::string query(Source& from) {
  std::string text;
  const std::size_t pairs = from.chance(5) ? 100 : from.below(8);
  const bool repeats = from.chance(50);
  for (std::size_t i = 0; i < pairs; ++i) {
    if (i > 0) text += '&';
    text += repeats ? from.word("ab[~", 0, 2) : from.url_text("!*'()[]{}:/,;@+", 6);
    if (from.chance(80)) text += "=" + from.url_text("!*'()=?/:@+", 8);
  }
  return text;
}

inline slow::Pairs headers(Source& from, const std::string& date) {
  slow::Pairs all = {{"Host", "api.example.com"}, {"X-Sdk-Date", date}};
  if (from.chance(50)) all.emplace_back("content-type", "application/json");
  for (std::size_t i = from.below(8); i > 0; --i) {
    std::string value = from.word("abc ,:\"\t\xc3\xa9", 0, 12);
    all.emplace_back(from.word("aBX", 1, 2) + "-" + from.word("yZ1", 0, 1), std::move(value));
  }
  std::rotate(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(from.below(all.size())), all.end());
  return all;
}

/// The names to sign: the date and any of the others.
inline std::string names(Source& from, const slow::Pairs& headers) {
  std::set<std::string> chosen = {"x-sdk-date"};
  for (const auto& [name, value] : headers)
    if (from.chance(80)) chosen.insert(slow::lower(name));
  std::string joined;
  for (const std::string& name : chosen) joined += (joined.empty() ? "" : ";") + name;
  return joined;
}

inline slow::Order order(Source& from) {
  slow::Order o;
  o.method = from.chance(50) ? "GET" : from.chance(50) ? "POST" : "PATCH";
  o.path = "/" + from.url_text("!$&'()*+,;=:@//", 20);
  o.query = query(from);
  o.date = sluice::date::write(static_cast<std::int64_t>(from.below(4102444800u))).view();
  o.headers = headers(from, o.date);
  o.signed_headers = names(from, o.headers);
  o.body = from.word("{}\":, abc\n\r", 0, from.chance(10) ? 5000 : 80);
  o.access = from.word("abcXYZ0189_.-", 1, 40);
  o.secret = from.word("abcXYZ0189!@#$", 1, 100);
  return o;
}

}  // namespace random_request
