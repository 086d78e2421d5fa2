#include "shared_limits.hpp"

#include <uv.h>

#include <algorithm>
#include <unordered_map>
#include <vector>

#include "clocks.hpp"
#include "exchange.hpp"
#include "sluice/redis.hpp"
#include "worker.hpp"

namespace gateway {
namespace {

sluice::redis::Options options_of(const Store& store, std::uint64_t timeout_ms, std::uint64_t seed) {
  return {.host = store.host,
          .port = store.port,
          .path = store.path,
          .timeout = std::chrono::milliseconds(timeout_ms),
          .seed = seed};
}

}  // namespace

struct SharedLimits::Session {
  Session(SharedLimits& owner, sluice::redis::Options options)
      : limits(owner), worker(owner.worker_), client(std::move(options)) {
    uv_timer_init(worker.loop(), &timer);
    timer.data = this;
  }

  void step();
  void watch(std::uint64_t wake_ns);
  void poll_for(int fd, int events);
  void end_poll();
  void resume(bool in_time);
  void go_on(const std::vector<Exchange*>& exchanges, bool in_time);

  SharedLimits& limits;
  Worker& worker;
  sluice::redis::Client client;
  std::unordered_map<Exchange*, std::uint64_t> waiting;  // until when, of the loop's clock
  uv_timer_t timer;
  uv_poll_t* poll = nullptr;
  int polled = -1, events = 0;
  std::uint64_t calls = 0, failures = 0;
};

SharedLimits::SharedLimits(Worker& worker) : worker_(worker) {}
SharedLimits::~SharedLimits() = default;

bool SharedLimits::open(const Store& store, std::string&) {
  const std::uint64_t seed = static_cast<std::uint64_t>(clocks().steady_ns) ^ uv_hrtime();
  session_ = std::make_unique<Session>(*this, options_of(store, worker_.options().times.store, seed));
  return true;
}

// The loop comes round to it at once, and asks for all that wait by then together.
void SharedLimits::wait(Exchange& exchange) {
  session_->waiting[&exchange] =
      uv_now(worker_.loop()) + static_cast<std::uint64_t>(exchange.transaction().may_wait().count());
  has_waiting_ = true;
  uv_timer_start(
      &session_->timer, [](uv_timer_t* t) { static_cast<Session*>(t->data)->step(); }, 0, 0);
}

void SharedLimits::leave(Exchange& exchange) {
  if (session_ == nullptr || session_->waiting.erase(&exchange) == 0) return;
  has_waiting_ = !session_->waiting.empty();
}

void SharedLimits::serve() {
  if (session_ != nullptr && worker_.state().wants_tokens() && !session_->client.is_busy()) session_->step();
}

void SharedLimits::told() {
  if (session_ != nullptr) session_->resume(true);
}

void SharedLimits::close() {
  if (session_ == nullptr) return;
  session_->end_poll();
  uv_close(reinterpret_cast<uv_handle_t*>(&session_->timer), nullptr);
}

void SharedLimits::Session::step() {
  const auto did = client.step(worker.state(), clocks());
  Counters& count = worker.count();
  count.store_calls.add(client.counts().calls - std::exchange(calls, client.counts().calls));
  count.store_failures.add(client.counts().failures - std::exchange(failures, client.counts().failures));
  if (did.has_news) worker.tell_others();
  if (did.has_news || !client.is_busy()) resume(true);
  resume(false);
  watch(did.wake_ns);
}

// Those that wait, or those whose time is over.
void SharedLimits::Session::resume(bool in_time) {
  if (waiting.empty()) return;
  const std::uint64_t now = uv_now(worker.loop());
  std::vector<Exchange*> exchanges;
  for (const auto& [exchange, until] : waiting)
    if (in_time || now >= until) exchanges.push_back(exchange);
  go_on(exchanges, in_time);
}

// Each is asked for once more: one that goes on may end another.
void SharedLimits::Session::go_on(const std::vector<Exchange*>& exchanges, bool in_time) {
  for (Exchange* exchange : exchanges)
    if (waiting.contains(exchange)) exchange->bring_tokens(in_time);
}

// The connection is looked at when it is ready, and at the latest when the client or a transaction says.
void SharedLimits::Session::watch(std::uint64_t wake_ns) {
  poll_for(client.fd(), client.wants_write() ? UV_READABLE | UV_WRITABLE : UV_READABLE);
  const std::uint64_t now_ns = clocks().steady_ns, now = uv_now(worker.loop());
  std::uint64_t delay = wake_ns <= now_ns ? 0 : (wake_ns - now_ns + 999'999) / 1'000'000;
  for (const auto& [exchange, until] : waiting)
    delay = std::min(delay, until <= now ? std::uint64_t{1} : until - now);
  uv_timer_start(
      &timer, [](uv_timer_t* t) { static_cast<Session*>(t->data)->step(); }, delay, 0);
}

void SharedLimits::Session::poll_for(int fd, int wanted) {
  if (fd == polled && wanted == events) return;
  if (fd != polled) end_poll();
  if (fd < 0) return;
  if (poll == nullptr) {
    auto made = std::make_unique<uv_poll_t>();
    if (uv_poll_init(worker.loop(), made.get(), fd) != 0) return;  // then the timer looks after it
    poll = made.release();
    poll->data = this;
  }
  polled = fd;
  events = wanted;
  uv_poll_start(poll, wanted, [](uv_poll_t* p, int, int) { static_cast<Session*>(p->data)->step(); });
}

void SharedLimits::Session::end_poll() {
  polled = -1;
  if (poll == nullptr) return;
  uv_poll_stop(poll);
  uv_close(reinterpret_cast<uv_handle_t*>(std::exchange(poll, nullptr)),
           [](uv_handle_t* h) { delete reinterpret_cast<uv_poll_t*>(h); });
}

}  // namespace gateway
