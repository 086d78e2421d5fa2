// One conversation with a server: connect, introduce oneself, one batch of requests at a time. Nothing waits.
//
//   Away --connect--> Connecting --writable--> Greeting (AUTH, SELECT, SCRIPT LOAD) --> Ready <--> Asking
//     ^                                                                                   |
//     +--- anything wrong, late or more than was asked for: StoreFailed for all that is under way; breaker -+
#pragma once

#include <array>
#include <string>
#include <vector>

#include "redis/reply.hpp"
#include "sluice/lease.hpp"
#include "sluice/redis.hpp"

struct redisContext;

namespace sluice::redis {

struct Client::Session {
  static constexpr std::size_t kBatch = 64;

  explicit Session(Options from);

  Progress step(State& state, const Now& now);
  int fd() const noexcept;
  bool wants_write() const noexcept { return stage == Stage::Connecting || sent < out.size(); }
  bool is_busy() const noexcept { return asked != 0; }
  bool is_open() const noexcept { return context != nullptr; }
  const Counts& counts() const noexcept { return counted; }

 private:
  enum class Stage : std::uint8_t { Away, Connecting, Greeting, Ready, Asking };
  enum class Expected : std::uint8_t { Fine, Script, Group };
  struct Close {
    void operator()(redisContext* context) const noexcept;
  };
  // Requests of one shard, which one script call carries; and the call whose reply comes next.
  struct Call {
    Expected expected = Expected::Fine;
    std::vector<std::uint8_t> asks{};  // indices in `batch`
    bool is_in_full = false;           // with the script's text
  };

  void connect(const Now& now);
  bool is_connected() noexcept;
  void greet();
  bool send_out() noexcept;
  bool receive() noexcept;
  bool handle_replies(State& state);
  bool handle(const Reply& reply, Call& call, State& state);
  bool handle_group(const Reply& reply, const Call& call, State& state);
  void ask(State& state, const Now& now);
  void send_group(const Call& call);
  void command(const std::vector<std::string>& words);
  void fail(State& state, const Now& now);
  void refuse_waiting(State& state, const Now& now);
  std::string key_of(const TokenAsk& ask) const;
  std::uint64_t next_random() noexcept;
  void wait_until(const Now& now);

  Options options;
  std::unique_ptr<redisContext, Close> context;
  std::unique_ptr<ReplyReader> reader;
  Stage stage = Stage::Away;
  std::string out;
  std::size_t sent = 0;
  std::vector<Call> calls;  // without a reply so far, in order
  std::array<TokenAsk, kBatch> batch;
  std::size_t asked = 0;  // of the batch; 0: none is under way
  std::string digest;     // of the script; empty: not known to the server
  throttle::Breaker breaker;
  std::uint64_t deadline_ns = 0;
  std::uint64_t random;
  bool has_told = false;  // that the store has failed
  bool has_news = false;
  Counts counted;
};

}  // namespace sluice::redis
