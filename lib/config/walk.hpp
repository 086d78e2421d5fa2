// What every check works with: the configuration, its links, the report; and the tests that concern more than
// one object: uniqueness, references, owners, bindings.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/link.hpp"
#include "config/report.hpp"
#include "config/row_of.hpp"
#include "config/unique.hpp"

namespace sluice::config {

/// The ids and the names of one kind of object; names are unique for each owner.
class Names {
 public:
  explicit Names(error::Row row) noexcept : row_(row) {}

  template <class Spec>
  void claim(Report& report, const Spec& spec) {
    claim(report, spec.id, spec.owner, spec.name, "name");
  }
  void claim(Report& report, const std::string& id, std::string_view scope, const std::string& name,
             std::string_view name_field);

 private:
  error::Row row_;
  Unique ids_, names_;
};

struct Walk {
  const Configuration& configuration;
  const Links& links;
  Report& report;
  Unique published{};  // API and environment
};

/// A key of several parts that cannot be confused with another split of the same text.
std::string key_of(std::string_view a, std::string_view b);
std::string key_of(std::uint64_t a, std::string_view b);

/// Reports an absent reference as 2001, one to nothing as `missing`, one that fits several as 2000.
std::optional<std::uint32_t> check_reference(Report& report, std::string_view field,
                                             std::string_view reference, Found found, error::Row missing);
/// The same for the name of an environment.
std::optional<EnvironmentNumber> check_environment(Walk& walk, std::string_view field, std::string_view name);

/// Two owners go together when they are the same, or one is not given.
bool is_same_owner(std::string_view a, std::string_view b) noexcept;

/// The API and environment of a binding or authorization; nothing where one of them does not exist. Tells
/// when the API is not published there: the reference is kept and has no effect.
struct Bound {
  std::uint32_t api;
  EnvironmentNumber environment;
};
std::optional<Bound> check_bound(Walk& walk, std::string_view api, std::string_view environment);

/// Bindings of one policy. `taken`: all of its kind, of which an API has at most one in an environment.
void check_bindings(Walk& walk, const std::vector<BindingSpec>& bindings, std::string_view owner,
                    Unique& taken);

}  // namespace sluice::config
