#include "gencases_list.hpp"

#include <algorithm>

namespace cli::gencases {
namespace {

constexpr std::int64_t kDay = 86400;
constexpr std::int64_t kLongestWait =
    400 * kDay;  // longer periods leave no room for many cases before the year 9999

std::string name_of(const Subject& subject, const std::string& what) {
  const sluice::Publication& publication = subject.publication();
  return std::string(id_of(*publication.api)) + " " + std::string(publication.environment) + ": " + what;
}

}  // namespace

/// Every case may count, so each finds its limits as if nobody had called before.
void List::move_on(const Subject& subject, std::int64_t calls) {
  std::int64_t wait = subject.kept_seconds() + 1, cap = 0;
  for (const Capacity& capacity : subject.capacities()) {
    if (capacity.reason == sluice::Reason::SubdomainDayCap)
      cap = capacity.calls;
    else
      wait = std::max(wait, std::min(capacity.seconds, kLongestWait) + 1);
  }
  const std::string host = subject.call() ? subject.call()->host : std::string();
  if (cap > 0 && today_[host] + calls > cap) wait = std::max(wait, kDay);
  if (wait >= kDay) today_.clear();
  now_ += wait;
  if (cap > 0) today_[host] += calls;
}

void List::add(const Subject& subject, const std::string& what, Call call, Expect expect,
               std::int64_t repeat) {
  move_on(subject, repeat);
  cases_.push_back(
      {{name_of(subject, what), std::move(call), std::move(expect), repeat, now_}, subject.place()});
}

void List::add_now(const Subject& subject, const std::string& what, Call call, Expect expect,
                   std::int64_t repeat) {
  cases_.push_back(
      {{name_of(subject, what), std::move(call), std::move(expect), repeat, now_}, subject.place()});
}

void List::miss(const Subject& subject, const std::string& branch, const std::string& why) {
  missed_.push_back(name_of(subject, branch) + ": " + why);
}

}  // namespace cli::gencases
