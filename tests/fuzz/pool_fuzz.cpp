// The store of shared limits against exact arithmetic: instances lease, spend, give back and die in any
// order, and every token that is spent in time must be one that a single exact bucket would have given (but
// for the one token by which sums of fractions may be ahead). And any pool, terms, ask and clock is survived.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <span>
#include <utility>

#include "sluice/pool.hpp"
#include "throttle/oracle.hpp"

namespace throttle = sluice::throttle;

namespace {

class Input {
 public:
  explicit Input(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}
  bool empty() const { return bytes_.empty(); }
  template <class T>
  T next() {
    T value{};
    const std::size_t size = std::min(sizeof value, bytes_.size());
    if (size > 0) std::memcpy(&value, bytes_.data(), size);
    bytes_ = bytes_.subspan(size);
    return value;
  }

 private:
  std::span<const std::uint8_t> bytes_;
};

void require(bool holds) {
  if (!holds) __builtin_trap();
}

struct Tokens {
  std::int64_t epoch = -1;
  std::int64_t until_us = 0;
  std::uint32_t left = 0, spent = 0;
};

// One honest instance: it knows of each epoch what is left, and tells what it has spent.
struct Instance {
  std::array<Tokens, 2> tokens;  // the newest, and the one before

  throttle::Ask ask(std::uint32_t want, bool gives_back) {
    throttle::Ask ask{tokens[0].epoch, tokens[0].spent, 0, 0, want};
    if (tokens[1].epoch == tokens[0].epoch - 1) ask.spent_before = std::exchange(tokens[1].spent, 0);
    tokens[0].spent = 0;
    if (gives_back) ask.back = std::exchange(tokens[0].left, 0);
    return ask;
  }
  void take(const throttle::Reply& reply, std::int64_t now_us) {
    if (reply.granted == 0) return;
    if (reply.epoch != tokens[0].epoch) {
      tokens[1] = tokens[0];
      tokens[0] = {reply.epoch, now_us + reply.ttl_us, 0, 0};
    }
    tokens[0].left += reply.granted;
  }
};

void keeps_the_contract(Input input) {
  throttle::Terms terms;
  terms.limit = 1 + input.next<std::uint16_t>() % 2000;
  terms.per = std::chrono::seconds(1 + input.next<std::uint8_t>() % 10);
  terms.burst = 1 + input.next<std::uint8_t>();
  terms.instances = 1 + input.next<std::uint8_t>() % 4;
  throttle::Pool pool;
  std::array<Instance, 3> instances;
  oracle::Bucket exact({.limit = terms.limit, .per = terms.per, .burst = terms.burst + 1});
  std::int64_t now_us = 1'000'000'000;
  while (!input.empty()) {
    const auto what = input.next<std::uint8_t>();
    const auto amount = input.next<std::uint8_t>();
    now_us += what & 8 ? std::int64_t{amount} * 1000 : amount;
    Instance& instance = instances[what % 3];
    switch (what >> 4 & 3) {
      case 0:
      case 1:
        instance.take(throttle::reserve(pool, terms, instance.ask(amount, (what & 128) != 0), now_us),
                      now_us);
        break;
      case 2:
        for (Tokens& tokens : instance.tokens)
          for (std::uint32_t i = 0; i <= amount && tokens.left > 0 && now_us < tokens.until_us; ++i) {
            --tokens.left;
            ++tokens.spent;
            require(exact.take(static_cast<std::uint64_t>(now_us) * 1000).admitted);
          }
        break;
      default:
        instance = {};  // dies
    }
    require(pool.missing >= static_cast<double>(pool.held + pool.held_before) - 1e-6);
    require(pool.missing <= terms.burst + 1e-6);
  }
}

void survives(Input input) {
  throttle::Pool pool{input.next<double>(), input.next<std::int64_t>(), input.next<std::int64_t>(),
                      input.next<std::int64_t>(), input.next<std::int64_t>()};
  while (!input.empty()) {
    throttle::Terms terms{
        input.next<std::uint32_t>(), std::chrono::seconds(input.next<std::int64_t>()),
        input.next<std::uint32_t>(), input.next<std::int64_t>(),
        input.next<std::uint32_t>(), static_cast<throttle::Algorithm>(input.next<std::uint8_t>() % 3)};
    const throttle::Ask ask{input.next<std::int64_t>(), input.next<std::uint32_t>(),
                            input.next<std::uint32_t>(), input.next<std::uint32_t>(),
                            input.next<std::uint32_t>()};
    const throttle::Reply reply = throttle::reserve(pool, terms, ask, input.next<std::int64_t>());
    require(reply.granted <= ask.want);
    require(reply.ttl_us >= 0 && reply.wait_us >= 0);
    throttle::fresh_at_us(pool, terms);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::uint8_t> bytes(data, size);
  keeps_the_contract(Input(bytes));
  survives(Input(bytes));
  return 0;
}
