// Numbers and lengths. Source: RFC 8259 6 for the grammar of numbers; RFC 3629 for UTF-8.
#include "params/rule.hpp"

#include <algorithm>
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

// The digits of a number from its first one that is not 0, as if they stood behind one another.
class Significant {
 public:
  explicit Significant(const Number& n) noexcept : n_(n) {
    while (first_ < size() && digit(first_) == '0') ++first_;
    // An exponent past 18 digits moves the point further than any text is long.
    const auto exponent =
        number::signed_decimal(n.exponent.starts_with('+') ? n.exponent.substr(1) : n.exponent);
    constexpr std::int64_t far = std::int64_t{1} << 40;
    const std::int64_t limit = n.exponent.starts_with('-') ? -far : far;
    const std::int64_t moved = n.exponent.empty() ? 0 : std::clamp(exponent.value_or(limit), -far, far);
    whole_digits_ = static_cast<std::int64_t>(n.whole.size()) - static_cast<std::int64_t>(first_) + moved;
  }

  bool is_zero() const noexcept { return first_ == size(); }

  /// Negative, 0 or positive, as this magnitude is below, equal to or above `bound`.
  int compare(std::uint64_t bound) const noexcept {
    if (is_zero()) return bound == 0 ? 0 : -1;
    if (bound == 0) return 1;
    const number::Digits text(bound);
    const std::string_view digits = text.view();
    const auto size_of_bound = static_cast<std::int64_t>(digits.size());
    if (whole_digits_ != size_of_bound) return whole_digits_ < size_of_bound ? -1 : 1;
    std::size_t at = first_;
    for (char expected : digits) {
      const char own = at < size() ? digit(at) : '0';
      ++at;
      if (own != expected) return own < expected ? -1 : 1;
    }
    for (; at < size(); ++at)
      if (digit(at) != '0') return 1;
    return 0;
  }

 private:
  std::size_t size() const noexcept { return n_.whole.size() + n_.fraction.size(); }
  char digit(std::size_t at) const noexcept {
    return at < n_.whole.size() ? n_.whole[at] : n_.fraction[at - n_.whole.size()];
  }

  const Number& n_;
  std::size_t first_ = 0;
  std::int64_t whole_digits_ = 0;  // in front of the point; 0 or fewer for a magnitude below 1
};

int compare(const Number& n, const Significant& digits, std::int64_t bound) noexcept {
  if (digits.is_zero()) return bound == 0 ? 0 : bound > 0 ? -1 : 1;
  if (n.is_negative != (bound < 0)) return n.is_negative ? -1 : 1;
  const auto unsigned_bound = static_cast<std::uint64_t>(bound);
  return n.is_negative ? -digits.compare(0 - unsigned_bound) : digits.compare(unsigned_bound);
}

}  // namespace

std::optional<Fit> fit_number(std::string_view text, std::int64_t least, std::int64_t most) noexcept {
  const auto parts = read(text);
  if (!parts) return std::nullopt;
  constexpr std::int64_t lowest = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t highest = std::numeric_limits<std::int64_t>::max();
  const Significant digits(*parts);
  if (least != lowest && compare(*parts, digits, least) < 0) return Fit::Below;
  if (most != highest && compare(*parts, digits, most) > 0) return Fit::Above;
  return Fit::Within;
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
