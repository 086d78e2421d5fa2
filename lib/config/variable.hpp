// `#name#` in backend addresses and paths: where the value of an environment variable stands. Values are not
// looked at again, so there is no recursion.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>

#include "config/link.hpp"
#include "sluice/result.hpp"

namespace sluice::config {

/// Why there is no expanded text, and the name at fault.
struct VariableFault {
  enum class Kind : std::uint8_t { Illegal, Undefined };  ///< Illegal: a '#' that begins no name
  Kind kind;
  std::string_view name;  ///< points into the text
};

/// All variables by group and environment.   Lifetime: borrows the configuration.
class Variables {
 public:
  Variables(const Configuration& configuration, const Links& links);

  const std::string* find(std::uint32_t group, EnvironmentNumber environment, std::string_view name) const;
  /// `text` with every `#name#` replaced by its value there.
  Result<std::string, VariableFault> expand(std::string_view text, std::uint32_t group,
                                            EnvironmentNumber environment) const;

 private:
  std::map<std::tuple<std::uint32_t, EnvironmentNumber, std::string_view>, const std::string*> values_;
};

/// True where `text` has a '#'.
inline bool has_variables(std::string_view text) noexcept { return text.find('#') != text.npos; }
/// True where every '#' belongs to a `#name#`.
bool has_legal_variables(std::string_view text) noexcept;

}  // namespace sluice::config
