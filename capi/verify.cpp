// Claims, verifying at once and in slices, the memory of signatures.
#include <memory>

#include "signing.hpp"
#include "sluice/replay.hpp"

using namespace sluice;
using namespace sluice::capi;

struct sluice_verification : Handle<0x736c7569'76726966> {
  Request request;
  HeaderList fields;
  std::optional<sign::Verification> running;
};

struct sluice_replay : Handle<0x736c7569'72706c79> {
  explicit sluice_replay(std::size_t signatures) noexcept : memory(signatures) {}
  replay::Memory memory;
};

static_assert(static_cast<int>(replay::Answer::New) == SLUICE_REPLAY_NEW &&
              static_cast<int>(replay::Answer::Seen) == SLUICE_REPLAY_SEEN &&
              static_cast<int>(replay::Answer::Full) == SLUICE_REPLAY_FULL);

namespace {

// Rules as C++ reads them, with the list that they point to.
struct RulesIn {
  Texts names;
  sign::Rules rules;

  bool read(const sluice_verify_rules* from) noexcept {
    sluice_verify_rules known;
    sluice_verify_rules_init(&known);
    if (from != nullptr && !read_sized(from, known)) return false;
    if (!names.read(known.require_signed, known.require_signed_count)) return false;
    rules = {.window_seconds = known.window_seconds,
             .require_signed_host = known.require_signed_host != 0,
             .refuse_unsigned_payload = known.refuse_unsigned_payload != 0,
             .accept_encoded_query_order = known.accept_encoded_query_order != 0,
             .require_signed = names.all()};
    return true;
  }
};

// What both ways to verify at once take.
sluice_status verify_with(std::uint32_t* reason, const sluice_claim* claim, const sluice_request* request,
                          sluice_text body, const sign::Secrets& secrets, const sluice_verify_rules* rules,
                          const sluice_now* now) noexcept {
  if (claim == nullptr || !is_text(body)) return SLUICE_INVALID;
  return guard([&] {
    Request read;
    HeaderList fields;
    Now at;
    RulesIn by;
    if (!read_request(request, read, fields) || !read_now(now, at) || !by.read(rules)) return SLUICE_INVALID;
    return give_verdict(reason, sign::verify(take_claim(*claim), read, view(body), secrets, at, by.rules));
  });
}

}  // namespace

void sluice_read_options_init(sluice_read_options* options) {
  if (options == nullptr) return;
  *options = {};
  options->size = sizeof *options;
}

void sluice_verify_rules_init(sluice_verify_rules* rules) {
  if (rules == nullptr) return;
  *rules = {};
  rules->size = sizeof *rules;
  rules->window_seconds = 900;
  rules->accept_encoded_query_order = 1;
}

sluice_status sluice_claim_read(sluice_claim* claim, uint32_t* reason, const sluice_request* request) {
  return sluice_claim_read_as(claim, reason, request, nullptr);
}

sluice_status sluice_claim_read_as(sluice_claim* claim, uint32_t* reason, const sluice_request* request,
                                   const sluice_read_options* options) {
  if (claim == nullptr) return SLUICE_INVALID;
  return guard([&] {
    Request read;
    HeaderList fields;
    sluice_read_options by;
    sluice_read_options_init(&by);
    if (options != nullptr && !read_sized(options, by)) return SLUICE_INVALID;
    if (!read_request(request, read, fields) || !is_text(by.header)) return SLUICE_INVALID;
    const auto found =
        sign::read(read, {.accept_v11 = by.accept_v11 != 0, .header = header_or(by.header, "Authorization")});
    if (reason != nullptr) *reason = found ? 0 : static_cast<std::uint32_t>(found.error());
    if (!found) return SLUICE_REFUSED;
    *claim = give_claim(*found);
    return SLUICE_OK;
  });
}

sluice_status sluice_verify(uint32_t* reason, const sluice_claim* claim, const sluice_request* request,
                            sluice_text body, const sluice_text* secrets, size_t secret_count,
                            const sluice_now* now) {
  Texts live;
  if (secret_count > kMaxSecrets || !live.read(secrets, secret_count)) return SLUICE_INVALID;
  return verify_with(reason, claim, request, body, live.all(), nullptr, now);
}

