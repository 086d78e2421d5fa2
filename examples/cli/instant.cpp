#include "instant.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <string>

#include "fault.hpp"
#include "sluice/date.hpp"

namespace cli {
namespace {

/// A decimal number: 0.<digits> x 10^point.
struct Decimal {
  bool is_negative = false;
  std::string digits;
  std::int64_t point = 0;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes the digits at the front of `text`.
std::string_view take_digits(std::string_view& text) {
  const auto end = std::ranges::find_if_not(text, is_digit);
  const std::string_view digits = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(digits.size());
  return digits;
}

std::optional<std::int64_t> read_exponent(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  std::int64_t value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc{} || end != text.data() + text.size() || value > 40 || value < -40)
    return std::nullopt;
  return value;
}

std::optional<Decimal> read_decimal(std::string_view text) {
  Decimal number;
  number.is_negative = text.starts_with('-');
  if (number.is_negative) text.remove_prefix(1);
  const std::string_view whole = take_digits(text);
  if (whole.empty()) return std::nullopt;
  number.digits = whole;
  number.point = static_cast<std::int64_t>(whole.size());
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    const std::string_view fraction = take_digits(text);
    if (fraction.empty()) return std::nullopt;
    number.digits += fraction;
  }
  if (text.empty()) return number;
  if (text.front() != 'e' && text.front() != 'E') return std::nullopt;
  const auto exponent = read_exponent(text.substr(1));
  if (!exponent) return std::nullopt;
  number.point += *exponent;
  return number;
}

/// The digits before and behind the point, the latter rounded to nine; nothing where they do not fit.
std::optional<sluice::Now> to_now(Decimal number) {
  if (number.point < 0) {
    number.digits.insert(0, static_cast<std::size_t>(-number.point), '0');
    number.point = 0;
  }
  const auto point = static_cast<std::size_t>(number.point);
  if (number.digits.size() < point + 10) number.digits.resize(point + 10, '0');
  std::int64_t seconds = 0;
  std::int64_t nanoseconds = 0;
  const char* const digits = number.digits.data();
  if (point > 0 && std::from_chars(digits, digits + point, seconds).ec != std::errc{}) return std::nullopt;
  std::from_chars(digits + point, digits + point + 9, nanoseconds);
  if (digits[point + 9] >= '5') ++nanoseconds;
  if (number.is_negative) {
    seconds = -seconds;
    nanoseconds = -nanoseconds;
  }
  constexpr std::int64_t second = 1'000'000'000;
  if (nanoseconds < 0) {
    if (seconds == INT64_MIN) return std::nullopt;
    --seconds;
    nanoseconds += second;
  }
  if (nanoseconds == second) {
    if (seconds == INT64_MAX) return std::nullopt;
    ++seconds;
    nanoseconds = 0;
  }
  return sluice::Now{seconds, static_cast<std::uint32_t>(nanoseconds)};
}

}  // namespace

std::optional<sluice::Now> read_instant(std::string_view text) {
  if (const auto seconds = sluice::date::read(text)) return sluice::Now{*seconds};
  const auto number = read_decimal(text);
  return number ? to_now(*number) : std::nullopt;
}

sluice::Now read_instant(const json::Value& value) {
  const auto now = read_instant(value.kind() == json::Kind::Text ? value.text() : value.number());
  if (now) return *now;
  throw Fault{"bad_value", value.pointer() + " must be a date like 20210224T100000Z, or seconds since 1970",
              value.pointer()};
}

sluice::Now machine_instant() { return sluice::now_at(std::chrono::system_clock::now().time_since_epoch()); }

sluice::Now SteadyClock::at(sluice::Now wall) {
  const std::uint64_t ns = sluice::steady_of(wall);
  const std::uint64_t gained = wall_ns_ == 0 ? ns : ns > wall_ns_ ? ns - wall_ns_ : 0;
  // Only a wall clock that leaps over centuries, more than once, comes to the end of the steady one.
  steady_ns_ = gained > UINT64_MAX - steady_ns_ ? ns : steady_ns_ + gained;
  wall_ns_ = ns;
  wall.steady_ns = steady_ns_;
  return wall;
}

}  // namespace cli
