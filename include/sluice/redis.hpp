/// The store of shared limits in Redis (5 or later): optional library `sluice-redis`, over hiredis. One
/// atomic script per batch of keys, on the server's clock.
///
///     sluice::redis::Store store({.host = "127.0.0.1"});              // waits: for a thread that may
///     Need need = transaction.start(plan, state, request, now);
///     if (need == Need::Tokens) need = store.bring_tokens(transaction, state, now);   // at most the
///     policy's time
///     ... answer ...
///     if (state.wants_tokens()) store.serve(state, now);              // ahead of the next one; and 10 times
///     a second
///
///     sluice::redis::Client client({.host = "127.0.0.1"});            // never waits: for an event loop
///     auto did = client.step(state, now);                             // when client.fd() is ready, when a
///     transaction for (auto& t : waiting) ...t.bring_tokens(now);                 // says Tokens, and at
///     did.wake_ns; see `step`
///
/// A store that is slow, wrong, cut off or gone fails its requests within `timeout`; its connection is
/// closed, so that a late answer is taken for nobody's; it is tried again after 25 ms to 6.4 s, at random.
/// Until it answers, every decision goes by its limit's failure policy at once and says that it is degraded.
/// An answer is held to what was asked, byte for byte, in bounded memory.
///
/// Keys are `<prefix>:{<shard>}:<32 hex digits>`: hashes, under a hash tag of few values, so no text of a
/// caller or a configuration reaches the server, and the keys of a batch lie on one node of a cluster. A
/// client talks to one server and follows no redirection. A server that loses its memory lends each limit one
/// burst more.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "sluice/state.hpp"
#include "sluice/time.hpp"
#include "sluice/transaction.hpp"

namespace sluice::redis {

struct Options {
  std::string host = "127.0.0.1";  ///< an address; a name is looked up when connecting, which waits
  std::uint16_t port = 6379;
  std::string path{};              ///< of a Unix socket, instead
  std::string user{}, password{};  ///< AUTH, if there is a password; never shown
  unsigned database = 0;
  std::string prefix = "sluice";  ///< letters, digits, `_`, `-`, `.`, `:`; others become `_`
  unsigned shards = 1;            ///< hash tags among which keys are spread, up to 1024; one script call each
  std::chrono::milliseconds timeout{20};  ///< for connecting, and for the answers to a batch
  std::uint64_t seed = 0;                 ///< random: instances with different ones do not return together
};

/// What a client has done so far.
struct Counts {
  std::uint64_t calls = 0;     ///< script calls
  std::uint64_t asks = 0;      ///< requests in them
  std::uint64_t failures = 0;  ///< times that the store was given up
  std::uint64_t connections = 0;
};

/// One connection, driven by an event loop.   Threads: one at a time; a state may have one client a thread.
class Client {
 public:
  explicit Client(Options options);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// What to watch for readiness to read, and to write if `wants_write`; -1: nothing. May differ after a
  /// step.
  int fd() const noexcept;
  bool wants_write() const noexcept;

  struct Progress {
    bool has_news = false;      ///< replies or failures were brought: step the transactions that wait
    std::uint64_t wake_ns = 0;  ///< call again by this steady time at the latest
  };
  /// Does all that can be done without waiting: connects, reads, brings replies to `state`, sends what it
  /// asks. Errors: none to the caller; failures are brought to `state`.
  Progress step(State& state, const Now& now) noexcept;

  /// Whether requests are under way.
  bool is_busy() const noexcept;
  const Counts& counts() const noexcept;

 private:
  struct Session;
  std::unique_ptr<Session> session_;
};

/// One connection for threads that may wait.   Threads: any; they wait for each other, within their time.
class Store {
 public:
  explicit Store(Options options);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  /// Asks what the state wants to, and brings the answers; at most `timeout`.
  void serve(State& state, const Now& now) noexcept;

  /// Brings on a transaction that waits with `Need::Tokens`; past `transaction.may_wait()` it goes on without
  /// the store. Gives the next need.
  Need bring_tokens(Transaction& transaction, State& state, const Now& now) noexcept;

  Counts counts() const noexcept;

 private:
  struct Waiting;
  std::unique_ptr<Waiting> waiting_;
};

}  // namespace sluice::redis
