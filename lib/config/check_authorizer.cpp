// Custom authorizers, and references to them.
#include <string>

#include "config/check.hpp"
#include "config/pattern.hpp"
#include "config/rules.hpp"

namespace sluice::config {
namespace {

constexpr std::int64_t kIdentities = 10;

constexpr auto kAuthorizerRules = std::tuple{
    Text{"name", &AuthorizerSpec::name, shape::kName, Needed::Yes},
    Words{"type", &AuthorizerSpec::type, "FRONTEND BACKEND"},
    Words{"authorizer_type", &AuthorizerSpec::authorizer_type, "FUNC"},
    Number{"ttl", &AuthorizerSpec::ttl, 0, 3600},
    Text{"user_data", &AuthorizerSpec::user_data, shape::kUserData},
    Text{"remark", &AuthorizerSpec::remark, shape::kRemark},
};

constexpr auto kIdentityRules = std::tuple{
    Text{"name", &IdentitySpec::name, shape::kValue, Needed::Yes},
    Words{"location", &IdentitySpec::location, "HEADER QUERY", Needed::Yes},
};

void check_identities(Walk& walk, const AuthorizerSpec& authorizer) {
  Unique taken;
  Report& report = walk.report;
  check_count(report, "identities", authorizer.identities.size(),
              allowance(kIdentities, walk.configuration.gateway.quotas.identities), row_of(3117));
  for (std::size_t i = 0; i < authorizer.identities.size(); ++i) {
    const IdentitySpec& identity = authorizer.identities[i];
    const auto here = report.enter("identities", i);
    apply(report, identity, kIdentityRules);
    if (!identity.validation.empty()) check_pattern(report, "validation", identity.validation);
    taken.claim(report, key_of_parameter(identity.location, identity.name), "name", row_of(3212),
                identity.name);
  }
  if (authorizer.type == "FRONTEND" && authorizer.ttl > 0 && authorizer.identities.empty())
    report.error(row_of(2001), "identities", "are required where answers are kept", report.pointer("ttl"));
}

}  // namespace

void check_authorizers(Walk& walk) {
  Names names(row_of(3211));
  for (std::size_t i = 0; i < walk.configuration.authorizers.size(); ++i) {
    const AuthorizerSpec& authorizer = walk.configuration.authorizers[i];
    const auto here = walk.report.enter("authorizers", i);
    names.claim(walk.report, authorizer);
    apply(walk.report, authorizer, kAuthorizerRules);
    check_urn(walk.report, "authorizer_uri", authorizer.authorizer_uri);
    check_identities(walk, authorizer);
  }
}

void check_authorizer_reference(Walk& walk, std::string_view reference, std::string_view type,
                                std::string_view owner) {
  const auto found = check_reference(walk.report, "authorizer_id", reference,
                                     walk.links.authorizer(reference), row_of(3081));
  if (!found) return;
  const AuthorizerSpec& authorizer = walk.configuration.authorizers[*found];
  const std::string other = "/authorizers/" + std::to_string(*found);
  if (authorizer.type != type)
    walk.report.error(row_of(2000), "authorizer_id", "needs an authorizer of type " + std::string(type),
                      other + "/type");
  if (!is_same_owner(authorizer.owner, owner))
    walk.report.error(row_of(1201), "authorizer_id", "the authorizer has another owner", other + "/owner");
}

}  // namespace sluice::config
