// Which branches of a configuration the cases of a test reach: of every API in every environment where it is
// published.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "sluice/decision.hpp"
#include "sluice/publications.hpp"

namespace cli {

/// One thing that can happen to a call of an API.
struct Branch {
  std::string kind;  ///< `method`, `access`, `account`, `authentication`, `throttle`, `parameter`, `policy`,
                     ///< `default`
  std::string detail;       ///< the method, or the name of the policy backend; else empty
  std::size_t reached = 0;  ///< by so many calls
};

class Coverage {
 public:
  /// Borrows both.
  Coverage(const sluice::Configuration& configuration, const sluice::Publications& publications);

  /// One call: the method that it had, and what was decided. `policy` is the policy backend that was chosen.
  void note(std::string_view method, const sluice::Decision& decision, std::string_view policy);

  /// The branches of `publications.all()[i]`.
  const std::vector<Branch>& branches(std::size_t i) const { return branches_[i]; }
  std::size_t size() const { return branches_.size(); }

  std::size_t total() const { return total_; }
  std::size_t reached() const;
  /// Of all branches; 100 where there are none.
  double percent() const;

 private:
  using Place = std::tuple<std::string_view, std::string_view, std::string_view>;  // group, environment, API

  std::vector<std::vector<Branch>> branches_;
  std::map<Place, std::size_t> places_;
  std::size_t total_ = 0;
};

}  // namespace cli