sluice_status sluice_verify_prepared(uint32_t* reason, const sluice_claim* claim,
                                     const sluice_request* request, sluice_text body, const sluice_keys* keys,
                                     const sluice_verify_rules* rules, const sluice_now* now) {
  const auto secrets = read_keys(keys);
  return secrets ? verify_with(reason, claim, request, body, *secrets, rules, now) : SLUICE_INVALID;
}

sluice_status sluice_verification_create(sluice_verification** verification) {
  if (verification == nullptr) return SLUICE_INVALID;
  return guard([&] {
    *verification = new sluice_verification;
    return SLUICE_OK;
  });
}

void sluice_verification_free(sluice_verification* verification) {
  if (is_handle(verification)) delete verification;
}

sluice_status sluice_verification_start(sluice_verification* verification, uint32_t* reason,
                                        const sluice_claim* claim, const sluice_request* request,
                                        const sluice_verify_rules* rules, const sluice_now* now) {
  if (!is_handle(verification) || claim == nullptr) return SLUICE_INVALID;
  return guard([&] {
    Now at;
    RulesIn by;
    verification->running.reset();
    if (!read_now(now, at) || !by.read(rules)) return SLUICE_INVALID;
    if (!read_request(request, verification->request, verification->fields)) return SLUICE_INVALID;
    const auto started = sign::Verification::start(take_claim(*claim), verification->request, by.rules, at);
    if (!started) return give_verdict(reason, {started.error()});
    verification->running = *started;
    return give_verdict(reason, {});
  });
}

sluice_status sluice_verification_needs(int32_t* body, int32_t* signature_needs_body,
                                        const sluice_verification* verification) {
  if (!is_handle(verification)) return SLUICE_INVALID;
  if (!verification->running) return SLUICE_WRONG_TIME;
  if (body != nullptr) *body = verification->running->needs_body();
  if (signature_needs_body != nullptr) *signature_needs_body = verification->running->signature_needs_body();
  return SLUICE_OK;
}

sluice_status sluice_verification_feed(sluice_verification* verification, sluice_text slice) {
  if (!is_handle(verification) || !is_text(slice)) return SLUICE_INVALID;
  if (!verification->running) return SLUICE_WRONG_TIME;
  verification->running->feed(view(slice));
  return SLUICE_OK;
}

sluice_status sluice_verification_check_signature(uint32_t* reason, sluice_verification* verification,
                                                  const sluice_keys* keys) {
  const auto secrets = read_keys(keys);
  if (!is_handle(verification) || !secrets) return SLUICE_INVALID;
  if (!verification->running) return SLUICE_WRONG_TIME;
  return give_verdict(reason, verification->running->check_signature(*secrets));
}

sluice_status sluice_verification_check_body(uint32_t* reason, const sluice_verification* verification) {
  if (!is_handle(verification)) return SLUICE_INVALID;
  if (!verification->running) return SLUICE_WRONG_TIME;
  return give_verdict(reason, verification->running->check_body());
}

sluice_status sluice_replay_create(sluice_replay** replay, size_t signatures) {
  if (replay == nullptr || signatures == 0) return SLUICE_INVALID;
  return guard([&] {
    auto made = std::make_unique<sluice_replay>(signatures);
    if (!made->memory.is_usable()) return SLUICE_OUT_OF_MEMORY;
    *replay = made.release();
    return SLUICE_OK;
  });
}

void sluice_replay_free(sluice_replay* replay) {
  if (is_handle(replay)) delete replay;
}

sluice_status sluice_replay_remember(uint32_t* answer, sluice_replay* replay, const sluice_claim* claim,
                                     int64_t window_seconds, const sluice_now* now) {
  Now at;
  if (answer == nullptr || claim == nullptr || !is_handle(replay) || !read_now(now, at))
    return SLUICE_INVALID;
  *answer = static_cast<std::uint32_t>(replay->memory.remember(take_claim(*claim), window_seconds, at));
  return SLUICE_OK;
}
