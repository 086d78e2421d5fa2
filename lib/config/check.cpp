#include "config/check.hpp"

#include <algorithm>

namespace sluice::config {

std::vector<Diagnostic> check(const Configuration& configuration, const Links& links) {
  Report report;
  Walk walk{configuration, links, report};
  check_gateway(walk);
  check_environments(walk);
  check_groups(walk);
  check_apps(walk);
  check_authorizations(walk);
  check_throttles(walk);
  check_acls(walk);
  check_signature_keys(walk);
  check_channels(walk);
  check_authorizers(walk);
  check_versions(walk);
  return report.take();
}

std::vector<Diagnostic> check(const Configuration& configuration) {
  return check(configuration, Links(configuration));
}

std::size_t allowance(std::int64_t published, std::int64_t quota) noexcept {
  return static_cast<std::size_t>(std::max(published, quota));
}

void check_count(Report& report, std::string_view field, std::size_t count, std::size_t most,
                 error::Row row) {
  if (count > most)
    report.error(row, field, std::to_string(count) + " are more than " + std::to_string(most));
}

}  // namespace sluice::config
