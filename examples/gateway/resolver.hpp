// Names become addresses off the loop, in libuv's threads. An answer is used for a few seconds; requests for
// a name that is being asked for wait together.
#pragma once

#include <uv.h>

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sluice/address.hpp"

namespace gateway {

class Resolver {
 public:
  using Addresses = std::vector<sluice::Address>;
  /// Called once: at once where the answer is known, else from the loop. Empty: it does not resolve.
  using Told = std::function<void(const Addresses&)>;

  explicit Resolver(uv_loop_t* loop) : loop_(loop) {}

  /// Gives a number to take the question back with, or 0 when it was answered at once.
  std::uint64_t ask(std::string_view name, Told told);
  void forget(std::uint64_t question);

 private:
  struct Known {
    Addresses addresses;
    std::uint64_t until = 0;
    bool is_asking = false;
    std::vector<std::pair<std::uint64_t, Told>> waiting;
  };
  struct Question {
    uv_getaddrinfo_t request;
    Resolver* resolver;
    std::string name;
  };
  static void on_answer(uv_getaddrinfo_t* request, int status, addrinfo* list);
  void answer(Question& question, const addrinfo* list);

  uv_loop_t* loop_;
  std::unordered_map<std::string, Known> names_;
  std::uint64_t questions_ = 0;
};

}  // namespace gateway
