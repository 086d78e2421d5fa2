// Cases run one after the other over one gateway, and what became of each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "configuration_file.hpp"
#include "fault.hpp"
#include "session.hpp"
#include "test_case.hpp"
#include "test_compare.hpp"
#include "test_coverage.hpp"

namespace cli {

/// What became of one case.
struct TestOutcome {
  std::size_t line = 0;
  std::string name{};
  std::vector<Difference> differences{};
  std::int64_t call = 1;         ///< of a repeated case: the first that differs
  std::optional<Fault> fault{};  ///< why the case cannot be run

  bool is_ok() const { return differences.empty() && !fault; }
};

/// Time moves by the cases' own `now`; a case without one comes at the time of the one before it.
class Run {
 public:
  /// Borrows both.
  Run(const Loaded& loaded, const sluice::Publications& publications);

  TestOutcome run(std::size_t number, std::string_view line);

  const Coverage& coverage() const { return coverage_; }
  std::size_t passed = 0, failed = 0;

 private:
  void run(const TestCase& one, TestOutcome& outcome);

  Session session_;
  Coverage coverage_;
  json::Document document_, answer_;
  json::Writer out_;
};

}  // namespace cli
