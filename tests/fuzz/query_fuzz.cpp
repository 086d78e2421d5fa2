// A query that is legal decodes pair by pair, and what is decoded survives being encoded again; the pairs,
// joined, are the query.
#include <cstdint>
#include <string>

#include "sluice/target.hpp"

using namespace sluice;

namespace {

void expect(bool holds) {
  if (!holds) __builtin_trap();
}

void check_text(std::string_view raw, bool is_legal) {
  std::string room(raw.size(), '\0');
  const auto text = http::decode_query(raw, room);
  if (is_legal) expect(text.has_value());
  if (!text) return;
  expect(http::is_decoded(raw, *text));
  std::string wide(3 * text->size(), '\0');
  std::string narrow(3 * text->size(), '\0');
  expect(*http::decode_query(*http::encode(*text, http::Encoding::Query, wide), narrow) == *text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view query(reinterpret_cast<const char*>(data), size);
  const bool is_legal = http::check_query(query) == Reason::None;
  std::string joined;
  for (http::Pairs pairs(query); const auto pair = pairs.next();) {
    joined += joined.empty() ? "" : "&";
    joined.append(pair->name).append(pair->has_equals ? "=" : "").append(pair->value);
    expect(pair->has_equals || pair->value.empty());
    check_text(pair->name, is_legal);
    check_text(pair->value, is_legal);
  }
  std::string plain;
  for (char c : query)
    if (c != '&' || (!plain.empty() && plain.back() != '&')) plain += c;
  if (plain.ends_with('&')) plain.pop_back();
  expect(joined == plain);
  return 0;
}
