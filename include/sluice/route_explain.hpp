/// Why a request goes where it goes, and the order in which APIs are preferred: for people, not for the
/// request path.
///
///     auto list = route::list(specs, domains);
///     auto why = list->explain(request);
///     for (auto& c : why.losers) print(specs[c.spec].name, route::sentence(c));
///
/// Everything here looks at every API, pattern by pattern as configured, and shares no structure with
/// `route::Table`: whoever doubts the table asks the list.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sluice/reason.hpp"
#include "sluice/request.hpp"
#include "sluice/result.hpp"
#include "sluice/route.hpp"

namespace sluice::route {

/// The schemes that an API takes; ws counts as http, wss as https.
enum class Protocols : std::uint8_t { Both, Http, Https };

/// What a request is compared with, in this order.
enum class Step : std::uint8_t {
  None,         ///< nothing fails
  Host,         ///< the request's host leads to another group, or to none
  Environment,  ///< X-Stage names another environment
  Path,         ///< the first segment that differs is `Loser::segment`
  Method,
  Rank,      ///< it fits, but another API that fits comes before it
  Protocol,  ///< it was found, and does not take the request's scheme
};
std::string_view text(Step step) noexcept;

/// An API that does not answer, and the first thing that failed.
struct Loser {
  std::size_t spec = 0;  ///< place in the specs
  Step failed = Step::None;
  std::size_t segment = 0;  ///< of `Path`: from 1, one past the last for a path that is too short or too long
  std::optional<std::string> wanted{};  ///< by the API; of `Path`: nothing where the path has to end here
  std::optional<std::string> got{};     ///< from the request; of `Path`: nothing where it ends here
};

/// One line for people: "segment 2 is `x`, not `items`". Bytes of the request stand in it as they are. Throws
/// std::bad_alloc.
std::string sentence(const Loser& loser);

/// Owns all of its text.
struct Explanation {
  Reason reason = Reason::None;         ///< None when an API answers; as `Table::match`, or ProtocolRefused
  std::optional<std::size_t> chosen{};  ///< place in the specs of the API that answers
  std::string host{};                   ///< canonical; empty where it is not read
  std::string group{};                  ///< that the host leads to
  std::string environment{};            ///< that the request asks for
  std::string path{};                   ///< as matched; empty for an illegal request
  std::vector<std::pair<std::string, std::string>> params{};  ///< path values of `chosen`
  std::string remainder{};      ///< of a prefix match: what follows the pattern's last segment
  std::vector<Loser> losers{};  ///< nearest first; none for an illegal request
  bool out_of_memory = false;   ///< then nothing else is told
};

/// How a request is to be compared.
struct Comparison {
  PathMode mode = PathMode::Strict;
  std::size_t most = 5;  ///< losers
};

/// A set of APIs as configured.
/// Lifetime: borrows the specs' text.   Threads: any number may ask at once.
class List {
 public:
  /// Compares the request with every API. Losers come by how far they got: first those that fail late; of
  /// those with the wrong host or environment, first the ones whose path and method fit.
  /// Cost: reads every pattern's segments.
  Explanation explain(const Request& request, const Comparison& comparison = {}) const noexcept;

  /// Places in the specs: group by group, environment by environment, and there in the order in which APIs
  /// are preferred.
  std::span<const std::size_t> order() const noexcept { return order_; }

  /// The hosts that lead to the group of an API, sorted. Empty: none, or only as the group that takes all
  /// others. Throws std::bad_alloc.
  std::vector<std::string> hosts(std::size_t spec) const;

 private:
  friend class Listing;
  friend class Reading;
  friend Result<List, Reason> list(std::span<const Spec> specs, const Domains& domains,
                                   std::span<const Protocols> protocols) noexcept;
  struct Api {
    Spec spec;
    Pattern pattern;
    std::string group;
    Protocols protocols = Protocols::Both;
  };
  std::optional<std::string> group_of(std::string_view name, bool is_name) const;
  static bool comes_before(const Api& a, const Api& b) noexcept;

  std::vector<Api> apis_;
  std::vector<std::size_t> order_;
  std::map<std::string, std::string, std::less<>> hosts_;  // canonical host to group
  std::vector<std::string> suffixes_;
  std::vector<std::string> environments_;
  std::optional<std::string> fallback_;  // the group of hosts that lead nowhere
  bool reads_hosts_ = true;
};

/// Reads a set of APIs, as `compile` takes them; `protocols` goes with `specs`, or is empty.
/// Errors: PathUnknown where a pattern is none (`compile` tells which), OutOfMemory.   Threads: any.
Result<List, Reason> list(std::span<const Spec> specs, const Domains& domains = {},
                          std::span<const Protocols> protocols = {}) noexcept;

}  // namespace sluice::route
