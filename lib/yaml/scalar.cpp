#include "yaml/scalar.hpp"

#include <charconv>
#include <optional>
#include <system_error>

#include "base/ascii.hpp"
#include "base/number.hpp"

namespace sluice::yaml {
namespace {

using json::Kind;

constexpr std::string_view kNulls[] = {"", "~", "null", "Null", "NULL"};
constexpr std::string_view kTrues[] = {"true", "True", "TRUE"};
constexpr std::string_view kFalses[] = {"false", "False", "FALSE"};
constexpr std::string_view kInfinities[] = {".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"};

template <std::size_t kSize>
bool is_among(std::string_view text, const std::string_view (&words)[kSize]) noexcept {
  for (const std::string_view word : words)
    if (text == word) return true;
  return false;
}

std::string_view without_sign(std::string_view text) noexcept {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return text;
}

std::size_t digits(std::string_view text) noexcept {
  std::size_t size = 0;
  while (size < text.size() && ascii::is_digit(text[size])) ++size;
  return size;
}

// [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
bool is_number(std::string_view text) noexcept {
  text = without_sign(text);
  const std::size_t whole = digits(text);
  text.remove_prefix(whole);
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    const std::size_t part = digits(text);
    if (whole == 0 && part == 0) return false;
    text.remove_prefix(part);
  } else if (whole == 0) {
    return false;
  }
  if (text.empty()) return true;
  if (text.front() != 'e' && text.front() != 'E') return false;
  text = without_sign(text.substr(1));
  return !text.empty() && digits(text) == text.size();
}

constexpr Scalar kOutOfRange{.kind = Kind::Number, .is_out_of_range = true};

// Digits of a base after its prefix.
std::optional<Scalar> based(std::string_view text, std::string_view prefix, int base) noexcept {
  if (!text.starts_with(prefix) || text.size() == prefix.size()) return std::nullopt;
  text.remove_prefix(prefix.size());
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (end != text.data() + text.size() || text.front() == '-') return std::nullopt;
  if (error == std::errc::result_out_of_range) return kOutOfRange;
  return Scalar{.kind = Kind::Integer, .integer = value};
}

Scalar decimal(std::string_view text) noexcept {
  if (text.starts_with('+')) text.remove_prefix(1);
  if (const auto integer = number::signed_decimal(text)) return {.kind = Kind::Integer, .integer = *integer};
  double value = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc()) return kOutOfRange;
  return {.kind = Kind::Number, .number = value};
}

}  // namespace

Scalar read_plain(std::string_view text) noexcept {
  if (is_among(text, kNulls)) return {.kind = Kind::Null};
  if (is_among(text, kTrues)) return {.kind = Kind::Boolean, .boolean = true};
  if (is_among(text, kFalses)) return {.kind = Kind::Boolean};
  if (is_among(without_sign(text), kInfinities)) return kOutOfRange;
  if (const auto octal = based(text, "0o", 8)) return *octal;
  if (const auto hex = based(text, "0x", 16)) return *hex;
  return is_number(text) ? decimal(text) : Scalar{};
}

}  // namespace sluice::yaml
