// Numbers and lengths. Source: RFC 8259 6 for the grammar of numbers; RFC 3629 for UTF-8.
#include "params/rule.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "base/ascii.hpp"
#include "base/number.hpp"

namespace sluice::params {
namespace {

// The parts of a number; every part but `whole` may be empty.
struct Number {
  bool is_negative = false;
  std::string_view whole, fraction, exponent;
};

std::string_view take_digits(std::string_view& rest) noexcept {
  const auto end = std::ranges::find_if_not(rest, ascii::is_digit);
  const std::string_view digits = rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
  rest.remove_prefix(digits.size());
  return digits;
}

std::optional<Number> read(std::string_view text) noexcept {
  Number n;
  n.is_negative = text.starts_with('-');
  if (n.is_negative) text.remove_prefix(1);
  n.whole = take_digits(text);
  if (n.whole.empty()) return std::nullopt;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    n.fraction = take_digits(text);
    if (n.fraction.empty()) return std::nullopt;
  }
  if (text.starts_with('e') || text.starts_with('E')) {
    const std::string_view start = text.substr(1);
    text.remove_prefix(text.size() > 1 && (text[1] == '+' || text[1] == '-') ? 2 : 1);
    if (take_digits(text).empty()) return std::nullopt;
    n.exponent = start.substr(0, start.size() - text.size());
  }
  return text.empty() ? std::optional(n) : std::nullopt;
}

// True for a number too large for floating point, false for one too small; asked only of those.
bool is_huge(const Number& n) noexcept {
  const std::size_t zeros = std::min(n.whole.find_first_not_of('0'), n.whole.size());
  if (n.exponent.starts_with('-')) return false;
  return zeros < n.whole.size() || !n.exponent.empty();
}

double value_of(std::string_view text, const Number& n) noexcept {
  double value = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc::result_out_of_range)
    return value;
  if (!is_huge(n)) return 0;
  constexpr double infinity = std::numeric_limits<double>::infinity();
  return n.is_negative ? -infinity : infinity;
}

template <class T>
Fit fit(T value, T least, T most) noexcept {
  return value < least ? Fit::Below : value > most ? Fit::Above : Fit::Within;
}

// Bytes of the code point in front, 0 where there is none.
std::size_t code_point_size(std::string_view text) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  const std::size_t size = lead < 0x80   ? 1
                           : lead < 0xc2 ? 0
                           : lead < 0xe0 ? 2
                           : lead < 0xf0 ? 3
                           : lead < 0xf5 ? 4
                                         : 0;
  if (size == 0 || size > text.size()) return 0;
  for (std::size_t i = 1; i < size; ++i)
    if ((byte(i) & 0xc0) != 0x80) return 0;
  if (size < 3) return size;
  const unsigned second = byte(1);  // overlong forms, surrogates, beyond U+10FFFF
  const bool is_bad = (lead == 0xe0 && second < 0xa0) || (lead == 0xed && second > 0x9f) ||
                      (lead == 0xf0 && second < 0x90) || (lead == 0xf4 && second > 0x8f);
  return is_bad ? 0 : size;
}

}  // namespace

std::optional<Fit> fit_number(std::string_view text, std::int64_t least, std::int64_t most) noexcept {
  const auto parts = read(text);
  if (!parts) return std::nullopt;
  if (parts->fraction.empty() && parts->exponent.empty())
    if (const auto whole = number::signed_decimal(text)) return fit(*whole, least, most);
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const double low =
      least == std::numeric_limits<std::int64_t>::min() ? -infinity : static_cast<double>(least);
  const double high = most == std::numeric_limits<std::int64_t>::max() ? infinity : static_cast<double>(most);
  return fit(value_of(text, *parts), low, high);
}

std::size_t length_of(std::string_view text) noexcept {
  std::size_t points = 0;
  for (std::size_t at = 0; at < text.size(); ++points) {
    const std::size_t size = code_point_size(text.substr(at));
    if (size == 0) return text.size();
    at += size;
  }
  return points;
}

}  // namespace sluice::params
