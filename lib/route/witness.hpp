// Requests that show a problem, and the search for APIs that never answer.
//
// A variable is filled with a segment that no pattern has as a literal: whatever takes such a request would
// take any. So an exact pattern answers its own request, unless it is ANY and every method is served apart; a
// tail or a prefix answers some length of path, with or without a final slash, or none. Lengths past every
// pattern's are alike, so a few paths decide it. (Paths with empty inner segments are left out: only two path
// modes have them.)
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "route/draft.hpp"
#include "route/tables.hpp"

namespace sluice::route {

class Witnesses {
 public:
  Witnesses(const Tables& tables, const Drafts& drafts, std::span<const std::uint32_t> leaves)
      : tables_(tables), drafts_(drafts), leaves_(leaves), fresh_(drafts.fresh_segment()) {}

  /// A path that fits the pattern, as short as can be.
  std::string path_of(const Draft& draft) const;

  struct Loss {
    Method method;
    std::string path;
    std::uint32_t winner;  ///< number of a spec
  };
  /// The request that shows it, where the API loses all of its requests. The table holds numbers of specs as
  /// ids.
  std::optional<Loss> shadow_of(const Draft& draft) const;

 private:
  std::string base_of(const Draft& draft) const;
  std::optional<Loss> lost(const Draft& draft, const std::string& path) const;

  const Tables& tables_;
  const Drafts& drafts_;
  std::span<const std::uint32_t> leaves_;  // place of each
  std::string fresh_;
};

/// One line: `GET api.example.com/a%20b`, with the environment where it is not RELEASE.
std::string request_line(Method method, std::string_view host, std::string_view path,
                         std::string_view environment);

}  // namespace sluice::route
