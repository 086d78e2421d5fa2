// One entry of a file as an API, and the parts that it is read from. What is wrong is reported with the place
// in the entry; what the fields may hold is for the checks of configurations.
#pragma once

#include <string>
#include <vector>

#include "sluice/swagger.hpp"
#include "swagger/file.hpp"
#include "swagger/target.hpp"

namespace sluice::swagger {

/// An API and the named policies that it wants; empty: none.
struct Operation {
  ApiSpec api{};
  std::string ratelimit{};
  std::string access_control{};
};

Operation read_operation(Report& report, const File& file, const Entry& entry, const Target& target,
                         const ImportOptions& options);

void read_parameters(Report& report, const File& file, const Entry& entry, ApiSpec& api);
void read_security(Report& report, const File& file, const Value& operation, ApiSpec& api);
void read_backends(Report& report, const Value& operation, const Target& target, bool mock_mode,
                   ApiSpec& api);

ThrottleSpec read_ratelimit(Report& report, const Value& from, const Target& target);
AclSpec read_access_control(Report& report, const Value& from);

/// A name made of any text: other characters become `_`.
std::string simple_name(std::string_view text);

}  // namespace sluice::swagger
