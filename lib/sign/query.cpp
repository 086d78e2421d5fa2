#include "sign/query.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include "base/ascii.hpp"
#include "http/block.hpp"
#include "sign/decoder.hpp"
#include "sign/name.hpp"

namespace sluice::sign {
namespace {

using Offset = std::uint32_t;

// The place of a byte in an order of encoded texts: an escape begins with '%', which is less than all
// unreserved characters, and its digits go up as its byte does.
int encoded_rank(int byte) noexcept {
  return byte >= 0 && ascii::is_in(ascii::kUnreserved, static_cast<char>(byte)) ? byte + 256 : byte;
}

// Less than, equal or greater than 0, as the text of `a` is to the text of `b`; both are left at their ends
// or behind the first difference.
int compare(Decoder& a, Decoder& b, QueryOrder order) noexcept {
  for (;;) {
    const int left = a.next();
    const int right = b.next();
    if (left == right) {
      if (left < 0) return 0;
      continue;
    }
    return order == QueryOrder::Decoded ? left - right : encoded_rank(left) - encoded_rank(right);
  }
}

struct PairLess {
  std::string_view raw;
  QueryOrder order;

  bool operator()(Offset a, Offset b) const noexcept {
    Decoder left(raw, a, Part::Name), right(raw, b, Part::Name);
    if (const int names = compare(left, right, order); names != 0) return names < 0;
    Decoder left_value(raw, left.value_begin(), Part::Value);
    Decoder right_value(raw, right.value_begin(), Part::Value);
    return compare(left_value, right_value, order) < 0;
  }
};

// What a byte does in the one-pass test for canonical form.
enum class Step : std::uint8_t { Plain, Equals, Ampersand, Escape, Other };

consteval std::array<Step, 256> steps() {
  std::array<Step, 256> table{};
  for (std::size_t c = 0; c < 256; ++c) table[c] = ascii::kUnreserved[c] ? Step::Plain : Step::Other;
  table['='] = Step::Equals;
  table['&'] = Step::Ampersand;
  table['%'] = Step::Escape;
  return table;
}
constexpr std::array<Step, 256> kSteps = steps();

// Whether the escape at `at` is written as this module writes it: upper case, and needed.
bool is_canonical_escape(std::string_view raw, std::size_t at) noexcept {
  if (raw.size() - at < 3) return false;
  const char high = raw[at + 1], low = raw[at + 2];
  if (high >= 'a' || low >= 'a' || ascii::hex_value(high) < 0 || ascii::hex_value(low) < 0) return false;
  return !ascii::is_in(ascii::kUnreserved,
                       static_cast<char>(ascii::hex_value(high) * 16 + ascii::hex_value(low)));
}

// One pair of a query that may be canonical.
struct Pair {
  std::size_t begin;
  std::size_t equals;
  std::size_t end;
  bool escaped;
};

// Reads the pair at `at` if it is in canonical form: a name, one `=`, needed escapes only.
bool read_canonical_pair(std::string_view raw, std::size_t at, Pair& pair) noexcept {
  constexpr std::size_t kNone = ~std::size_t{0};
  pair = {at, kNone, raw.size(), false};
  for (std::size_t i = at; i < raw.size(); ++i) {
    switch (kSteps[static_cast<unsigned char>(raw[i])]) {
      case Step::Plain:
        break;
      case Step::Equals:
        if (pair.equals != kNone || i == at) return false;
        pair.equals = i;
        break;
      case Step::Escape:
        if (!is_canonical_escape(raw, i)) return false;
        pair.escaped = true;
        i += 2;
        break;
      case Step::Ampersand:
        pair.end = i;
        return pair.equals != kNone;
      case Step::Other:
        return false;
    }
  }
  return pair.equals != kNone;
}

// FF where a byte is neither unreserved nor a delimiter.
http::Block is_other(http::Block bytes) noexcept {
  const http::Block letter = http::between(bytes | http::filled(0x20), 'a', 'z');
  const http::Block sign = http::between(bytes, '-', '.') | http::equal(bytes, '_') | http::equal(bytes, '~');
  return ~(letter | http::between(bytes, '0', '9') | sign | http::equal(bytes, '=') |
           http::equal(bytes, '&'));
}

// The same where all bytes are unreserved or delimiters, a word at a time.
bool read_plain_pair(std::string_view raw, std::size_t at, Pair& pair) noexcept {
  const std::size_t equals = find_either(raw, at, '=', '&');
  if (equals == at || equals == raw.size() || raw[equals] == '&') return false;
  const std::size_t end = find_either(raw, equals + 1, '=', '&');
  pair = {at, equals, end, false};
  return end == raw.size() || raw[end] == '&';
}

// Whether `a` may stand before `b` in both orders. Without escapes the two orders are one.
bool is_ordered(std::string_view raw, const Pair& a, const Pair& b) noexcept {
  if (a.escaped || b.escaped) {
    const auto first = static_cast<Offset>(a.begin), second = static_cast<Offset>(b.begin);
    return !PairLess{raw, QueryOrder::Decoded}(second, first) &&
           !PairLess{raw, QueryOrder::Encoded}(second, first);
  }
  const std::string_view left = raw.substr(a.begin, a.equals - a.begin);
  const std::string_view right = raw.substr(b.begin, b.equals - b.begin);
  const std::uint64_t left_key = leading(left.data(), left.size());
  const std::uint64_t right_key = leading(right.data(), right.size());
  if (left_key != right_key) return left_key < right_key;
  if (const int names = left.compare(right); names != 0) return names < 0;
  return raw.substr(a.equals, a.end - a.equals) <= raw.substr(b.equals, b.end - b.equals);
}

bool is_canonical(std::string_view raw) noexcept {
  const bool is_coded = http::is_any_byte(raw, is_other, [](char c) {
    const Step step = kSteps[static_cast<unsigned char>(c)];
    return step == Step::Other || step == Step::Escape;
  });
  const auto read_pair = is_coded ? read_canonical_pair : read_plain_pair;
  Pair previous, pair;
  if (!read_pair(raw, 0, previous)) return false;
  while (previous.end < raw.size()) {
    if (!read_pair(raw, previous.end + 1, pair)) return false;
    if (!is_ordered(raw, previous, pair)) return false;
    previous = pair;
  }
  return true;
}

// Counts the pairs that have a name; all ones where an escape is bad.
constexpr std::size_t kBadEscape = ~std::size_t{0};

std::size_t count_pairs(std::string_view raw) noexcept {
  std::size_t count = 0;
  bool at_begin = true;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const char c = raw[i];
    if (c == '%') {
      if (raw.size() - i < 3 || ascii::hex_value(raw[i + 1]) < 0 || ascii::hex_value(raw[i + 2]) < 0)
        return kBadEscape;
      i += 2;
    }
    if (at_begin && c != '&' && c != '=') ++count;
    at_begin = c == '&';
  }
  return count;
}

void find_pairs(std::string_view raw, std::span<Offset> pairs) noexcept {
  std::size_t found = 0;
  for (std::size_t at = 0; found < pairs.size();) {
    if (raw[at] != '&' && raw[at] != '=') pairs[found++] = static_cast<Offset>(at);
    const std::size_t end = raw.find('&', at);
    if (end == std::string_view::npos) return;
    at = end + 1;
  }
}

void write_part(Decoder& part, Sink& sink) noexcept {
  for (int byte = part.next(); byte >= 0; byte = part.next()) {
    const char c = static_cast<char>(byte);
    if (ascii::is_in(ascii::kUnreserved, c)) {
      sink.put(c);
    } else {
      sink.put_escaped(c);
    }
  }
}

void write_pairs(std::string_view raw, std::span<const Offset> pairs, Sink& sink) noexcept {
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (i > 0) sink.put('&');
    Decoder name(raw, pairs[i], Part::Name);
    write_part(name, sink);
    sink.put('=');
    Decoder value(raw, name.value_begin(), Part::Value);
    write_part(value, sink);
  }
}

