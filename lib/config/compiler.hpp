// The state of one compilation: where it comes from, where it goes, and who is who. The order is that of
// compile(); each member function fills one part of the tables, in a file by what it reads.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "config/compile.hpp"
#include "config/link.hpp"

namespace sluice::config {

class Compiler {
 public:
  Compiler(const Configuration& from, Tables& to, std::vector<Diagnostic>& found)
      : from_(from), links_(from), to_(to), found_(found) {}

  void gateway();       // compile.cpp
  void environments();  // compile.cpp
  void groups();        // compile.cpp
  void channels();      // compile_channel.cpp
  void authorizers();   // compile_authorizer.cpp
  void responses();     // compile_authorizer.cpp
  void apis();          // compile_api.cpp
  void drafts();        // compile_api.cpp
  void routes();        // compile_api.cpp
  void apps();          // compile_policy.cpp
  void acls();          // compile_policy.cpp
  void throttles();     // compile_throttle.cpp
  void grants();        // compile_throttle.cpp
  void signatures();    // compile_authorizer.cpp
  void finish();        // compile.cpp

 private:
  void add_group(const std::vector<Grant>& callers, std::uint32_t group);
  void error(std::string pointer, error::Row row, std::string message);
  std::string_view keep(std::string_view text) { return to_.texts.keep(text); }
  std::string pointer_of(const Effective& effective) const;

  static throttle::Limit day_limit_of(const GatewaySpec& spec) noexcept;
  Api api_of(const Effective& effective);
  void publish(const Effective& effective);
  void probe(const ChannelSpec& from, std::uint32_t channel);
  void report(const route::Problem& problem, const std::vector<std::string>& domain_pointers);
  std::uint32_t declare_params(const ApiSpec& spec);
  struct BackendSource;
  void compile_backends(const Effective& effective, Api& api);
  void compile_policies(const Effective& effective, Api& api);
  std::uint32_t compile_backend(const Effective& effective, const BackendSource& source);
  static bool is_fixed(const ApiSpec& api) noexcept;
  static std::vector<backend::Declared> declared_of(const ApiSpec& api);
  static backend::PolicySpec conditions_of(std::string_view effect_mode,
                                           const std::vector<ConditionSpec>& specs);
  void compile_http(const Effective& effective, const BackendSpec& from, backend::Spec& spec,
                    ApiBackend& made) const;
  void check_address(const BackendSource& source, ApiBackend& made);
  void report(const backend::Problem& problem, const BackendSource& source);
  std::uint32_t authorizer_of(std::string_view reference) const;
  std::uint32_t responses_of(const ApiSpec& spec, std::uint32_t group) const;

  /// The API in effect that a binding names; kNone: not published there.
  std::uint32_t bound_api(std::string_view api, std::string_view environment) const;

  std::uint32_t add_counter(const SlotKey& key, const throttle::Limit& limit,
                            const std::optional<throttle::Sharing>& sharing = {});
  std::uint32_t add_counter(const SlotKey& key, std::uint32_t limit, const ThrottlePolicy& policy);
  void add_tables(const ThrottlePolicy& policy);
  void add_table(const ThrottlePolicy& policy, std::string_view what, std::uint32_t limit,
                 std::uint32_t entries);
  std::uint32_t add_limit(std::uint64_t calls, const ThrottleSpec& policy, bool is_api);
  void bind(const ThrottleSpec& spec, std::uint32_t policy);
  void scope(const ThrottleSpec& spec, std::uint32_t policy, std::uint32_t api);
  Grant grant(std::uint32_t app, std::uint32_t api);

  const Configuration& from_;
  const Links links_;  // to_.apis are links_.effective(), in its order
  Tables& to_;
  std::vector<Diagnostic>& found_;
  std::vector<throttle::Limit> configured_;                  // of each of to_.rated
  std::vector<SlotKey> scope_keys_;                          // of each of to_.scopes
  std::vector<std::vector<std::uint32_t>> group_responses_;  // of each group, index in to_.responses
  std::unordered_map<std::string, std::uint32_t> params_seen_, backends_seen_;  // by what they are made from
  const ApiSpec* last_ = nullptr;  // definition of the API compiled before
};

/// What names an object: its id, or its name where it has none.
template <class Spec>
std::string_view id_of(const Spec& spec) noexcept {
  return spec.id.empty() ? std::string_view(spec.name) : std::string_view(spec.id);
}

}  // namespace sluice::config
