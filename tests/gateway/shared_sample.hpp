// Instances that share limits, and a store for them in this process.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "gateway/sample.hpp"

namespace sample {

/// The store: one pool a key, on a clock of its own.
class Store {
 public:
  bool is_down = false;
  std::uint64_t asked = 0;

  sluice::TokenReply answer(const sluice::TokenAsk& ask, std::int64_t now_us) {
    ++asked;
    if (is_down) return {ask.id, sluice::TokenReply::Result::StoreFailed, {}};
    auto& pool = pools_[{ask.key_high, ask.key_low}];
    return {ask.id, sluice::TokenReply::Result::Answered,
            sluice::throttle::reserve(pool, ask.terms, ask.ask, now_us)};
  }

  /// Answers all that the state asks; how many that were.
  std::size_t serve(sluice::State& state, const sluice::Now& now) {
    sluice::TokenAsk asks[16];
    std::size_t total = 0;
    const auto now_us = static_cast<std::int64_t>(sluice::steady_of(now) / 1000);
    while (const std::size_t n = state.ask_tokens(asks, now)) {
      total += n;
      std::vector<sluice::TokenReply> replies;
      for (std::size_t i = 0; i < n; ++i) replies.push_back(answer(asks[i], now_us));
      state.bring_tokens(replies);
    }
    return total;
  }

  std::size_t keys() const { return pools_.size(); }

 private:
  std::map<std::pair<std::uint64_t, std::uint64_t>, sluice::throttle::Pool> pools_;
};

/// A gateway with one API for anybody and one for app1, both under `throttle`, whose store is `store`.
inline std::string shared_document(std::string_view throttle, std::string_view store,
                                   std::string_view gateway = "") {
  return R"({"gateway": {"default_limit": 100000)" + std::string(gateway) +
         R"(}, "groups": [{"id": "g1", "name": "orders",
    "url_domains": [{"url_domain": "api.example.com"}], "apis": [
      {"id": "open", "name": "open_orders", "req_method": "GET", "req_uri": "/open", "auth_type": "NONE", "req_protocol": "BOTH",
       "backend_type": "HOST", "published": ["RELEASE"]},
      {"id": "signed", "name": "signed_orders", "req_method": "POST", "req_uri": "/signed", "auth_type": "APP",
       "backend_type": "HOST", "published": ["RELEASE"]}]}],
  "apps": [{"id": "app1", "name": "shop", "app_key": "shopkey001", "app_secret": "shopsecret001"}],
  "authorizations": [{"app": "app1", "api": "signed", "env": "RELEASE"}],
  "throttles": [{"id": "t1", "name": "shared_one", )" +
         std::string(throttle) + R"(, "store": {"shared": true)" + std::string(store) + R"(},
    "bindings": [{"api": "open", "env": "RELEASE"}, {"api": "signed", "env": "RELEASE"}]}]})";
}

/// One of them.
struct Instance {
  explicit Instance(const std::string& document) : compiled(sluice::compile(document)) {}

  sluice::Compiled compiled;
  sluice::State state{7};
  sluice::Transaction transaction;
  sluice::Now now = kNow;

  /// The stepped decision, served by `store` while it waits; null: at hand is what is at hand.
  const sluice::Decision& get(Store* store, std::string_view peer = "192.0.2.1") {
    const sluice::Request request{
        .method = "GET", .target = "/open", .host = "api.example.com", .peer = peer};
    sluice::Need need = transaction.start(*compiled.plan, state, request, now);
    while (need == sluice::Need::Tokens) {
      const bool served = store != nullptr && store->serve(state, now) != 0;
      need = served ? transaction.bring_tokens(now) : transaction.decline();
    }
    return transaction.decision();
  }

  void wait(std::uint64_t ms) { now.steady_ns += ms * 1'000'000; }
};

}  // namespace sample
