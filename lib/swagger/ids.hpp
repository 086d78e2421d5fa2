// Ids for what is created: 32 hex digits, the same for the same import into the same configuration.
#pragma once

#include <string>
#include <unordered_set>

#include "base/hash.hpp"
#include "base/hex.hpp"
#include "sluice/configuration.hpp"

namespace sluice::swagger {

class Ids {
 public:
  explicit Ids(const Configuration& configuration) {
    for (const GroupSpec& group : configuration.groups) {
      taken_.insert(group.id);
      for (const ApiSpec& api : group.apis) taken_.insert(api.id);
    }
    for (const ThrottleSpec& throttle : configuration.throttles) taken_.insert(throttle.id);
    for (const AclSpec& acl : configuration.acls) taken_.insert(acl.id);
  }

  /// One that nothing has.
  std::string next(std::string_view seed) {
    for (std::uint64_t round = taken_.size();; ++round) {
      const hash::Hash128 made = hash::wide(seed, round);
      std::string id(32, '0');
      hex::write(made.high, made.low, id.data());
      if (taken_.insert(id).second) return id;
    }
  }

 private:
  std::unordered_set<std::string> taken_;
};

}  // namespace sluice::swagger
