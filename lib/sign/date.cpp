#include "sluice/date.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/calendar.hpp"
#include "http/block.hpp"

namespace sluice::date {
namespace {

constexpr std::int64_t kSecondsADay = 86400;
constexpr std::int64_t kLastSecond = calendar::days_of({9999, 12, 31}) * kSecondsADay + kSecondsADay - 1;

constexpr std::string_view kShape = "00000000T000000Z";

// Digits and what stands between them, sixteen bytes at once.
bool has_shape(std::string_view text) noexcept {
  if (text.size() != kShape.size()) return false;
  const http::Block bytes = http::block_at(text.data()), shape = http::block_at(kShape.data());
  const http::Block may_be_digit = http::equal(shape, '0') & http::between(bytes, '0', '9');
  return http::bits_of(may_be_digit | reinterpret_cast<http::Block>(bytes == shape)) == 0xffff;
}

// The number in `count` digits that were checked before.
template <std::size_t count>
unsigned digits(std::string_view text, std::size_t at) noexcept {
  unsigned value = 0;
  for (std::size_t i = at; i < at + count; ++i) value = value * 10 + static_cast<unsigned>(text[i] - '0');
  return value;
}

void put(Text& text, std::size_t at, std::size_t count, std::int64_t value) noexcept {
  for (std::size_t i = at + count; i-- > at; value /= 10) text.bytes[i] = static_cast<char>('0' + value % 10);
}

}  // namespace

std::optional<std::int64_t> read(std::string_view text) noexcept {
  if (!has_shape(text)) return std::nullopt;
  const calendar::Day day{digits<4>(text, 0), digits<2>(text, 4), digits<2>(text, 6)};
  const unsigned hour = digits<2>(text, 9), minute = digits<2>(text, 11), second = digits<2>(text, 13);
  if (day.year < 1970 || day.month < 1 || day.month > 12 || day.day < 1) return std::nullopt;
  if (day.day > calendar::days_in(day.year, day.month)) return std::nullopt;
  if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return calendar::days_of(day) * kSecondsADay + hour * 3600 + minute * 60 + second;
}

Text write(std::int64_t seconds) noexcept {
  seconds = std::clamp<std::int64_t>(seconds, 0, kLastSecond);
  const calendar::Day day = calendar::day_of(seconds / kSecondsADay);
  const std::int64_t second = seconds % kSecondsADay;
  Text text;
  std::copy(kShape.begin(), kShape.end(), text.bytes.begin());
  put(text, 0, 4, day.year);
  put(text, 4, 2, day.month);
  put(text, 6, 2, day.day);
  put(text, 9, 2, second / 3600);
  put(text, 11, 2, second / 60 % 60);
  put(text, 13, 2, second % 60);
  return text;
}

bool is_within(std::int64_t a, std::int64_t b, std::int64_t window) noexcept {
  // In unsigned arithmetic the difference of any two is exact.
  const auto left = static_cast<std::uint64_t>(a), right = static_cast<std::uint64_t>(b);
  const std::uint64_t distance = a > b ? left - right : right - left;
  return window >= 0 && distance <= static_cast<std::uint64_t>(window);
}

}  // namespace sluice::date
