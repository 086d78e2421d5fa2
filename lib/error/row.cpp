// The error table as constants, and look-up by row and by code. The rows come from errors.tsv by way of the
// build.
#include <algorithm>
#include <array>

#include "sluice/error.hpp"

namespace sluice::error {
namespace {

constexpr auto kTable = std::to_array<Entry>({
#include "table.inc"
});
static_assert(kTable.size() == kRowCount && kRowCount == 227);

consteval bool is_in_order() {
  for (std::size_t i = 0; i < kTable.size(); ++i)
    if (static_cast<std::size_t>(kTable[i].row) != i) return false;
  return true;
}
static_assert(is_in_order());

// The same rows sorted by code, rows of one code in their first order, so that a code is one span.
consteval auto sorted_by_code() {
  auto table = kTable;
  std::ranges::sort(table, [](const Entry& a, const Entry& b) {
    return a.code != b.code ? a.code < b.code : a.row < b.row;
  });
  return table;
}
constexpr auto kByCode = sorted_by_code();
constexpr std::size_t kPrefixBytes = std::string_view("APIG.").size();

}  // namespace

std::span<const Entry> rows() noexcept { return kTable; }

const Entry& row(Row row) noexcept {
  const auto index = static_cast<std::size_t>(row);
  return kTable[index < kTable.size() ? index : static_cast<std::size_t>(Row::InternalError)];
}

std::span<const Entry> with_code(std::string_view code) noexcept {
  if (code.starts_with("APIG.")) code.remove_prefix(kPrefixBytes);
  const auto digits = [](const Entry& e) { return e.code.substr(kPrefixBytes); };
  // equal_range would do, but clang 14 can't compile this standard library's subrange.
  const auto first = std::ranges::lower_bound(kByCode, code, {}, digits);
  const auto last = std::ranges::upper_bound(first, kByCode.end(), code, {}, digits);
  return {first, last};
}

}  // namespace sluice::error
