// Rules for single header fields, as one table. Source: RFC 9110 7.6.1 (fields of one hop); published
// gateway's user guide, "Security authentication" (credentials are not handed on).
#include "backend/reserved.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/ascii.hpp"

namespace sluice::backend {
namespace {

struct Rule {
  std::string_view name;
  Fate fate;
};

// By length, so that a look-up compares with the few names as long as the one at hand.
constexpr auto kRules = std::to_array<Rule>({
    {"te", Fate::Gone},
    {"host", Fate::Gone},
    {"apikey", Fate::Gone},
    {"upgrade", Fate::Upgrade},
    {"trailer", Fate::Gone},
    {"x-stage", Fate::Stay},
    {"x-hw-id", Fate::Stay},
    {"connection", Fate::Gone},
    {"keep-alive", Fate::Gone},
    {"x-sdk-date", Fate::Signing},
    {"x-domain-id", Fate::Stay},
    {"x-hw-appkey", Fate::Gone},
    {"x-apig-mode", Fate::Stay},
    {"content-type", Fate::Stay},
    {"x-auth-token", Fate::Token},
    {"x-project-id", Fate::Stay},
    {"x-request-id", Fate::Gone},
    {"authorization", Fate::Authorization},
    {"content-length", Fate::Stay},
    {"http2-settings", Fate::Gone},
    {"x-forwarded-for", Fate::ForwardedFor},
    {"transfer-encoding", Fate::Gone},
    {"x-security-token", Fate::Stay},
    {"x-sdk-content-sha256", Fate::Signing},
});

constexpr std::size_t kLongest = 20;

// For each length, where its rules begin in a copy sorted by length.
struct ByLength {
  std::array<Rule, kRules.size()> rules;
  std::array<std::uint8_t, kLongest + 2> first;
};

consteval ByLength by_length() {
  ByLength table{kRules, {}};
  std::ranges::sort(table.rules, {}, [](const Rule& r) { return r.name.size(); });
  for (std::size_t length = 0, at = 0; length < table.first.size(); ++length) {
    while (at < table.rules.size() && table.rules[at].name.size() < length) ++at;
    table.first[length] = static_cast<std::uint8_t>(at);
  }
  return table;
}

constexpr ByLength kTable = by_length();
static_assert(kTable.rules.back().name.size() == kLongest);

}  // namespace

Fate fate_of(std::string_view name) noexcept {
  if (name.size() <= kLongest)
    for (std::size_t i = kTable.first[name.size()]; i < kTable.first[name.size() + 1]; ++i)
      if (ascii::equals_ignoring_case(name, kTable.rules[i].name)) return kTable.rules[i].fate;
  if (ascii::starts_with_ignoring_case(name, "x-apig-") || ascii::starts_with_ignoring_case(name, "proxy-"))
    return Fate::Gone;
  return ascii::starts_with_ignoring_case(name, "x-sdk-") ? Fate::Stay : Fate::Free;
}

bool is_twin(std::string_view name) noexcept {
  constexpr std::size_t longest_prefix = 32;  // behind that only a prefix can make it reserved
  if (name.find('_') == name.npos) return false;
  std::array<char, longest_prefix> dashed;
  const std::size_t size = std::min(name.size(), dashed.size());
  std::transform(name.begin(), name.begin() + static_cast<std::ptrdiff_t>(size), dashed.begin(),
                 [](char c) { return c == '_' ? '-' : c; });
  return fate_of({dashed.data(), size}) != Fate::Free;
}

}  // namespace sluice::backend
