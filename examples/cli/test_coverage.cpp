// The branches are read from the configuration: what is not configured cannot happen and is no branch.
#include "test_coverage.hpp"

#include <algorithm>
#include <array>

#include "references.hpp"
#include "sluice/reason.hpp"

namespace cli {
namespace {

using sluice::ApiSpec;
using sluice::Publication;
using sluice::Reason;

constexpr std::array<std::string_view, 7> kMethods{"GET",  "POST",  "PUT",    "DELETE",
                                                   "HEAD", "PATCH", "OPTIONS"};

bool is_between(Reason reason, Reason first, Reason last) { return first <= reason && reason <= last; }

/// The branch that a refusal belongs to; empty: none of its own.
std::string_view kind_of(Reason reason) {
  if (reason == Reason::ClientAddressUnknown || reason == Reason::AddressRefused) return "access";
  if (reason == Reason::AccountRefused) return "account";
  if (is_between(reason, Reason::CredentialMissing, Reason::AuthorizerFailed)) return "authentication";
  if (is_between(reason, Reason::SubdomainDayCap, Reason::SharedStoreFailed)) return "throttle";
  return is_between(reason, Reason::ParameterRequired, Reason::ParameterNotAllowed) ? "parameter" : "";
}

/// Anything that a request may bring, but for path values, which it always does.
bool can_be_refused(const sluice::RequestParameterSpec& parameter) {
  const bool is_required = parameter.required.value_or(2) == 1 && parameter.location != "PATH";
  const bool is_checked =
      parameter.valid_enable == 1 && (parameter.type == "NUMBER" || !parameter.enumerations.empty() ||
                                      parameter.min_size || parameter.max_size);
  return is_required || is_checked;
}

/// Source: the published gateway's user guide, CORS: nobody has to prove who asks.
bool is_preflight(const ApiSpec& api) { return api.req_method == "OPTIONS" && api.cors; }

void add(std::vector<Branch>& to, std::string kind, std::string detail = {}) {
  to.push_back({std::move(kind), std::move(detail)});
}

void add_access(const sluice::Configuration& from, const Publication& publication, std::vector<Branch>& to) {
  bool has_address = false, has_account = false;
  for (const sluice::AclSpec& acl : from.acls) {
    if (acl.mode != "enforce" || !binds(from, acl.bindings, publication)) continue;
    (acl.entity_type == "IP" ? has_address : has_account) = true;
  }
  if (has_address) add(to, "access");
  if (has_account && publication.definition->auth_type == "IAM" && !is_preflight(*publication.definition))
    add(to, "account");
}

bool is_limited(const sluice::Configuration& from, const Publication& publication) {
  bool is_bound = false;
  for (const sluice::ThrottleSpec& throttle : from.throttles) {
    if (!binds(from, throttle.bindings, publication)) continue;
    is_bound = true;
    if (throttle.mode == "enforce") return true;
  }
  return from.gateway.default_limit > 0 && (!is_bound || from.gateway.default_limit_when_bound);
}

std::vector<Branch> branches_of(const sluice::Configuration& from, const Publication& publication) {
  const ApiSpec& api = *publication.definition;
  std::vector<Branch> all;
  for (const std::string_view method : kMethods)
    if (api.req_method == method || api.req_method == "ANY") add(all, "method", std::string(method));
  add_access(from, publication, all);
  if (api.auth_type != "NONE" && !is_preflight(api)) add(all, "authentication");
  if (is_limited(from, publication)) add(all, "throttle");
  if (std::ranges::any_of(api.req_params, can_be_refused)) add(all, "parameter");
  for (const auto& policy : api.policy_https) add(all, "policy", policy.name);
  for (const auto& policy : api.policy_functions) add(all, "policy", policy.name);
  for (const auto& policy : api.policy_mocks) add(all, "policy", policy.name);
  add(all, "default");
  return all;
}

}  // namespace

Coverage::Coverage(const sluice::Configuration& configuration, const sluice::Publications& publications) {
  for (const Publication& publication : publications.all()) {
    places_[{id_of(*publication.group), publication.environment, id_of(*publication.api)}] = branches_.size();
    branches_.push_back(branches_of(configuration, publication));
    total_ += branches_.back().size();
  }
}

void Coverage::note(std::string_view method, const sluice::Decision& decision, std::string_view policy) {
  const auto place = places_.find({decision.group, decision.environment, decision.api});
  if (place == places_.end() || decision.api.empty()) return;
  const bool is_served = decision.verdict != sluice::Verdict::Reject;
  const std::string_view kind = is_served ? std::string_view{} : kind_of(decision.reason);
  for (Branch& branch : branches_[place->second]) {
    const bool is_chosen = (branch.kind == "policy" && branch.detail == policy) ||
                           (branch.kind == "default" && is_served && policy.empty());
    if (is_chosen || branch.kind == kind || (branch.kind == "method" && branch.detail == method))
      ++branch.reached;
  }
}

std::size_t Coverage::reached() const {
  std::size_t reached = 0;
  for (const auto& branches : branches_)
    reached += static_cast<std::size_t>(
        std::ranges::count_if(branches, [](const Branch& branch) { return branch.reached > 0; }));
  return reached;
}

double Coverage::percent() const {
  return total_ == 0 ? 100 : 100 * static_cast<double>(reached()) / static_cast<double>(total_);
}

}  // namespace cli
