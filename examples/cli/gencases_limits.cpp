// N calls at once that pass, and one more that is refused.
#include <algorithm>
#include <string>
#include <vector>

#include "gencases_list.hpp"

namespace cli::gencases {
namespace {

constexpr std::int64_t kMost = 20'000;  // calls of one case

/// The limit that a caller meets first; of several that are equal the reason is left open.
Capacity narrowest(const std::vector<Capacity>& all) {
  Capacity least = all.front();
  for (const Capacity& capacity : all)
    if (capacity.calls < least.calls) least = capacity;
  const auto is_equal = [&](const Capacity& capacity) { return capacity.calls == least.calls; };
  if (std::ranges::count_if(all, is_equal) > 1) least.reason = sluice::Reason::None;
  return least;
}

/// Addresses that may call, so many.
std::vector<std::string> clients(const Subject& subject, std::int64_t count) {
  std::vector<std::string> all;
  for (int i = 1; i < 255 && static_cast<std::int64_t>(all.size()) < count; ++i) {
    std::string address = "192.0.2." + std::to_string(i);
    const auto read = sluice::read_address(address);
    if (subject.allows(*read) && subject.can_be_client(*read)) all.push_back(std::move(address));
  }
  return all;
}

/// Where each address has a limit of its own, several of them reach the next limit together.
void add_together(const Subject& subject, const std::vector<Capacity>& all, std::int64_t each, List& list) {
  std::vector<Capacity> others;
  for (const Capacity& capacity : all)
    if (capacity.reason != sluice::Reason::AddressLimit) others.push_back(capacity);
  if (others.empty()) return;
  const Capacity next = narrowest(others);
  const std::int64_t count = (next.calls + each - 1) / each + 1;
  const std::vector<std::string> callers = clients(subject, count);
  if (next.calls > kMost || static_cast<std::int64_t>(callers.size()) < count) return;
  const std::string name = std::to_string(next.calls) + " calls of several addresses";
  std::int64_t left = next.calls;
  for (const std::string& client : callers) {
    Call call = *subject.call();
    call.client = client;
    if (left == 0) {
      Expect expect = subject.refused(next.reason);
      expect.error_code = "APIG.0308";
      return list.add_now(subject, "one more than " + name, std::move(call), std::move(expect));
    }
    const std::int64_t share = std::min(each, left);
    if (left == next.calls)
      list.add(subject, name, std::move(call), subject.usual(), share);
    else
      list.add_now(subject, name, std::move(call), subject.usual(), share);
    left -= share;
  }
}

}  // namespace

void add_limits(const Subject& subject, List& list) {
  const std::vector<Capacity> all = subject.capacities();
  if (all.empty()) return;
  if (subject.refusal() != sluice::Reason::None) return list.miss(subject, "throttle", "no call gets so far");
  const Capacity least = narrowest(all);
  if (least.calls > kMost)
    return list.miss(subject, "throttle", "takes " + std::to_string(least.calls) + " calls");
  const std::string count = std::to_string(least.calls);
  list.add(subject, "its limit of " + count, *subject.call(), subject.usual(), least.calls);
  Expect expect = subject.refused(least.reason);
  expect.error_code = "APIG.0308";
  list.add_now(subject, "one more than " + count, *subject.call(), std::move(expect));
  if (least.reason == sluice::Reason::AddressLimit) add_together(subject, all, least.calls, list);
}

}  // namespace cli::gencases
