// Other definitions of APIs. One that is published is in effect like an API's own, so it must not serve the
// same route as another API in that environment.
#include <string>
#include <unordered_map>

#include "config/check.hpp"
#include "config/moment.hpp"
#include "config/rules.hpp"

namespace sluice::config {
namespace {

constexpr auto kVersionRules = std::tuple{
    Text{"remark", &VersionSpec::remark, shape::kRemark},
};

std::string pointer_of(const Links& links, const Effective& effective) {
  if (effective.version != Effective::kOwn)
    return "/versions/" + std::to_string(effective.version) + "/definition/req_uri";
  const ApiPlace place = links.place(effective.api);
  return "/groups/" + std::to_string(place.group) + "/apis/" + std::to_string(place.api) + "/req_uri";
}

void check_version(Walk& walk, const VersionSpec& version, Unique& ids) {
  Report& report = walk.report;
  apply(report, version, kVersionRules);
  const auto api = check_reference(report, "api", version.api, walk.links.api(version.api), row_of(3002));
  if (check_present(report, "version_id", !version.version_id.empty()))
    ids.claim(report, key_of(version.api, version.version_id), "version_id", row_of(2000),
              version.version_id);
  if (!version.publish_time.empty() && !read_moment(version.publish_time))
    report.error(row_of(2011), "publish_time", quote(version.publish_time) + " is no RFC 3339 time");
  if (!check_present(report, "definition", version.definition.has_value()) || !api) return;
  Definition definition(walk, *api, *version.definition);
  check_published(walk, *api, version.published, definition);
  const auto here = report.enter("definition");
  check_definition(walk, definition);
}

// What is in effect in one environment: two of an API's own definitions are compared where they stand, so
// only pairs with a version are news here.
void check_routes(Walk& walk) {
  std::unordered_map<std::string, const Effective*> taken;
  for (const Effective& effective : walk.links.effective()) {
    const Definition definition(walk, effective.api, *effective.definition);
    if (definition.route.empty()) continue;
    const std::uint64_t scope =
        std::uint64_t{definition.group} << 32 | static_cast<std::uint32_t>(effective.environment);
    const auto [earlier, is_new] = taken.try_emplace(key_of(scope, definition.route), &effective);
    if (is_new || effective.version == Effective::kOwn) continue;
    const auto here = walk.report.enter("versions", effective.version);
    const auto inside = walk.report.enter("definition");
    walk.report.error(row_of(3301), "req_uri",
                      quote(definition.api.name) + " and " + quote(earlier->second->definition->name) +
                          " serve the same requests in one environment",
                      pointer_of(walk.links, *earlier->second));
  }
}

}  // namespace

void check_versions(Walk& walk) {
  Unique ids;
  for (std::size_t i = 0; i < walk.configuration.versions.size(); ++i) {
    const auto here = walk.report.enter("versions", i);
    check_version(walk, walk.configuration.versions[i], ids);
  }
  if (!walk.configuration.versions.empty()) check_routes(walk);
}

}  // namespace sluice::config
