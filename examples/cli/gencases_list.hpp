// The list of cases that grows, its clock, and what could not be made a case of.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "gencases_case.hpp"
#include "gencases_subject.hpp"

namespace cli::gencases {

/// A case and the API that it was made for.
struct Listed {
  Case one;
  std::size_t place;
};

class List {
 public:
  /// Adds a case of a subject, at a time when all of its limits are free again. `what` follows the API's
  /// name.
  void add(const Subject& subject, const std::string& what, Call call, Expect expect,
           std::int64_t repeat = 1);
  /// The same, at the time of the case before.
  void add_now(const Subject& subject, const std::string& what, Call call, Expect expect,
               std::int64_t repeat = 1);
  /// Says what no case covers, and why.
  void miss(const Subject& subject, const std::string& branch, const std::string& why);

  const std::vector<Listed>& cases() const { return cases_; }
  const std::vector<std::string>& missed() const { return missed_; }

 private:
  void move_on(const Subject& subject, std::int64_t calls);

  std::vector<Listed> cases_;
  std::vector<std::string> missed_;
  std::map<std::string, std::int64_t> today_;  // calls by a sub-domain since the clock last passed a day
  std::int64_t now_ = 1614160800;
};

/// Each adds its cases of one subject that can be called.
void add_routes(const World& world, const Subject& subject, List& list);
void add_callers(const World& world, const Subject& subject, List& list);
void add_parameters(const Subject& subject, List& list);
void add_backends(const Subject& subject, List& list);
void add_limits(const Subject& subject, List& list);

}  // namespace cli::gencases
