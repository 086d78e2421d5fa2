// N calls at once that pass, and one more that is refused.
#include <algorithm>

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
}

}  // namespace cli::gencases
