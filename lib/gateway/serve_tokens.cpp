// The store of shared limits in shared memory, at work for a state.
#include <array>

#include "sluice/state.hpp"
#include "sluice/transaction.hpp"

namespace sluice {

std::size_t serve_tokens(State& state, throttle::SharedPools& pools, const Now& now) noexcept {
  const auto now_us = static_cast<std::int64_t>(steady_of(now) / 1000);
  std::array<TokenAsk, 16> asks;
  std::size_t served = 0, count = 0;
  do {
    count = state.ask_tokens(asks, now);
    std::array<TokenReply, 16> replies;
    for (std::size_t i = 0; i < count; ++i) {
      const TokenAsk& ask = asks[i];
      const auto reply = pools.reserve(ask.key_high, ask.key_low, ask.terms, ask.ask, now_us);
      replies[i] = {ask.id, reply ? TokenReply::Result::Answered : TokenReply::Result::Failed,
                    reply.value_or(throttle::Reply{})};
    }
    if (count != 0) state.bring_tokens(std::span(replies).first(count));
    served += count;
  } while (count == asks.size());
  return served;
}

// Nothing served and still waiting: another thread has taken the request, and will have its reply at once
// unless it lost its processor.
void serve_tokens(Transaction& transaction, State& state, throttle::SharedPools& pools,
                  const Now& now) noexcept {
  constexpr int tries = 2000;
  for (int i = 0; transaction.need() == Need::Tokens && i < tries; ++i) {
    serve_tokens(state, pools, now);
    transaction.bring_tokens(now);
  }
  if (transaction.need() == Need::Tokens) transaction.decline();
}

}  // namespace sluice
