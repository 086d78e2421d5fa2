#include "sluice/tokens.hpp"

#include <bit>

#include "handles.hpp"

using namespace sluice;
using namespace sluice::capi;

static_assert(static_cast<int>(TokenReply::Result::StoreFailed) == SLUICE_TOKENS_STORE_FAILED);
static_assert(sizeof(sluice_pool) == sizeof(throttle::Pool));

struct sluice_pools : Handle<0x736c7569'706f6f6c> {
  explicit sluice_pools(throttle::SharedPools from) : pools(from) {}
  throttle::SharedPools pools;
};

namespace {

sluice_token_ask write(const TokenAsk& from) noexcept {
  sluice_token_ask to;
  sluice_token_ask_init(&to);
  to.id = from.id;
  to.key_high = from.key_high;
  to.key_low = from.key_low;
  to.limit = from.terms.limit;
  to.burst = from.terms.burst;
  to.per_seconds = from.terms.per.count();
  to.algorithm = static_cast<std::uint32_t>(from.terms.algorithm);
  to.instances = from.terms.instances;
  to.epoch_us = from.terms.epoch_us;
  to.epoch = from.ask.epoch;
  to.spent = from.ask.spent;
  to.spent_before = from.ask.spent_before;
  to.back = from.ask.back;
  to.want = from.ask.want;
  return to;
}

bool read_ask(const sluice_token_ask* from, TokenAsk& to) noexcept {
  sluice_token_ask known;
  sluice_token_ask_init(&known);
  if (!read_sized(from, known) || known.algorithm > SLUICE_CALENDAR_DAY) return false;
  to.id = known.id;
  to.terms = {known.limit,     std::chrono::seconds(known.per_seconds),          known.burst, known.epoch_us,
              known.instances, static_cast<throttle::Algorithm>(known.algorithm)};
  to.ask = {known.epoch, known.spent, known.spent_before, known.back, known.want};
  return true;
}

sluice_token_reply write(std::uint64_t id, const throttle::Reply& from) noexcept {
  sluice_token_reply to;
  sluice_token_reply_init(&to);
  to.id = id;
  to.granted = from.granted;
  to.epoch = from.epoch;
  to.ttl_us = from.ttl_us;
  to.wait_us = from.wait_us;
  to.free = from.free;
  return to;
}

std::span<std::byte> bytes_of(void* memory, std::size_t bytes) noexcept {
  return {static_cast<std::byte*>(memory), bytes};
}

sluice_status give(sluice_pools** to,
                   const Result<throttle::SharedPools, throttle::SharedPools::Error>& made) {
  if (!made) return made.error() == throttle::SharedPools::Error::Foreign ? SLUICE_REFUSED : SLUICE_INVALID;
  *to = new sluice_pools(*made);
  return SLUICE_OK;
}

}  // namespace

void sluice_token_ask_init(sluice_token_ask* ask) {
  if (ask == nullptr) return;
  *ask = {};
  ask->size = sizeof *ask;
}

void sluice_token_reply_init(sluice_token_reply* reply) {
  if (reply == nullptr) return;
  *reply = {};
  reply->size = sizeof *reply;
}

sluice_status sluice_state_ask(sluice_token_ask* ask, sluice_state* state, const sluice_now* now) {
  Now at;
  if (ask == nullptr || ask->size < sizeof(std::size_t) || !is_handle(state) || !read_now(now, at))
    return SLUICE_INVALID;
  TokenAsk due;
  if (state->state.ask_tokens({&due, 1}, at) == 0) return SLUICE_NOT_FOUND;
  return write_sized(ask, write(due)) ? SLUICE_OK : SLUICE_INVALID;
}

sluice_status sluice_state_reply(sluice_state* state, const sluice_token_reply* reply) {
  sluice_token_reply known;
  sluice_token_reply_init(&known);
  if (!is_handle(state) || !read_sized(reply, known) || known.result > SLUICE_TOKENS_STORE_FAILED)
    return SLUICE_INVALID;
  const TokenReply brought{known.id,
                           static_cast<TokenReply::Result>(known.result),
                           {known.granted, known.epoch, known.ttl_us, known.wait_us, known.free}};
  state->state.bring_tokens({&brought, 1});
  return SLUICE_OK;
}

sluice_status sluice_pool_reserve(sluice_token_reply* reply, sluice_pool* pool, const sluice_token_ask* ask,
                                  int64_t now_us) {
  TokenAsk known;
  if (reply == nullptr || pool == nullptr || !read_ask(ask, known)) return SLUICE_INVALID;
  auto state = std::bit_cast<throttle::Pool>(*pool);
  const throttle::Reply answer = throttle::reserve(state, known.terms, known.ask, now_us);
  if (!write_sized(reply, write(known.id, answer))) return SLUICE_INVALID;
  *pool = std::bit_cast<sluice_pool>(state);
  return SLUICE_OK;
}

sluice_status sluice_pools_create(sluice_pools** pools, void* memory, size_t bytes) {
  if (pools == nullptr || memory == nullptr || !is_span(memory, bytes)) return SLUICE_INVALID;
  return guard([&] { return give(pools, throttle::SharedPools::create(bytes_of(memory, bytes))); });
}

sluice_status sluice_pools_open(sluice_pools** pools, void* memory, size_t bytes) {
  if (pools == nullptr || memory == nullptr || !is_span(memory, bytes)) return SLUICE_INVALID;
  return guard([&] { return give(pools, throttle::SharedPools::attach(bytes_of(memory, bytes))); });
}

sluice_status sluice_pools_serve(sluice_pools* pools, sluice_state* state, const sluice_now* now) {
  Now at;
  if (!is_handle(pools) || !is_handle(state) || !read_now(now, at)) return SLUICE_INVALID;
  serve_tokens(state->state, pools->pools, at);
  return SLUICE_OK;
}

void sluice_pools_free(sluice_pools* pools) {
  if (is_handle(pools)) delete pools;
}