bool write_sorted(std::string_view raw, std::span<Offset> pairs, QueryOrder order, Sink& sink) noexcept {
  const PairLess decoded{raw, QueryOrder::Decoded}, encoded{raw, QueryOrder::Encoded};
  find_pairs(raw, pairs);
  std::sort(pairs.begin(), pairs.end(), decoded);
  const bool orders_differ = !std::is_sorted(pairs.begin(), pairs.end(), encoded);
  if (orders_differ && order == QueryOrder::Encoded) std::sort(pairs.begin(), pairs.end(), encoded);
  write_pairs(raw, pairs, sink);
  return orders_differ;
}

// Apart, so that only a long query pays for 64 KiB of stack.
[[gnu::noinline]] bool write_many(std::string_view raw, std::size_t count, QueryOrder order,
                                  Sink& sink) noexcept {
  std::array<Offset, kMaxPairs> pairs;
  return write_sorted(raw, std::span(pairs).first(count), order, sink);
}

}  // namespace

QueryResult write_query(std::string_view raw, QueryOrder order, Sink& sink) noexcept {
  if (raw.empty()) return {};
  if (is_canonical(raw)) {
    sink.put(raw);
    return {};
  }
  constexpr std::size_t few = 64;
  const std::size_t count = count_pairs(raw);
  if (count == kBadEscape) return {.fault = Reason::SignedQueryIllegal};
  if (count > kMaxPairs || raw.size() > UINT32_MAX)
    return {.fault = Reason::SignedQueryIllegal, .too_many = true};
  if (count > few) return {.orders_differ = write_many(raw, count, order, sink)};
  std::array<Offset, few> pairs;
  return {.orders_differ = write_sorted(raw, std::span(pairs).first(count), order, sink)};
}

}  // namespace sluice::sign
