// Apps with their live secrets, and access lists with what they are bound to.
#include <algorithm>
#include <new>
#include <utility>

#include "config/compiler.hpp"
#include "config/moment.hpp"

namespace sluice::config {
namespace {

constexpr std::int64_t kNoEnd = std::numeric_limits<std::int64_t>::max();

struct Secret {
  std::string_view text;
  std::int64_t not_after;
};

// Those without an end first, so that the live ones at any time are a prefix.
std::vector<Secret> secrets_of(const AppSpec& spec) {
  std::vector<Secret> all{{spec.app_secret, kNoEnd}};
  for (const AppSecretSpec& more : spec.secrets)
    all.push_back(
        {more.value, more.not_after.empty() ? kNoEnd : read_moment(more.not_after).value_or(kNoEnd)});
  std::ranges::stable_sort(all, std::ranges::greater{}, &Secret::not_after);
  return all;
}

bool needs_clear_secrets(const credential::Enabled& enabled) noexcept {
  return enabled.key_and_secret || enabled.basic || enabled.timestamped_hash;
}

acl::Subject subject_of(std::string_view entity_type) noexcept {
  if (entity_type == "DOMAIN") return acl::Subject::AccountName;
  return entity_type == "DOMAIN_ID" ? acl::Subject::AccountId : acl::Subject::Address;
}

const acl::List*& place_of(acl::Bound& bound, acl::Subject subject) noexcept {
  if (subject == acl::Subject::AccountName) return bound.account_names;
  return subject == acl::Subject::AccountId ? bound.account_ids : bound.addresses;
}

}  // namespace

void Compiler::apps() {
  std::size_t code_count = 0;
  for (const AppSpec& spec : from_.apps) code_count += spec.app_codes.size();
  to_.app_by_key = KeyMap(from_.apps.size());
  to_.app_by_code = KeyMap(code_count);
  to_.apps.reserve(from_.apps.size());
  for (const AppSpec& spec : from_.apps) {
    const auto index = static_cast<std::uint32_t>(to_.apps.size());
    App& app = to_.apps.emplace_back();
    app.id = keep(id_of(spec));
    app.name = keep(spec.name);
    app.owner = keep(spec.owner);
    app.key = keep(spec.app_key);
    app.frozen = spec.frozen;
    app.quota_used_up = spec.quota_used_up;
    for (const Secret& secret : secrets_of(spec)) {
      app.keys.emplace_back(secret.text);
      if (to_.credentials.v11) app.keys_v11.push_back(sign::Key::v11(spec.app_key, secret.text));
      if (needs_clear_secrets(to_.credentials)) app.secrets.emplace_back(secret.text);
      app.not_after.push_back(secret.not_after);
    }
    to_.app_by_key.add(app.key, index);
    for (const std::string& code : spec.app_codes) {
      const sign::Digest digest = credential::fingerprint(code);
      to_.app_by_code.add(keep({reinterpret_cast<const char*>(digest.data()), digest.size()}), index);
    }
  }
}

void Compiler::acls() {
  to_.lists.reserve(from_.acls.size());  // Bound points to them
  for (std::size_t i = 0; i < from_.acls.size(); ++i) {
    const AclSpec& spec = from_.acls[i];
    const acl::Subject subject = subject_of(spec.entity_type);
    auto list = acl::compile({.kind = spec.acl_type == "DENY" ? acl::Deny : acl::Permit,
                              .entries = spec.acl_value,
                              .subject = subject,
                              .nat64 = to_.nat64});
    if (!list && list.error().is_out_of_memory) throw std::bad_alloc();
    if (!list) {
      error("/acls/" + std::to_string(i) + "/acl_value", acl::row(list.error().all.front().kind, subject),
            "is no list");
      continue;
    }
    to_.lists.push_back(std::move(*list));
    to_.list_ids.push_back(keep(spec.id.empty() ? spec.acl_name : spec.id));
    for (const BindingSpec& binding : spec.bindings) {
      const std::uint32_t api = bound_api(binding.api, binding.env);
      if (api == kNone) continue;
      std::uint32_t& access = to_.apis[api].access;
      if (access == kNone) {
        access = static_cast<std::uint32_t>(to_.access_lists.size());
        to_.access_lists.emplace_back();
      }
      AccessLists& bound = to_.access_lists[access];
      place_of(spec.mode == "observe" ? bound.observed : bound.enforced, subject) = &to_.lists.back();
    }
  }
}

}  // namespace sluice::config
