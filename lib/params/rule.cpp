// Numbers and lengths. Source: RFC 8259 6 for the grammar of numbers; RFC 3629 for UTF-8.
#include "params/rule.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "base/ascii.hpp"
#include "base/number.hpp"
#include "base/utf8.hpp"

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
  for (std::string_view rest = text; !rest.empty(); ++points) {
    const utf8::Step step = utf8::first(rest);
    if (!step.valid) return text.size();
    rest.remove_prefix(step.bytes);
  }
  return points;
}

}  // namespace sluice::params
