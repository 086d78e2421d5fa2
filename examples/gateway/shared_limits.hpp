// The store of limits that several gateways share, on a worker's loop. A transaction that needs tokens waits
// here until the store has answered, or until its policy's time is over and it goes on without. One
// connection a worker; what it brings is for all, so the others are told.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "options.hpp"

namespace gateway {

class Exchange;
class Worker;

class SharedLimits {
 public:
  explicit SharedLimits(Worker& worker);
  ~SharedLimits();

  /// Before the loop runs. False: this gateway was built without the library, and there are no shared limits.
  bool open(const Store& store, std::string& fault);
  bool is_open() const { return session_ != nullptr; }

  /// `exchange` is told to go on from the loop, once or more often.
  void wait(Exchange& exchange);
  void leave(Exchange& exchange);
  /// At the end of each round of the loop: asks ahead of what decisions will need.
  void serve();
  /// Another worker brought news to the state.
  void told();
  bool has_waiting() const { return has_waiting_.load(); }
  void close();

 private:
  struct Session;
  Worker& worker_;
  std::unique_ptr<Session> session_;
  std::atomic<bool> has_waiting_{false};
};

}  // namespace gateway
