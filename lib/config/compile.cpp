#include "config/compile.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "base/number.hpp"
#include "config/compiler.hpp"

namespace sluice::config {
namespace {

constexpr std::uint8_t bit(Tls version) noexcept {
  return static_cast<std::uint8_t>(1u << static_cast<unsigned>(version));
}

Tls tls_of(std::string_view text) noexcept {
  if (text == "TLSv1.1") return Tls::V1_1;
  if (text == "TLSv1.2") return Tls::V1_2;
  if (text == "TLSv1.3") return Tls::V1_3;
  return text == "TLSv1" || text == "TLSv1.0" ? Tls::V1_0 : Tls::Unknown;
}

PathMode path_mode_of(std::string_view text) noexcept {
  if (text == "apig") return PathMode::Apig;
  return text == "raw" ? PathMode::Raw : PathMode::Strict;
}

// "+08:00" in seconds; the form was checked before.
std::int32_t offset_seconds(std::string_view text) noexcept {
  if (text.size() != 6) return 0;
  const auto hours = number::decimal(text.substr(1, 2)).value_or(0);
  const auto minutes = number::decimal(text.substr(4, 2)).value_or(0);
  const auto seconds = static_cast<std::int32_t>(hours * 3600 + minutes * 60);
  return text[0] == '-' ? -seconds : seconds;
}

AddressSet set_of(const std::vector<std::string>& entries, AddressSet::Nat64 nat64) {
  std::vector<Range> ranges;
  for (const std::string& entry : entries)
    if (const auto range = read_range(entry)) ranges.push_back(*range);
  auto set = AddressSet::compile(ranges, nat64);
  if (!set) throw std::bad_alloc();
  return std::move(*set);
}

Limits limits_of(const LimitsSpec& spec) noexcept {
  return {.uri_bytes = static_cast<std::size_t>(spec.max_uri),
          .header_bytes = static_cast<std::size_t>(spec.max_header),
          .headers_bytes = static_cast<std::size_t>(spec.max_headers),
          .header_count = static_cast<std::size_t>(spec.max_header_count),
          .body_bytes = static_cast<std::uint64_t>(spec.max_body)};
}

http::ClientRule client_rule(const GatewaySpec& spec, const AddressSet& trusted) noexcept {
  if (!spec.trusted_proxies.empty())
    return {.source = http::ClientSource::TrustedProxies, .trusted = &trusted};
  if (spec.real_ip_from_xff.enable)
    return {.source = http::ClientSource::Index, .index = spec.real_ip_from_xff.xff_index};
  return {};
}

}  // namespace

void Compiler::error(std::string pointer, error::Row row, std::string message) {
  found_.push_back({.pointer = std::move(pointer), .row = row, .message = std::move(message)});
}

void Compiler::gateway() {
  const GatewaySpec& spec = from_.gateway;
  to_.path_mode = path_mode_of(spec.path_mode);
  to_.limits = limits_of(spec.limits);
  to_.vendor_detail = spec.error_detail == "vendor";
  to_.sni_must_match = spec.sni_must_match;
  to_.nat64 = spec.nat64;
  to_.sends_ratelimit_headers = spec.ratelimit_headers;
  to_.answers_405 = spec.not_allowed_405;
  to_.routes_by_app = spec.app_route;
  to_.limits_addresses_first = spec.pre_auth_ip_throttle;
  to_.allow_private_backends = spec.allow_private_backends;
  to_.address_prefix6 = static_cast<std::uint8_t>(spec.ip_throttle_prefix6);
  for (const std::string& version : spec.tls_versions) to_.tls_versions |= bit(tls_of(version));
  to_.trusted_proxies =
      set_of(spec.trusted_proxies, spec.nat64 ? AddressSet::Nat64::Judged : AddressSet::Nat64::Apart);
  to_.client = client_rule(spec, to_.trusted_proxies);
  for (const std::string& name : spec.auth.require_signed) to_.require_signed.push_back(keep(name));
  to_.sign_rules = {.window_seconds = spec.auth.window_seconds,
                    .require_signed_host = spec.auth.require_signed_host,
                    .refuse_unsigned_payload = spec.auth.refuse_unsigned_payload,
                    .accept_encoded_query_order = spec.auth.accept_encoded_query_order,
                    .require_signed = to_.require_signed};
  to_.credentials = {.v11 = spec.auth.v11,
                     .api_key = spec.auth.app_api_key,
                     .key_and_secret = spec.auth.app_secret && !spec.auth.app_api_key,
                     .basic = spec.auth.app_basic,
                     .timestamped_hash = spec.auth.app_jwt};
  to_.server_addr = keep(spec.instance.addr);
  to_.server_name = keep(spec.instance.name);
  to_.region_id = keep(spec.region_id);
  to_.sign_header = keep(spec.backend_sign_header);
  to_.utc_offset_seconds = offset_seconds(spec.utc_offset);
  to_.keeps_log = spec.access_log;
  for (const std::string& name : spec.log_mask) to_.log_masks.push_back(keep(name));
  to_.token_accounts = AccountPatterns(spec.backend_token_allow_users);
  to_.default_limit.rate = throttle::Rate({.limit = static_cast<std::uint32_t>(spec.default_limit)});
  to_.day_limit = {.rate = throttle::Rate(day_limit_of(spec)), .unit = throttle::Unit::Day};
}

void Compiler::environments() {
  to_.environments.push_back("RELEASE");
  for (const EnvironmentSpec& spec : from_.environments) to_.environments.push_back(keep(spec.name));
}

void Compiler::groups() {
  for (const std::string& suffix : from_.gateway.subdomain_suffixes) to_.suffixes.push_back(keep(suffix));
  for (const GroupSpec& spec : from_.groups) {
    Group& group = to_.groups.emplace_back(Group{keep(id_of(spec)), keep(spec.name), {}, kNone});
    for (std::string_view suffix : to_.suffixes) {
      if (from_.gateway.subdomain_daily_cap <= 0) break;
      group.day_counters.push_back(
          add_counter(slot_key({"day", group.id, suffix}), day_limit_of(from_.gateway)));
    }
  }
}

throttle::Limit Compiler::day_limit_of(const GatewaySpec& spec) noexcept {
  return {.limit = static_cast<std::uint32_t>(spec.subdomain_daily_cap),
          .per = std::chrono::hours(24),
          .algorithm = throttle::Algorithm::CalendarDay,
          .utc_offset_seconds = offset_seconds(spec.utc_offset)};
}

// What grew gives back its slack, and what is bound alike is held once.
void Compiler::finish() {
  std::map<std::array<const acl::List*, 6>, std::uint32_t> distinct;
  std::vector<AccessLists> kept;
  for (Api& api : to_.apis) {
    if (api.access == kNone) continue;
    const AccessLists& l = to_.access_lists[api.access];
    const auto [at, is_new] =
        distinct.try_emplace({l.enforced.addresses, l.enforced.account_names, l.enforced.account_ids,
                              l.observed.addresses, l.observed.account_names, l.observed.account_ids},
                             static_cast<std::uint32_t>(kept.size()));
    if (is_new) kept.push_back(l);
    api.access = at->second;
  }
  to_.access_lists = std::move(kept);
  to_.access_lists.shrink_to_fit();
  to_.apis.shrink_to_fit();
  to_.backends.shrink_to_fit();
  to_.params.shrink_to_fit();
  to_.scopes.shrink_to_fit();
  to_.grants.shrink_to_fit();
  to_.slots->counters.shrink_to_fit();
  to_.slots->rules.shrink_to_fit();
  to_.texts.seal();
}

std::unique_ptr<Tables> compile(const Configuration& configuration, std::vector<Diagnostic>& found) {
  auto tables = std::make_unique<Tables>();
  tables->slots = std::make_shared<SlotList>();
  Compiler compiler(configuration, *tables, found);
  compiler.gateway();
  compiler.environments();
  compiler.groups();
  compiler.channels();
  compiler.authorizers();
  compiler.responses();
  compiler.apis();
  compiler.drafts();
  compiler.routes();
  compiler.apps();
  compiler.acls();
  compiler.throttles();
  compiler.grants();
  compiler.signatures();
  compiler.finish();
  const bool failed =
      std::ranges::any_of(found, [](const Diagnostic& d) { return d.severity == Severity::Error; });
  return failed ? nullptr : std::move(tables);
}

}  // namespace sluice::config
