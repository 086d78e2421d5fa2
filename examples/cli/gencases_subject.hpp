// One API in one environment as a caller meets it: how to call it so that it answers, and what stands in the
// way.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gencases_case.hpp"
#include "sluice/address.hpp"
#include "sluice/pattern.hpp"
#include "sluice/publications.hpp"

namespace cli::gencases {

/// Everything that the cases are made from.
struct World {
  const sluice::Configuration& configuration;
  const sluice::Publications& publications;
};

/// The addresses that an enforced list names.
struct AddressRule {
  bool is_permit = false;
  std::vector<sluice::Range> ranges;
};

/// A limit that counts a caller's calls.
struct Capacity {
  sluice::Reason reason;     ///< of the refusal
  std::int64_t calls = 0;    ///< that are admitted at once
  std::int64_t seconds = 1;  ///< until all of them are admitted again
};

class Subject {
 public:
  Subject(const World& world, std::size_t place);

  const sluice::Publication& publication() const { return publication_; }
  const sluice::ApiSpec& api() const { return *publication_.definition; }
  std::size_t place() const { return place_; }
  const World& world() const { return world_; }
  /// How long an authorizer's answer is kept.
  std::int64_t kept_seconds() const;

  /// A call that is answered, or comes as far as any. Nothing where no request leads to the API; `obstacle`
  /// says why.
  const std::optional<Call>& call() const { return call_; }
  const std::string& obstacle() const { return obstacle_; }

  /// None where `call` is answered; else what it is refused with.
  sluice::Reason refusal() const { return refusal_; }
  /// What is wanted of `call`.
  Expect usual() const;
  /// What is wanted of a call that is refused for `reason`.
  Expect refused(sluice::Reason reason) const;

  const std::vector<std::string>& values() const { return values_; }  ///< of req_params, one each
  const sluice::route::Pattern& pattern() const { return pattern_; }
  const std::vector<AddressRule>& addresses() const { return addresses_; }
  bool allows(const sluice::Address& address) const;
  /// True where a client may have the address in this configuration.
  bool can_be_client(const sluice::Address& address) const;
  bool allows_account(std::string_view name, std::string_view id) const;
  bool needs_proof() const { return needs_proof_; }
  bool comes_by_subdomain() const { return comes_by_subdomain_; }
  const sluice::AppSpec* stranger() const { return stranger_; }  ///< a live app that may not call
  std::vector<Capacity> capacities() const;

  /// `call` with other values of its parameters; the path is built from them.
  void put_values(Call& call, const std::vector<std::string>& values) const;
  /// True where a request gets to this API.
  bool is_reached(const Call& call) const;
  /// What the routes say of a call.
  sluice::route::Explanation explain(const Call& call, std::size_t most = 0) const;
  /// The path values that a call shows.
  Pairs path_params(const std::vector<std::string>& values) const;

 private:
  bool find_host();
  void find_caller();
  void find_addresses();
  bool find_values();
  bool find_accepted();
  void add_identities(Call& call);
  const sluice::ThrottleSpec* throttle() const;

  const World& world_;
  std::size_t place_;
  const sluice::Publication& publication_;
  sluice::route::Pattern pattern_;
  std::optional<Call> call_;
  std::string obstacle_;
  std::vector<std::string> values_;
  std::vector<AddressRule> addresses_;
  std::vector<const sluice::AclSpec*> accounts_;
  const sluice::AppSpec* stranger_ = nullptr;
  sluice::Reason refusal_ = sluice::Reason::None;
  bool needs_proof_ = false;
  bool comes_by_subdomain_ = false;
};

}  // namespace cli::gencases
