/// What passes between a state and the store of shared limits (`sluice/lease.hpp`), brought there and back by
/// the host: sluice does no I/O.
///
///     sluice::TokenAsk asks[64];
///     while (const std::size_t n = state.ask_tokens(asks, now)) {      // for decisions that wait, and ahead
///     of them
///       send(asks, n);  ...  state.bring_tokens(replies);              // then step the transactions that
///       wait
///     }
///
/// `sluice/redis.hpp` and `sluice/shared_pools.hpp` are two stores that do this.
#pragma once

#include <cstddef>
#include <cstdint>

#include "sluice/pool.hpp"
#include "sluice/shared_pools.hpp"
#include "sluice/time.hpp"

namespace sluice {

class State;
class Transaction;

/// What an instance asks of the store for one limit.
struct TokenAsk {
  std::uint64_t id = 0;  ///< names the request; comes back with the reply
  /// Name the limit, alike in every instance with this configuration: a hash of the policy and of what it
  /// counts, so no text that a caller or an operator wrote reaches the store.
  std::uint64_t key_high = 0, key_low = 0;
  throttle::Terms terms{};
  throttle::Ask ask{};
};

/// The store's answer to one request.
struct TokenReply {
  enum class Result : std::uint8_t {
    Answered,
    Failed,       ///< for this key alone
    StoreFailed,  ///< there is no store now: until something is answered again no decision waits for it
  };
  std::uint64_t id = 0;
  Result result = Result::Answered;
  throttle::Reply reply{};
};

/// Answers all that `state` asks, from pools in shared memory; gives how many requests that were. It waits
/// for nothing. For a host's loop, after decisions or ten times a second.   Threads: any.
std::size_t serve_tokens(State& state, throttle::SharedPools& pools, const Now& now) noexcept;

/// Brings on a transaction that waits with `Need::Tokens`: until it has what it needs, or, when other threads
/// are long at it, without the store.
void serve_tokens(Transaction& transaction, State& state, throttle::SharedPools& pools,
                  const Now& now) noexcept;

}  // namespace sluice
