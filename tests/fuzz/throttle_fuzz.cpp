// Random limits, times and keys: one word against exact fractions, the ledger against a map of words, and
// every function against any word and any clock.
#include <cstdint>
#include <cstring>
#include <map>
#include <span>

#include "sluice/ledger.hpp"
#include "throttle/oracle.hpp"

namespace throttle = sluice::throttle;
using throttle::Algorithm;
using throttle::Limit;
using throttle::Rate;

namespace {

// Words tell before from after over 130 years.
constexpr std::uint64_t kCentury = std::uint64_t{100} * 365 * 86400 * 1'000'000'000;

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

sluice::Now at(std::uint64_t ns) { return {static_cast<std::int64_t>(ns / 1'000'000'000), 0, ns}; }

Limit limit_of(Input& input) {
  constexpr std::int64_t units[] = {1, 60, 3600, 86400};
  constexpr std::uint32_t most = 2147483647;
  Limit limit;
  const auto shape = input.next<std::uint8_t>();
  limit.limit = 1 + (input.next<std::uint32_t>() % most >> (shape % 31));
  limit.per =
      std::chrono::seconds(units[shape % 4] * (1 + (input.next<std::uint32_t>() % most >> (shape / 4 % 31))));
  if (shape % 3 == 0) limit.burst = 1 + input.next<std::uint16_t>();
  return limit;
}

void bucket_equals_fractions(Input input) {
  const Limit limit = limit_of(input);
  const Rate rate(limit);
  const auto tick = static_cast<std::uint64_t>(rate.tick().count());
  oracle::Bucket exact(limit);
  std::uint64_t word = 0;
  std::uint64_t now = 0;
  while (!input.empty()) {
    now += (input.next<std::uint64_t>() >> (2 + input.next<std::uint8_t>() % 62)) / tick * tick;
    if (now > kCentury) break;
    const auto taken = throttle::take(word, rate, at(now == 0 ? tick : now));
    const auto expected = exact.take(now == 0 ? tick : now);
    require(taken.admitted == expected.admitted && taken.remain == expected.remain);
    word = taken.next;
  }
}

void ledger_equals_map(Input input) {
  auto ledger = throttle::Ledger::make({.bytes = 256, .seed = 1});
  const Rate rates[] = {
      Rate(limit_of(input)), Rate({.limit = 2, .per = std::chrono::seconds(1)}),
      Rate({.limit = 3, .per = std::chrono::seconds(2), .algorithm = Algorithm::FixedWindow})};
  std::map<int, std::uint64_t> words;
  std::uint64_t now = 1;
  while (!input.empty()) {
    const auto operation = input.next<std::uint8_t>();
    now += input.next<std::uint32_t>();
    const int id = operation % 6;  // fewer than a shelf holds: none may be untracked
    const Rate& rate = rates[id % 3];
    const throttle::Key key{0, static_cast<std::uint64_t>(id) + 1};
    std::uint64_t& word = words[id];
    const auto expected = throttle::take(word, rate, at(now));
    const auto taken = ledger->take(key, rate, at(now));
    require(!taken.untracked && taken.admitted == expected.admitted && taken.remain == expected.remain);
    word = expected.next;
    if (operation < 128 || !taken.admitted) continue;
    ledger->give_back(key, rate, at(now), taken.next);
    word = throttle::give_back(word, rate, at(now), expected.next);
  }
}

void any_word_is_a_state(Input input) {
  Limit limit = limit_of(input);
  limit.algorithm = static_cast<Algorithm>(input.next<std::uint8_t>() % 3);
  limit.utc_offset_seconds = input.next<std::int32_t>();
  const Rate rate(limit);
  const Rate other(limit_of(input));
  while (!input.empty()) {
    const auto word = input.next<std::uint64_t>();
    const sluice::Now now{input.next<std::int64_t>(), input.next<std::uint32_t>(),
                          input.next<std::uint64_t>()};
    const auto taken = throttle::take(word, rate, now);
    const auto all = throttle::take_up_to(word, rate, now, UINT32_MAX);
    require(all.calls == (taken.admitted ? taken.remain + 1 : 0) && all.calls <= rate.burst());
    require(taken.admitted == (taken.retry_after.count() == 0));
    const std::uint64_t back = throttle::give_back(taken.next, rate, now, taken.next);
    require(throttle::take_up_to(back, rate, now, UINT32_MAX).calls >= all.calls || !taken.admitted);
    const std::uint64_t moved = throttle::rescale(word, rate, other, now);
    require(throttle::take_up_to(moved, other, now, UINT32_MAX).calls <= other.burst());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  bucket_equals_fractions(Input({data, size}));
  ledger_equals_map(Input({data, size}));
  any_word_is_a_state(Input({data, size}));
  return 0;
}
