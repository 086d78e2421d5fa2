#include "gencases_subject.hpp"

#include <algorithm>
#include <array>

#include "escapes.hpp"
#include "gencases_pattern.hpp"
#include "gencases_values.hpp"
#include "references.hpp"
#include "sluice/target.hpp"

namespace cli::gencases {
namespace {

using sluice::Address;
using sluice::Reason;
using sluice::RequestParameterSpec;
using sluice::route::SegmentKind;

std::string_view trim(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  return text.substr(0, text.find_last_not_of(" \t") + 1);
}

std::string encoded(std::string_view text) {
  std::string room(text.size() * 3, '\0');
  const auto done = sluice::http::encode(text, sluice::http::Encoding::PathSegment, room);
  return std::string(done ? *done : text);
}

std::string text_of(const Address& address) {
  std::array<char, sluice::kAddressRoom> room;
  return std::string(sluice::write_address(address, room));
}

sluice::Scheme scheme_of(std::string_view text) {
  return text == "http" ? sluice::Scheme::Http : sluice::Scheme::Https;
}

bool is_live(const sluice::AppSpec& app) { return !app.frozen && !app.quota_used_up && app.status == 1; }

}  // namespace

Subject::Subject(const World& world, std::size_t place)
    : world_(world), place_(place), publication_(world.publications.all()[place]) {
  const bool is_prefix = api().match_mode == "SWA";
  if (auto read = sluice::route::read_pattern(
          api().req_uri, is_prefix ? sluice::route::Mode::Prefix : sluice::route::Mode::Normal))
    pattern_ = std::move(*read);
  Call call;
  call.method = api().req_method == "ANY" ? "GET" : api().req_method;
  call.scheme = api().req_protocol == "HTTP" ? "http" : "https";
  if (publication_.environment != sluice::route::kRelease) call.environment = publication_.environment;
  call_ = std::move(call);
  find_addresses();
  if (!find_host() || !find_accepted()) {
    call_.reset();
    return;
  }
  find_caller();
  if (!find_values()) call_.reset();
}

bool Subject::find_host() {
  const auto& gateway = world_.configuration.gateway;
  const auto is_subdomain = [&](const std::string& host) {
    return std::ranges::any_of(gateway.subdomain_suffixes,
                               [&](const std::string& suffix) { return host.ends_with("." + suffix); });
  };
  const auto hosts = world_.publications.hosts(place_);
  const auto own = std::ranges::find_if_not(hosts, is_subdomain);
  comes_by_subdomain_ = own == hosts.end() && !hosts.empty();
  if (own != hosts.end())
    call_->host = *own;
  else if (!hosts.empty())
    call_->host = hosts.front();
  else if (publication_.group->is_default == 1 && gateway.ip_access)
    call_->host = "192.0.2.1";
  if (call_->host.empty()) obstacle_ = "no host leads to its group";
  return !call_->host.empty();
}

void Subject::find_addresses() {
  for (const sluice::AclSpec& acl : world_.configuration.acls) {
    if (acl.mode != "enforce" || !binds(world_.configuration, acl.bindings, publication_)) continue;
    if (acl.entity_type != "IP") {
      accounts_.push_back(&acl);
      continue;
    }
    AddressRule rule{acl.acl_type == "PERMIT", {}};
    for (const std::string_view entry : split(acl.acl_value, ","))
      if (const auto range = sluice::read_range(trim(entry))) rule.ranges.push_back(*range);
    addresses_.push_back(std::move(rule));
  }
}

bool Subject::allows(const Address& address) const {
  return std::ranges::all_of(addresses_, [&](const AddressRule& rule) {
    const bool is_listed =
        std::ranges::any_of(rule.ranges, [&](const sluice::Range& range) { return range.contains(address); });
    return is_listed == rule.is_permit;
  });
}

bool Subject::can_be_client(const Address& address) const {
  return std::ranges::none_of(world_.configuration.gateway.trusted_proxies, [&](const std::string& entry) {
    const auto range = sluice::read_range(entry);
    return range && range->contains(address);
  });
}

/// Some address that may call: a plain one, or the ends of what is permitted.
bool Subject::find_accepted() {
  std::vector<Address> tries;
  for (const char* plain :
       {"192.0.2.77", "198.51.100.77", "203.0.113.77", "10.1.2.3", "8.8.8.8", "2001:db8::77"})
    tries.push_back(*sluice::read_address(plain));
  for (const AddressRule& rule : addresses_)
    for (const sluice::Range& range : rule.ranges) tries.insert(tries.end(), {range.first, range.last});
  const auto good =
      std::ranges::find_if(tries, [&](const Address& a) { return allows(a) && can_be_client(a); });
  if (good == tries.end()) obstacle_ = "no address was found that may call";
  if (good != tries.end()) call_->client = text_of(*good);
  return good != tries.end();
}

bool Subject::allows_account(std::string_view name, std::string_view id) const {
  const bool has_permit =
      std::ranges::any_of(accounts_, [](const sluice::AclSpec* acl) { return acl->acl_type == "PERMIT"; });
  return std::ranges::all_of(accounts_, [&](const sluice::AclSpec* acl) {
    const bool is_permit = acl->acl_type == "PERMIT";
    if (has_permit && !is_permit) return true;  // of both kinds together only the permitting one counts
    const auto entries = split(acl->acl_value, ",");
    const std::string_view subject = acl->entity_type == "DOMAIN" ? name : id;
    const bool is_listed =
        std::ranges::any_of(entries, [&](std::string_view entry) { return trim(entry) == subject; });
    return is_listed == is_permit;
  });
}

/// Source: the published gateway's user guide, security authentication.
void Subject::find_caller() {
  needs_proof_ = api().auth_type != "NONE" && !(api().req_method == "OPTIONS" && api().cors);
  if (!needs_proof_) return;
  add_identities(*call_);
  if (api().auth_type == "IAM") {
    call_->proof = Proof::Token;
    for (const sluice::AclSpec* acl : accounts_) {
      if (allows_account(call_->account, call_->account_id)) break;
      const std::string entry(trim(split(acl->acl_value, ",").front()));
      (acl->entity_type == "DOMAIN" ? call_->account : call_->account_id) = entry;
    }
    if (!allows_account(call_->account, call_->account_id)) refusal_ = Reason::AccountRefused;
    return;
  }
  if (api().auth_type != "APP") return;
  refusal_ = Reason::CredentialMissing;
  for (const sluice::AppSpec& app : world_.configuration.apps) {
    const bool may_call = std::ranges::any_of(
        world_.configuration.authorizations, [&](const sluice::AuthorizationSpec& authorization) {
          return is_called(app, authorization.app) && is_called(*publication_.api, authorization.api) &&
                 is_environment(world_.configuration, authorization.env, publication_.environment);
        });
    if (!is_live(app)) continue;
    (may_call ? call_->app : stranger_) = &app;
    if (may_call) refusal_ = Reason::None;
  }
  if (call_->app != nullptr) call_->proof = Proof::Signature;
}

/// What a front-end authorizer wants to see.
void Subject::add_identities(Call& call) {
  for (const sluice::AuthorizerSpec& authorizer : world_.configuration.authorizers) {
    if (api().authorizer_id.empty() || !is_called(authorizer, api().authorizer_id)) continue;
    for (const sluice::IdentitySpec& identity : authorizer.identities) {
      const auto value =
          identity.validation.empty() ? std::optional<std::string>("a") : sample_of(identity.validation);
      (identity.location == "QUERY" ? call.query : call.headers)
          .emplace_back(identity.name, value.value_or("a"));
    }
  }
}

/// Values that are accepted and with which a request gets here; those of path segments are tried one after
/// the other, as another API may come first for some.
bool Subject::find_values() {
  std::vector<std::vector<std::string>> accepted;
  for (const RequestParameterSpec& parameter : api().req_params) {
    std::vector<std::string>& good = accepted.emplace_back();
    for (std::string& value : candidates(parameter)) {
      const bool fits = refusal_of(parameter, value) == Reason::None &&
                        (parameter.location != "PATH" || (!value.empty() && value != "." && value != ".."));
      if (fits) good.push_back(std::move(value));
    }
    if (!good.empty()) continue;
    obstacle_ = "no value was found that parameter " + parameter.name + " takes";
    return false;
  }
  constexpr std::size_t tries = 12;
  for (std::size_t i = 0; i < tries; ++i) {
    std::vector<std::string> values;
    for (const auto& good : accepted) values.push_back(good[std::min(i, good.size() - 1)]);
    Call call = *call_;
    put_values(call, values);
    if (!is_reached(call)) continue;
    call_ = std::move(call);
    values_ = std::move(values);
    return true;
  }
  obstacle_ = "every request that was tried goes elsewhere";
  return false;
}

void Subject::put_values(Call& call, const std::vector<std::string>& values) const {
  const auto value_of = [&](const std::string& name) -> std::string {
    for (std::size_t i = 0; i < values.size(); ++i)
      if (api().req_params[i].location == "PATH" && api().req_params[i].name == name) return values[i];
    return "v1";
  };
  call.path.clear();
  for (const auto& [kind, text] : pattern_.segments)
    call.path += "/" + (kind == SegmentKind::Literal ? encoded(text) : encoded(value_of(text)));
  if (pattern_.ends_with_slash) call.path += '/';
  for (std::size_t i = 0; i < values.size(); ++i) {
    const RequestParameterSpec& parameter = api().req_params[i];
    if (parameter.location == "PATH") continue;
    Pairs& pairs = parameter.location == "QUERY" ? call.query : call.headers;
    const auto known = std::ranges::find(pairs, parameter.name, &Pairs::value_type::first);
    if (known != pairs.end())
      known->second = values[i];
    else
      pairs.emplace_back(parameter.name, values[i]);
  }
}

sluice::route::Explanation Subject::explain(const Call& call, std::size_t most) const {
  std::vector<sluice::Header> headers;
  if (!call.environment.empty()) headers.push_back({"X-Stage", call.environment});
  return world_.publications.explain({.method = call.method,
                                      .target = call.path,
                                      .host = call.host,
                                      .headers = headers,
                                      .scheme = scheme_of(call.scheme)},
                                     most);
}

bool Subject::is_reached(const Call& call) const { return explain(call).chosen == place_; }

Pairs Subject::path_params(const std::vector<std::string>& values) const {
  Pairs params;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (api().req_params[i].location == "PATH") params.emplace_back(api().req_params[i].name, values[i]);
  return params;
}

Expect Subject::usual() const {
  if (refusal_ != Reason::None) return refused(refusal_);
  Expect expect = refused(Reason::None);
  expect.verdict = api().backend_type == "HOST"   ? "pass"
                   : api().backend_type == "MOCK" ? "respond"
                                                  : "forward";
  return expect;
}

Expect Subject::refused(Reason reason) const {
  return {.verdict = "reject",
          .api = std::string(id_of(*publication_.api)),
          .group = std::string(id_of(*publication_.group)),
          .environment = std::string(publication_.environment),
          .reason = reason};
}

std::int64_t Subject::kept_seconds() const {
  std::int64_t longest = 0;
  for (const sluice::AuthorizerSpec& authorizer : world_.configuration.authorizers)
    if (!api().authorizer_id.empty() && is_called(authorizer, api().authorizer_id))
      longest = std::max(longest, authorizer.ttl);
  return longest;
}

const sluice::ThrottleSpec* Subject::throttle() const {
  for (const sluice::ThrottleSpec& throttle : world_.configuration.throttles)
    if (binds(world_.configuration, throttle.bindings, publication_)) return &throttle;
  return nullptr;
}

std::vector<Capacity> Subject::capacities() const {
  const auto& gateway = world_.configuration.gateway;
  const sluice::ThrottleSpec* policy = throttle();
  std::vector<Capacity> all;
  if (comes_by_subdomain_ && gateway.subdomain_daily_cap > 0)
    all.push_back({Reason::SubdomainDayCap, gateway.subdomain_daily_cap, 86400});
  if (gateway.default_limit > 0 && (policy == nullptr || gateway.default_limit_when_bound))
    all.push_back({Reason::DefaultLimit, gateway.default_limit, 1});
  if (policy == nullptr || policy->mode != "enforce") return all;
  const std::int64_t unit = policy->time_unit == "MINUTE" ? 60
                            : policy->time_unit == "HOUR" ? 3600
                            : policy->time_unit == "DAY"  ? 86400
                                                          : 1;
  const std::int64_t period = policy->time_interval.value_or(1) * unit;
  const auto add = [&](Reason reason, std::int64_t limit, bool is_api) {
    if (limit <= 0) return;
    const bool is_window = policy->algorithm == "fixed_window";
    const std::int64_t burst = policy->burst.value_or(limit);
    const std::int64_t calls = is_window ? limit : is_api ? burst : std::min(burst, limit);
    all.push_back(
        {reason, calls, is_window ? period : std::max<std::int64_t>(1, period / limit * calls + period)});
  };
  add(Reason::ApiLimit, policy->api_call_limits.value_or(0), true);
  std::int64_t user = policy->user_call_limits, app = policy->app_call_limits;
  const bool has_app = call_ && call_->app != nullptr && call_->proof == Proof::Signature;
  const bool has_account = call_ && call_->proof == Proof::Token;
  const std::string_view account = has_app       ? std::string_view(call_->app->owner)
                                   : has_account ? std::string_view(call_->account_id)
                                                 : std::string_view{};
  for (const sluice::SpecialThrottleSpec& special : policy->specials) {
    if (special.object_type == "APP" && has_app && is_called(*call_->app, special.object_id))
      app = special.call_limits.value_or(0);
    if (special.object_type == "USER" && !account.empty() && special.object_id == account)
      user = special.call_limits.value_or(0);
  }
  if (!account.empty()) add(Reason::UserLimit, user, false);
  if (has_app) add(Reason::AppLimit, app, false);
  add(Reason::AddressLimit, policy->ip_call_limits, false);
  return all;
}

}  // namespace cli::gencases
