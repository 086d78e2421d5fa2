// One line of a file of cases: a request as `decide` takes it, and what is to be decided.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "decide_input.hpp"
#include "json_read.hpp"

namespace cli {

/// Views point into the document that was read.
class TestCase {
 public:
  /// Members beside those of `decide`: `expect` (required, an object), `case` (a name), `repeat` (1 to
  /// 1,000,000: the same request so often, with the same expectation). Throws `Fault`.
  explicit TestCase(const json::Value& value);

  const DecideInput& input() const { return input_; }
  const json::Value& expect() const { return expect_; }
  std::string_view name() const { return name_; }
  std::int64_t repeat() const { return repeat_; }

 private:
  explicit TestCase(json::Object members);

  json::Value expect_;
  std::string_view name_;
  std::int64_t repeat_ = 1;
  DecideInput input_;
};

}  // namespace cli
