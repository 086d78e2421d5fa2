// The two ways to drive a session: an event loop's, and a thread's that may wait.
#include <poll.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <new>
#include <utility>

#include "redis/session.hpp"

namespace sluice::redis {

Client::Client(Options options) : session_(std::make_unique<Session>(std::move(options))) {}
Client::~Client() = default;

int Client::fd() const noexcept { return session_->fd(); }
bool Client::wants_write() const noexcept { return session_->is_open() && session_->wants_write(); }
bool Client::is_busy() const noexcept { return session_->is_busy(); }
const Counts& Client::counts() const noexcept { return session_->counts(); }

// Out of memory: what is under way is late, and fails with the next step that can.
Client::Progress Client::step(State& state, const Now& now) noexcept {
  try {
    return session_->step(state, now);
  } catch (const std::bad_alloc&) {
    return {false, steady_of(now) + 1'000'000};
  }
}

namespace {

// The host's time, carried on by the machine's clock while a thread waits.
class Running {
 public:
  explicit Running(const Now& from) noexcept : from_(from), begun_(std::chrono::steady_clock::now()) {}

  std::chrono::nanoseconds passed() const noexcept { return std::chrono::steady_clock::now() - begun_; }
  Now now() const noexcept {
    Now at = from_;
    const std::uint64_t ns = at.nanoseconds + static_cast<std::uint64_t>(passed().count());
    at.seconds += static_cast<std::int64_t>(ns / 1'000'000'000);
    at.nanoseconds = static_cast<std::uint32_t>(ns % 1'000'000'000);
    if (at.steady_ns != 0) at.steady_ns += static_cast<std::uint64_t>(passed().count());
    return at;
  }

 private:
  Now from_;
  std::chrono::steady_clock::time_point begun_;
};

void wait(const Client& client, std::chrono::nanoseconds most) noexcept {
  pollfd ready{client.fd(), static_cast<short>(client.wants_write() ? POLLIN | POLLOUT : POLLIN), 0};
  const auto ms = std::chrono::ceil<std::chrono::milliseconds>(most).count();
  poll(&ready, client.fd() < 0 ? 0 : 1, static_cast<int>(std::max<std::int64_t>(ms, 0)));
}

}  // namespace

struct Store::Waiting {
  explicit Waiting(Options from) : timeout(from.timeout), client(std::move(from)) {}

  const std::chrono::nanoseconds timeout;
  mutable std::timed_mutex lock;
  Client client;
};

Store::Store(Options options) : waiting_(std::make_unique<Waiting>(std::move(options))) {}
Store::~Store() = default;

void Store::serve(State& state, const Now& now) noexcept {
  const Running running(now);
  const std::unique_lock lock(waiting_->lock, waiting_->timeout);
  if (!lock) return;
  Client& client = waiting_->client;
  for (;;) {
    const auto did = client.step(state, running.now());
    const bool is_done = !client.is_busy() && (did.has_news || !state.wants_tokens() || client.fd() < 0);
    const auto left = waiting_->timeout - running.passed();
    if (is_done || left.count() <= 0) return;
    wait(client, left);
  }
}

Need Store::bring_tokens(Transaction& transaction, State& state, const Now& now) noexcept {
  const Running running(now);
  const std::chrono::nanoseconds most = transaction.may_wait();
  const std::unique_lock lock(waiting_->lock, most);
  while (lock && transaction.need() == Need::Tokens) {
    const auto did = waiting_->client.step(state, running.now());
    if (did.has_news || !waiting_->client.is_busy()) transaction.bring_tokens(running.now());
    const auto left = most - running.passed();
    if (transaction.need() != Need::Tokens || left.count() <= 0) break;
    wait(waiting_->client, left);
  }
  if (transaction.need() == Need::Tokens) transaction.decline();
  return transaction.need();
}

Counts Store::counts() const noexcept {
  const std::lock_guard lock(waiting_->lock);
  return waiting_->client.counts();
}

}  // namespace sluice::redis
