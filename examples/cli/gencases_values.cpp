#include "gencases_values.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>

#include "escapes.hpp"
#include "utf8.hpp"

namespace cli::gencases {
namespace {

using sluice::Reason;
using sluice::RequestParameterSpec;

constexpr std::size_t kLongest = 8000;  // of a generated value: it has to fit into a request

std::string_view trim(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  return text.substr(0, text.find_last_not_of(" \t") + 1);
}

std::vector<std::string> items(const RequestParameterSpec& parameter) {
  std::vector<std::string> all;
  if (parameter.enumerations.empty()) return all;
  for (const std::string_view item : split(parameter.enumerations, ",")) all.emplace_back(trim(item));
  return all;
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::int64_t length(std::string_view text) {
  if (utf8::good_prefix(text) != text.size()) return static_cast<std::int64_t>(text.size());
  return std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
}

Reason judge_bounds(const RequestParameterSpec& parameter, std::string_view value) {
  if (parameter.type == "NUMBER") {
    const std::int64_t number = *whole_number(value);
    if (parameter.min_num && number < *parameter.min_num) return Reason::ParameterTooSmall;
    return parameter.max_num && number > *parameter.max_num ? Reason::ParameterTooLarge : Reason::None;
  }
  if (parameter.min_size && length(value) < *parameter.min_size) return Reason::ParameterTooShort;
  return parameter.max_size && length(value) > *parameter.max_size ? Reason::ParameterTooLong : Reason::None;
}

void add_number(std::vector<std::pair<std::string, std::string>>& to, const std::string& what,
                std::int64_t value, std::int64_t beyond) {
  to.emplace_back(what, std::to_string(value));
  const bool fits = beyond < 0 ? value > std::numeric_limits<std::int64_t>::min()
                               : value < std::numeric_limits<std::int64_t>::max();
  if (fits) to.emplace_back("beyond " + what, std::to_string(value + beyond));
}

void add_length(std::vector<std::pair<std::string, std::string>>& to, const std::string& what,
                std::int64_t size, std::int64_t beyond) {
  for (const std::int64_t count : {size, size + beyond})
    if (count >= 0 && count <= static_cast<std::int64_t>(kLongest))
      to.emplace_back(count == size ? what : "beyond " + what,
                      std::string(static_cast<std::size_t>(count), 'a'));
}

}  // namespace

Reason refusal_of(const RequestParameterSpec& parameter, std::string_view value) {
  if (parameter.valid_enable != 1) return Reason::None;
  if (parameter.type == "NUMBER" && !whole_number(value)) return Reason::ParameterNotNumber;
  const auto allowed = items(parameter);
  if (!allowed.empty() && std::ranges::find(allowed, value) == allowed.end())
    return Reason::ParameterNotAllowed;
  return judge_bounds(parameter, value);
}

std::vector<std::string> candidates(const RequestParameterSpec& parameter) {
  std::vector<std::string> all;
  if (parameter.valid_enable == 1) {
    all = items(parameter);
    for (const auto& bound : {parameter.min_num, parameter.max_num})
      if (bound) all.push_back(std::to_string(*bound));
    for (const auto& bound : {parameter.min_size, parameter.max_size})
      if (bound && *bound > 0 && *bound <= static_cast<std::int64_t>(kLongest))
        all.emplace_back(static_cast<std::size_t>(*bound), 'a');
  }
  for (const char* plain : {"7", "v1", "q7z", "x-2", "12", "aaaa"}) all.emplace_back(plain);
  if (parameter.default_value) all.push_back(*parameter.default_value);
  if (!parameter.sample_value.empty()) all.push_back(parameter.sample_value);
  return all;
}

std::vector<std::pair<std::string, std::string>> boundaries(const RequestParameterSpec& parameter) {
  std::vector<std::pair<std::string, std::string>> all;
  if (parameter.valid_enable != 1) return all;
  if (parameter.type == "NUMBER") {
    if (parameter.min_num) add_number(all, "the least number", *parameter.min_num, -1);
    if (parameter.max_num) add_number(all, "the greatest number", *parameter.max_num, 1);
    all.emplace_back("no number", "12a");
  } else {
    if (parameter.min_size) add_length(all, "the least length", *parameter.min_size, -1);
    if (parameter.max_size) add_length(all, "the greatest length", *parameter.max_size, 1);
  }
  for (const std::string& item : items(parameter)) all.emplace_back("a listed value", item);
  if (!parameter.enumerations.empty())
    all.emplace_back("a value that is not listed", items(parameter).front() + "0");
  return all;
}

bool is_required(const RequestParameterSpec& parameter) {
  return parameter.required.value_or(parameter.location == "PATH" ? 1 : 2) == 1;
}

}  // namespace cli::gencases
