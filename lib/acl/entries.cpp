// Judges the entries of a list one by one; see entries.hpp.
#include "acl/entries.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "base/ascii.hpp"

namespace sluice::acl {
namespace {

constexpr std::ptrdiff_t kMaxNameCharacters = 64;
constexpr std::size_t kIdBytes = 32;

/// A fault of entry `index`, which is a view into `list`.
Fault fault_of(std::string_view list, std::string_view entry, std::uint32_t index) {
  Fault fault;
  fault.index = index;
  fault.offset = static_cast<std::uint32_t>(entry.data() - list.data());
  fault.text = entry;
  return fault;
}

bool is_account_name(std::string_view text) noexcept {
  const auto begins_character = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; };
  return !text.empty() && std::ranges::count_if(text, begins_character) <= kMaxNameCharacters &&
         !std::ranges::all_of(text, ascii::is_digit);
}

bool is_account_id(std::string_view text) noexcept {
  return text.size() == kIdBytes &&
         std::ranges::all_of(text, [](char c) { return ascii::is_letter(c) || ascii::is_digit(c); });
}

}  // namespace

std::vector<std::string_view> split(std::string_view entries) {
  std::vector<std::string_view> parts;
  parts.reserve(1 + static_cast<std::size_t>(std::ranges::count(entries, ',')));
  for (;;) {
    const std::size_t comma = entries.find(',');
    parts.push_back(entries.substr(0, comma));
    if (comma == std::string_view::npos) return parts;
    entries.remove_prefix(comma + 1);
  }
}

std::vector<Range> read_ranges(std::string_view list, const std::vector<std::string_view>& entries,
                               std::vector<Fault>& faults) {
  std::vector<Range> ranges;
  ranges.reserve(entries.size());
  for (std::uint32_t i = 0; i < entries.size(); ++i) {
    const auto range = read_range(entries[i]);
    if (range) {
      ranges.push_back(*range);
      continue;
    }
    faults.push_back(fault_of(list, entries[i], i));
    faults.back().cause = range.error();
  }
  return ranges;
}

void check_repeated(std::string_view list, const std::vector<std::string_view>& entries,
                    const std::vector<Range>& ranges, std::vector<Fault>& faults) {
  std::vector<std::uint32_t> order(ranges.size());
  std::iota(order.begin(), order.end(), 0u);
  std::ranges::sort(order, {},
                    [&](std::uint32_t i) { return std::tuple(ranges[i].first, ranges[i].last, i); });
  for (std::size_t at = 1, earliest = 0; at < order.size(); ++at) {
    if (!(ranges[order[at]] == ranges[order[earliest]])) {
      earliest = at;
      continue;
    }
    faults.push_back(fault_of(list, entries[order[at]], order[at]));
    faults.back().kind = Fault::Kind::Duplicate;
    faults.back().earlier = order[earliest];
  }
  std::ranges::sort(faults, {}, &Fault::index);
}

void check_accounts(std::string_view list, const std::vector<std::string_view>& entries, Subject subject,
                    std::vector<Fault>& faults) {
  const auto is_legal = subject == Subject::AccountName ? is_account_name : is_account_id;
  for (std::uint32_t i = 0; i < entries.size(); ++i)
    if (!is_legal(entries[i])) faults.push_back(fault_of(list, entries[i], i));
}

}  // namespace sluice::acl
