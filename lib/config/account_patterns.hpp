// The accounts whose tokens go on to backends, as patterns that match the whole name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "regex/pattern.hpp"

namespace sluice::config {

class AccountPatterns {
 public:
  AccountPatterns() noexcept = default;
  /// Patterns that do not compile are left out; the checks report them. May throw bad_alloc.
  explicit AccountPatterns(const std::vector<std::string>& patterns);

  /// False for an unknown account.
  bool match(std::string_view account) const noexcept;

 private:
  std::vector<regex::Pattern> patterns_;
};

}  // namespace sluice::config
