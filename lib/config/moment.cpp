#include "config/moment.hpp"

#include <chrono>

#include "base/ascii.hpp"
#include "base/number.hpp"

namespace sluice::config {
namespace {

// Takes digits and the byte behind them off `rest`.
std::optional<std::int64_t> take(std::string_view& rest, std::size_t digits, char end) noexcept {
  if (rest.size() < digits + (end != '\0' ? 1 : 0)) return std::nullopt;
  const auto value = number::decimal(rest.substr(0, digits));
  if (!value || (end != '\0' && ascii::lower(rest[digits]) != end)) return std::nullopt;
  rest.remove_prefix(digits + (end != '\0' ? 1 : 0));
  return static_cast<std::int64_t>(*value);
}

bool drop_fraction(std::string_view& rest) noexcept {
  if (!rest.starts_with('.')) return true;
  rest.remove_prefix(1);
  const std::size_t before = rest.size();
  while (!rest.empty() && ascii::is_digit(rest.front())) rest.remove_prefix(1);
  return rest.size() < before;
}

// `Z`, or hours and minutes east of it, in seconds.
std::optional<std::int64_t> offset(std::string_view rest) noexcept {
  if (rest == "Z" || rest == "z") return 0;
  const bool west = rest.starts_with('-');
  if (!west && !rest.starts_with('+')) return std::nullopt;
  rest.remove_prefix(1);
  const auto hours = take(rest, 2, ':');
  const auto minutes = hours ? take(rest, 2, '\0') : std::nullopt;
  if (!minutes || !rest.empty() || *hours > 23 || *minutes > 59) return std::nullopt;
  return (west ? -1 : 1) * (*hours * 3600 + *minutes * 60);
}

}  // namespace

std::optional<std::int64_t> read_moment(std::string_view text) noexcept {
  const auto year = take(text, 4, '-');
  const auto month = year ? take(text, 2, '-') : std::nullopt;
  const auto day = month ? take(text, 2, 't') : std::nullopt;
  const auto hour = day ? take(text, 2, ':') : std::nullopt;
  const auto minute = hour ? take(text, 2, ':') : std::nullopt;
  const auto second = minute ? take(text, 2, '\0') : std::nullopt;
  if (!second || *hour > 23 || *minute > 59 || *second > 60 || !drop_fraction(text)) return std::nullopt;
  const auto east = offset(text);
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!east || !date.ok()) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  return days * 86400 + *hour * 3600 + *minute * 60 + *second - *east;
}

}  // namespace sluice::config
