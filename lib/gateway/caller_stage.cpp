// Stages 5 and 6 and the last: who calls, does the credential hold, may that app call this API.
//
// The canonical text of a signature ends in the body's hash. Unless the request brings that hash as a header,
// the signature can only be compared once the body came; then all stages that cost little go first, and
// whatever would tell of the app's state is withheld until the signature holds.
#include <algorithm>

#include "gateway/work.hpp"
#include "sluice/canonical.hpp"
#include "sluice/date.hpp"

namespace sluice::gateway {
namespace {

// The live secrets at this time: a prefix, for those that end first stand last.
std::size_t live_count(const config::App& app, std::int64_t now) noexcept {
  std::size_t count = app.not_after.size();
  while (count > 0 && app.not_after[count - 1] < now) --count;
  return count;
}

sign::Secrets secrets_of(const Work& work) noexcept {
  if (work.app == nullptr) return std::span(work.brought.data(), work.brought_count);
  const bool is_v11 = work.credential.claim.algorithm == sign::Algorithm::V11;
  const auto& keys = is_v11 ? work.app->keys_v11 : work.app->keys;
  return std::span(keys).first(std::min(keys.size(), live_count(*work.app, work.now.seconds)));
}

std::string_view expired_detail(Work& work) noexcept {
  const date::Text server = date::write(work.now.seconds);
  return join(work, {"signature expired, signature time:", work.credential.claim.date,
                     ",server time:", server.view()});
}

bool is_iam(const Work& work) noexcept { return work.api->auth == config::AuthType::Iam; }

std::string_view unknown_detail(Work& work) noexcept {
  if (is_iam(work)) return join(work, {"Get secretKey failed,ak:", work.credential.key, ",err:ak not exist"});
  return join(work, {"app not found, appkey ", work.credential.key});
}

// The canonical request that this side computed, on one line, as the published gateway shows it.
std::string_view mismatch_detail(Work& work) noexcept {
  const sign::Claim& claim = work.credential.claim;
  const std::string_view hash = work.verification->payload_hash(work.hash_room);
  char* const mark = work.scratch.mark();
  const std::string_view intro =
      work.scratch.copy(is_iam(work) ? "verify aksk signature fail, canonicalRequest:"
                                     : "verify signature fail, canonicalRequest:");
  const auto canonical =
      sign::canonical_request(work.request, claim.signed_headers, hash, work.scratch.rest());
  if (intro.data() == nullptr || !canonical) {
    work.scratch.rewind(mark);
    return "verify signature fail";
  }
  char* const text = work.scratch.take(canonical->size());
  std::replace(text, text + canonical->size(), '\n', '|');
  return {intro.data(), intro.size() + canonical->size()};
}

Step refuse_credential(Work& work, Reason reason) noexcept {
  switch (reason) {
    case Reason::SignatureExpired:
      return refuse(work, reason, expired_detail(work));
    case Reason::CredentialMissing:
      return refuse(work, reason, is_iam(work) ? "x-auth-token not found" : "");
    case Reason::KeyUnknown:
      return refuse(work, reason, unknown_detail(work));
    case Reason::SignatureWrong:
      return refuse(work, reason, mismatch_detail(work));
    default:
      return refuse(work, reason);
  }
}

// What Basic credentials and an `apikey` in the query decode to is never longer than they are.
Room room_to_decode(Work& work, const credential::Enabled& enabled) noexcept {
  std::size_t size = 0;
  if (enabled.api_key) size = work.target.query.size();
  if (enabled.basic)
    for (const Header& h : work.request.headers) size = std::max(size, h.value.size());
  char* const room = work.scratch.take(size);
  return room == nullptr ? Room{} : Room(room, size);
}

Step start_verification(Work& work) noexcept {
  if (http::check_query(work.target.query) != Reason::None) return refuse(work, Reason::QueryIllegal);
  sign::Rules rules = work.tables->sign_rules;
  rules.refuse_unsigned_payload |= work.api->refuses_unsigned_payload;
  const auto started = sign::Verification::start(work.credential.claim, work.request, rules, work.now);
  if (!started) return refuse_credential(work, started.error());
  work.verification = *started;
  return Step::Continue;
}

const config::App* app_of(const Work& work) noexcept {
  const config::Tables& tables = *work.tables;
  std::optional<std::uint32_t> found;
  if (work.credential.kind == credential::Kind::AppCode) {
    const sign::Digest digest = credential::fingerprint(work.credential.secret);
    found = tables.app_by_code.find({reinterpret_cast<const char*>(digest.data()), digest.size()});
  } else {
    found = tables.app_by_key.find(work.credential.key);
  }
  return found ? &tables.apps[*found] : nullptr;
}

Step check_clear_credential(Work& work) noexcept {
  if (work.credential.kind == credential::Kind::AppCode)
    return work.app != nullptr ? Step::Continue : refuse(work, Reason::AppCodeUnknown);
  std::array<std::string_view, 8> live;
  std::size_t count = 0;
  if (work.app != nullptr) {
    count = std::min({live.size(), work.app->secrets.size(), live_count(*work.app, work.now.seconds)});
    for (std::size_t i = 0; i < count; ++i) live[i] = work.app->secrets[i].reveal();
  }
  const bool is_key_only = work.credential.kind == credential::Kind::ApiKey;
  if (is_key_only) return work.app != nullptr ? Step::Continue : refuse(work, Reason::ApiKeyUnknown);
  const auto verdict =
      credential::check(work.credential, std::span<const std::string_view>(live.data(), count), work.now,
                        work.tables->sign_rules.window_seconds);
  return verdict ? Step::Continue : refuse_credential(work, verdict.reason);
}

// What an API takes: a signature, and of IAM a token, of apps whatever is switched on.
credential::Enabled enabled_of(const Work& work) noexcept {
  credential::Enabled enabled = work.tables->credentials;
  if (is_iam(work)) return {.token = true, .v11 = enabled.v11};
  enabled.app_code = work.api->accepts_app_code;
  return enabled;
}

}  // namespace

Step refuse_to_holder(Work& work, Reason reason, std::string_view detail) noexcept {
  if (!work.verification || work.signature_holds) return refuse(work, reason, detail);
  work.withheld = reason;
  work.withheld_detail = detail;
  return Step::Continue;
}

Step read_credential(Work& work) noexcept {
  const config::AuthType auth = work.api->auth;
  if (auth != config::AuthType::App && auth != config::AuthType::Iam) return Step::Continue;
  work.credential = {};
  const credential::Enabled enabled = enabled_of(work);
  const auto credential = credential::read(work.request, enabled, room_to_decode(work, enabled));
  if (!credential) return refuse_credential(work, credential.error());
  work.credential = *credential;
  work.decision.caller.access = credential->key;
  if (credential->kind == credential::Kind::Signature) {
    if (const Step step = start_verification(work); step != Step::Continue) return step;
  }
  if (!is_iam(work)) work.app = app_of(work);
  return Step::Continue;
}

Step check_credential(Work& work) noexcept {
  if (work.api->auth != config::AuthType::App && !is_iam(work)) return Step::Continue;
  if (!work.verification) return is_iam(work) ? Step::Continue : check_clear_credential(work);
  if (work.app == nullptr && !work.secrets_asked) {
    work.secrets_asked = true;
    work.need = Need::Secret;
    return Step::Wait;
  }
  if (work.verification->signature_needs_body()) return Step::Continue;
  const auto verdict = work.verification->check_signature(secrets_of(work));
  if (!verdict) return refuse_credential(work, verdict.reason);
  work.signature_holds = true;
  return Step::Continue;
}

void bring_secrets(Work& work, std::span<const std::string_view> secrets) noexcept {
  const bool is_v11 = work.credential.claim.algorithm == sign::Algorithm::V11;
  for (std::string_view secret : secrets) {
    if (work.brought_count == work.brought.size()) return;
    if (secret.empty()) continue;
    work.brought[work.brought_count++] =
        is_v11 ? sign::Key::v11(work.credential.key, secret) : sign::Key(secret);
  }
}

Step check_app(Work& work) noexcept {
  if (work.api->auth != config::AuthType::App) return Step::Continue;
  if (work.app == nullptr)
    return work.is_debug_call ? Step::Continue : refuse_to_holder(work, Reason::AppNotAuthorized);
  work.decision.caller.app = work.app->id;
  work.decision.caller.app_name = work.app->name;
  if (work.app->frozen) return refuse_to_holder(work, Reason::AppFrozen);
  if (work.app->quota_used_up) return refuse_to_holder(work, Reason::AppQuotaUsedUp);
  if (work.is_debug_call) return Step::Continue;
  const auto index = static_cast<std::uint32_t>(work.app - work.tables->apps.data());
  work.grant = grant_of(*work.tables, *work.api, index);
  return work.grant != nullptr ? Step::Continue : refuse_to_holder(work, Reason::AppNotAuthorized);
}

const config::Grant* grant_of(const config::Tables& tables, const config::Api& api,
                              std::uint32_t app) noexcept {
  const auto grants = std::span(tables.grants).subspan(api.grants_at, api.grants_count);
  const auto found = std::ranges::lower_bound(grants, app, {}, &config::Grant::app);
  return found != grants.end() && found->app == app ? &*found : nullptr;
}

Step await_body(Work& work) noexcept {
  if (work.request.body_bytes && *work.request.body_bytes == 0) work.body_ended = true;
  if (work.body_ended) return Step::Continue;
  work.need = Need::Body;
  return Step::Wait;
}

Step prove_signature(Work& work) noexcept {
  if (!work.verification || work.signature_holds) return Step::Continue;
  if (work.verification->signature_needs_body() && !work.body_ended)
    if (const Step step = await_body(work); step != Step::Continue) return step;
  const auto verdict = work.verification->check_signature(secrets_of(work));
  if (!verdict) return refuse_credential(work, verdict.reason);
  work.signature_holds = true;
  return Step::Continue;
}

// The slices of a body that is wanted whole follow each other in the host's memory.
Step feed_body(Work& work, std::string_view slice) noexcept {
  const bool is_next =
      work.whole_body.empty() || work.whole_body.data() + work.whole_body.size() == slice.data();
  if (wants_whole_body(work) && !slice.empty()) {
    if (!is_next) {
      give_back(work);
      return refuse(work, Reason::NeedUnmet, "the body did not come in one piece");
    }
    work.whole_body = {work.whole_body.empty() ? slice.data() : work.whole_body.data(),
                       work.whole_body.size() + slice.size()};
  }
  work.body_bytes += slice.size();
  if (work.body_bytes > work.tables->limits.body_bytes) {
    give_back(work);
    return refuse(work, Reason::BodyTooLarge);
  }
  const bool is_verified = work.verification && work.verification->needs_body();
  if (is_verified) work.verification->feed(slice);
  if (!is_verified && signs_body(work)) {
    if (!work.body_hash) work.body_hash.emplace();
    work.body_hash->add(slice);
  }
  return Step::Continue;
}

Step check_body(Work& work) noexcept {
  const bool is_wanted = (work.verification && work.verification->needs_body()) ||
                         (signs_body(work) && work.decision.verdict == Verdict::Forward);
  if (is_wanted && !work.body_ended) {
    // The signature of a call that streams does not wait for the body, which it does not cover.
    if (may_stream(work))
      if (const Step step = sign_call(work); step != Step::Continue) return step;
    if (const Step step = await_body(work); step != Step::Continue) return step;
  }
  if (!work.verification) return Step::Continue;
  Reason reason = Reason::None;
  if (!work.signature_holds) reason = work.verification->check_signature(secrets_of(work)).reason;
  if (reason == Reason::None) reason = work.verification->check_body().reason;
  if (reason == Reason::None && work.withheld != Reason::None)
    return refuse(work, work.withheld, work.withheld_detail);
  if (reason == Reason::None) return Step::Continue;
  give_back(work);
  return refuse_credential(work, reason);
}

}  // namespace sluice::gateway
