#include "config/rules.hpp"

#include "base/utf8.hpp"

namespace sluice::config {
namespace {

bool has_characters(std::string_view text, const Shape& shape) noexcept {
  for (bool is_first = true; !text.empty(); is_first = false) {
    const utf8::Step step = utf8::first(text);
    if (!step.valid || !(is_first ? shape.is_first : shape.is_other)(step.code)) return false;
    text.remove_prefix(step.bytes);
  }
  return true;
}

std::string characters(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " character" : " characters");
}

}  // namespace

bool check_present(Report& report, std::string_view field, bool is_present) {
  if (!is_present) report.error(row_of(2001), field, "is required");
  return is_present;
}

bool check_text(Report& report, std::string_view field, std::string_view text, const Shape& shape,
                Needed needed) {
  if (text.empty()) return needed == Needed::No || check_present(report, field, false);
  const std::size_t size = utf8::count(text);
  const auto shown = [&] { return shape.is_secret ? std::string("the value") : quote(text); };
  if (shape.min == shape.max && size != shape.min)
    report.error(row_of(2007), field, shown() + " must have " + characters(shape.min));
  else if (size < shape.min)
    report.error(row_of(2005), field, shown() + " is shorter than " + characters(shape.min));
  else if (size > shape.max)
    report.error(row_of(2006), field, shown() + " is longer than " + characters(shape.max));
  else if (!has_characters(text, shape))
    report.error(row_of(2011), field, shown() + " must be " + std::string(shape.meaning));
  else
    return true;
  return false;
}

bool is_word_of(std::string_view word, std::string_view words) noexcept {
  while (!words.empty()) {
    const std::size_t end = words.find(' ');
    if (words.substr(0, end) == word) return true;
    words.remove_prefix(end == words.npos ? words.size() : end + 1);
  }
  return false;
}

bool check_word(Report& report, std::string_view field, std::string_view text, std::string_view words,
                Needed needed) {
  if (text.empty() && needed == Needed::Yes) return check_present(report, field, false);
  if (!text.empty() && is_word_of(text, words)) return true;
  report.error(row_of(2004), field, quote(text) + " is none of: " + std::string(words));
  return false;
}

bool check_number(Report& report, std::string_view field, std::int64_t number, std::int64_t min,
                  std::int64_t max, const Bounds& bounds) {
  if (number >= min && number <= max) return true;
  const bool below = number < min;
  report.error(
      below ? bounds.below : bounds.above, field,
      std::to_string(number) + (below ? " is below " : " is above ") + std::to_string(below ? min : max));
  return false;
}

}  // namespace sluice::config
