/// Policy backends: the first whose conditions hold takes the place of the default backend.
///
///     auto p = backend::compile_policies({{.conditions = {{.name = "ring", .value = "beta"}}}},
///                                        {{.name = "ring"}});
///     if (auto i = backend::choose(*p, inbound, client)) use(policy_backends[*i]);
///
/// Source: published gateway's user guide, "Adding a backend policy".
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sluice/address.hpp"
#include "sluice/backend.hpp"

namespace sluice::backend {

/// What a condition looks at.
enum class Subject : std::uint8_t {
  Source,      ///< the client's address; `value` is a comma list of addresses and ranges
  Param,       ///< a declared parameter; its default value counts as present
  Path,        ///< the request path without query
  Method,      ///< the request method
  Cookie,      ///< a cookie
  Authorizer,  ///< a pair of the front-end authorizer's answer
};

enum class Test : std::uint8_t {
  Exact,
  Enum,     ///< `value` is a comma list; its items are trimmed
  Pattern,  ///< RE2 syntax; the whole text must match
};

struct ConditionSpec {
  Subject subject = Subject::Param;
  Test test = Test::Exact;
  std::string name{};  ///< of the parameter, cookie or pair
  std::string value{};
};

struct PolicySpec {
  bool needs_all = false;  ///< all conditions must hold; else one is enough
  std::vector<ConditionSpec> conditions{};
};

/// What keeps a condition from being compiled.
struct PolicyProblem {
  enum class Kind : std::uint8_t {
    ParamUnknown,        ///< no such declared parameter
    AddressIllegal,      ///< not a list of addresses and ranges
    PatternIllegal,      ///< not a pattern, too long, or one for the method
    PatternUnsupported,  ///< this build has no pattern engine
    OutOfMemory,
  };
  Kind kind = Kind::ParamUnknown;
  std::size_t policy = 0;
  std::size_t condition = 0;
};

/// The compiled policies of one API, in their order.   Threads: any.
class Policies {
 public:
  Policies() noexcept;  ///< none
  Policies(Policies&&) noexcept;
  Policies& operator=(Policies&&) noexcept;
  ~Policies();

  struct Tables;

 private:
  friend class PolicyCompiler;
  friend std::optional<std::size_t> choose(const Policies& policies, const Inbound& inbound,
                                           const std::optional<Address>& client) noexcept;
  std::unique_ptr<const Tables> tables_;
};

/// Compiles the policies of an API that declares `declared`.   Threads: any.
Result<Policies, PolicyProblem> compile_policies(std::span<const PolicySpec> policies,
                                                 std::span<const Declared> declared) noexcept;
inline Result<Policies, PolicyProblem> compile_policies(
    std::initializer_list<PolicySpec> policies, std::initializer_list<Declared> declared = {}) noexcept {
  return compile_policies(std::span(policies.begin(), policies.size()),
                          std::span(declared.begin(), declared.size()));
}

/// The index of the first policy whose conditions hold; nothing: the default backend. A condition on
/// something that the request lacks is false, as is one on an unknown client address. Cost: no allocation,
/// but for patterns that are more than plain text.   Threads: any.
std::optional<std::size_t> choose(const Policies& policies, const Inbound& inbound,
                                  const std::optional<Address>& client) noexcept;

}  // namespace sluice::backend
