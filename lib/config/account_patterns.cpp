#include "config/account_patterns.hpp"

#include <algorithm>
#include <new>
#include <utility>

namespace sluice::config {

AccountPatterns::AccountPatterns(const std::vector<std::string>& patterns) {
  for (const std::string& text : patterns) {
    auto pattern = regex::Pattern::compile(text);
    if (pattern)
      patterns_.push_back(std::move(*pattern));
    else if (pattern.error() == regex::Problem::OutOfMemory)
      throw std::bad_alloc();
  }
}

bool AccountPatterns::match(std::string_view account) const noexcept {
  return !account.empty() &&
         std::ranges::any_of(patterns_, [&](const regex::Pattern& p) { return p.matches(account); });
}

}  // namespace sluice::config
