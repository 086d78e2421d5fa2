// One thread: a loop, its listeners, its clients, its connections to backends. Workers share the state (rate
// limits, health) and, each through a pointer of its own, the plan.
#pragma once

#include <uv.h>

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_set>
#include <vector>

#include "counters.hpp"
#include "inquiry.hpp"
#include "links.hpp"
#include "log_file.hpp"
#include "mortal.hpp"
#include "options.hpp"
#include "probes.hpp"
#include "resolver.hpp"
#include "shared_limits.hpp"
#include "sluice/plan.hpp"
#include "sluice/state.hpp"
#include "sluice/transaction.hpp"

namespace gateway {

class Client;
class Worker;

/// What all workers share.
struct Shared {
  const Options& options;
  sluice::State& state;
  std::atomic<std::uint64_t> held_bodies{0};
  std::vector<Worker*> workers{};
};

using PlanPointer = std::shared_ptr<const sluice::Plan>;

class Worker {
 public:
  Worker(Shared& shared, std::uint64_t seed);
  ~Worker();

  /// Before `start`: listens on a socket that the worker takes over.
  bool listen(int socket, bool is_secure, std::string& fault);
  bool prepare(std::string& fault);
  /// One worker of all probes the members of channels.
  void start(PlanPointer plan, bool probes);
  /// From any thread: the state has news from the store of shared limits.
  void tell();
  /// From any thread.
  void replace(PlanPointer plan);
  void stop();
  void join() { thread_.join(); }
  const Counters& counters() const { return counters_; }

  // For its own parts.
  const Options& options() const { return shared_.options; }
  Shared& shared() { return shared_; }
  sluice::State& state() { return shared_.state; }
  uv_loop_t* loop() { return &loop_; }
  Counters& count() { return counters_; }
  Links& links() { return links_; }
  Resolver& resolver() { return resolver_; }
  LogFile& log() { return log_; }
  TlsSide* backend_tls() { return backend_tls_.get(); }
  SharedLimits& limits() { return limits_; }
  void tell_others();
  const Service* iam() const { return iam_ ? &*iam_ : nullptr; }
  const std::vector<std::pair<std::string, Service>>& authorizers() const { return authorizers_; }
  bool is_stopping() const { return is_stopping_; }
  /// The plan in force. The copy that a request keeps is counted by this thread alone.
  const std::shared_ptr<const PlanPointer>& plan() const { return plan_; }
  std::array<char, 32> next_request_id();
  std::unique_ptr<sluice::Transaction> take_transaction();
  void give_transaction(std::unique_ptr<sluice::Transaction> transaction);
  void bury(std::unique_ptr<Mortal> dead);
  void leave(Client& client);
  std::string& text() { return text_; }
  static std::string_view input_of(uv_loop_t* loop);

 private:
  struct Listener {
    uv_tcp_t tcp;
    Worker* worker;
    bool is_secure;
  };
  void run();
  static void on_connection(uv_stream_t* listener, int status);
  void accept(Listener& listener);
  void obey();
  void each_second();
  void begin_stop();
  void close_idle();
  void end_if_done();

  Shared& shared_;
  uv_loop_t loop_;
  uv_async_t orders_;
  uv_check_t round_;
  uv_timer_t second_, stop_timer_;
  std::vector<std::unique_ptr<Listener>> listeners_;
  std::thread thread_;
  Counters counters_;
  LogFile log_;
  std::unique_ptr<TlsSide> client_tls_, backend_tls_;
  std::optional<Service> iam_;
  std::vector<std::pair<std::string, Service>> authorizers_;  // by urn
  Links links_;
  Resolver resolver_;
  Probes probes_{*this};
  SharedLimits limits_{*this};
  std::unordered_set<Client*> clients_;
  Graveyard dead_;
  std::vector<std::unique_ptr<sluice::Transaction>> transactions_;
  std::shared_ptr<const PlanPointer> plan_;
  std::string text_;
  std::array<char, 65536> input_;
  std::uint64_t seed_;
  std::uint64_t requests_ = 0;
  std::uint64_t stop_began_ = 0;
  bool is_stopping_ = false;
  bool is_probing_ = false;

  std::mutex ordering_;
  PlanPointer next_plan_;  // guarded by ordering_
  bool must_stop_ = false;
};

}  // namespace gateway
