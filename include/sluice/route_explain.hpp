/// Why a request went where it went, and what a table holds: for people, not for the request path.
///
///     for (auto& c : route::explain(table, request, room).candidates) print(c.id, c.pattern,
///     text(c.failed));
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/reason.hpp"
#include "sluice/request.hpp"
#include "sluice/result.hpp"
#include "sluice/route.hpp"
#include "sluice/text.hpp"

namespace sluice::route {

/// One API of a table.
struct Listed {
  std::uint32_t id = 0;
  Method method = Method::Get;
  Mode mode = Mode::Normal;
  std::string pattern;           ///< as configured, but for the writing of escapes
  std::string_view group;        ///< Lifetime: the table
  std::string_view environment;  ///< Lifetime: the table
};

/// All APIs: group by group, environment by environment, and there in the order in which they are preferred.
/// Cost: linear.   Threads: any.   Errors: OutOfMemory.
Result<std::vector<Listed>, Reason> listing(const Table& table) noexcept;

/// What a request is compared with, in this order.
enum class Step : std::uint8_t {
  None,  ///< nothing fails: the API that was chosen, or one that it came before
  Host,
  Environment,
  Path,
  Method,
};
std::string_view text(Step step) noexcept;

struct Candidate {
  Listed api;
  Step failed = Step::None;
  std::size_t segment =
      0;  ///< Path: the first one that does not fit, from 0; past the last: too many or too few
  bool is_chosen = false;
};

struct Explanation {
  Match match;
  std::vector<Candidate>
      candidates;              ///< the chosen one, then the nearest losers; none for an illegal request
  bool out_of_memory = false;  ///< then there are no candidates
};

/// Matches the request and tells how near the others came: first those that fail late; among those with the
/// wrong host or environment, first those whose path and method fit. Lifetime: as Table::match.   Cost: looks
/// at every API.   Threads: any.
Explanation explain(const Table& table, const Request& request, Room room = {},
                    PathMode mode = PathMode::Strict, std::size_t most = 5) noexcept;

}  // namespace sluice::route
