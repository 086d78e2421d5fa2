// The slow, obvious counters that the word is held against: a level of tokens in 128-bit fractions, and a
// window in two plain fields. They remember the last time they were asked, and refill for the difference.
#pragma once

#include <algorithm>
#include <cstdint>

#include "sluice/throttle.hpp"

namespace oracle {

__extension__ typedef unsigned __int128 Wide;

struct Answer {
  bool admitted;
  std::uint64_t remain;
  Wide retry_after_ns;
};

// One token is `period_ns` parts, a nanosecond brings `limit` of them.
class Bucket {
 public:
  explicit Bucket(const sluice::throttle::Limit& limit)
      : limit_(limit.limit),
        token_(Wide(limit.per.count()) * 1'000'000'000),
        full_(token_ * (limit.burst == 0 ? limit.limit : limit.burst)),
        level_(full_) {}

  Answer take(std::uint64_t ns) {
    if (ns > last_) level_ = std::min(full_, level_ + Wide(ns - last_) * limit_);
    last_ = std::max(last_, ns);
    if (level_ < token_) return {false, 0, (token_ - level_ + limit_ - 1) / limit_};
    level_ -= token_;
    return {true, static_cast<std::uint64_t>(level_ / token_), 0};
  }

  void give_back() { level_ = std::min(full_, level_ + token_); }

 private:
  std::uint64_t limit_;
  Wide token_;
  Wide full_;
  Wide level_;
  std::uint64_t last_ = 0;
};

class Window {
 public:
  explicit Window(const sluice::throttle::Limit& limit)
      : limit_(limit.limit), period_(Wide(limit.per.count()) * 1'000'000'000) {}

  Answer take(std::uint64_t ns) {
    if (count_ == 0 || ns - begin_ >= period_) {
      begin_ = ns;
      count_ = 0;
    }
    if (count_ == limit_) return {false, 0, period_ - (ns - begin_)};
    ++count_;
    return {true, limit_ - count_, 0};
  }

 private:
  std::uint64_t limit_;
  Wide period_;
  std::uint64_t begin_ = 0;
  std::uint64_t count_ = 0;
};

}  // namespace oracle
