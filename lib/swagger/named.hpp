// The policies and responses that a file names, taken into a configuration. One that is wrong is not taken,
// and every entry that names it fails with what is wrong.
#pragma once

#include <map>
#include <string>

#include "sluice/configuration.hpp"
#include "swagger/file.hpp"
#include "swagger/ids.hpp"
#include "swagger/target.hpp"

namespace sluice::swagger {

class Named {
 public:
  Named(Configuration& into, const ImportOptions& options, Ids& ids) noexcept
      : into_(into), options_(options), ids_(ids) {}

  void take(Report& report, const File& file, const Target& target, std::size_t group);

  /// What keeps a reference from its policy; nothing where it is there. An empty name asks for none.
  std::optional<Problem> throttle_problem(const std::string& name) const;
  std::optional<Problem> acl_problem(const std::string& name) const;
  std::optional<Problem> response_problem(const std::string& name) const;

  ThrottleSpec* throttle(std::string_view name) const;
  AclSpec* acl(std::string_view name) const;

 private:
  using Problems = std::map<std::string, Problem, std::less<>>;
  void take_throttle(const std::string& name, const Value& from, const Target& target);
  void take_acl(const std::string& name, const Value& from);
  void take_response(const std::string& name, const Value& from, GroupSpec& group);

  Configuration& into_;
  const ImportOptions& options_;
  Ids& ids_;
  Problems throttles_, acls_, responses_;
};

}  // namespace sluice::swagger
