// Who is meant by a reference, and which definitions are in effect where. Built once from a configuration and
// used by the checks and by the plan compiler, so that nothing is resolved twice.
//
// An object is called by its id; where it has none, by its name. APIs have one number each, in document order
// over all groups; all other objects are numbered by their place in their list.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sluice/configuration.hpp"
#include "sluice/text.hpp"

namespace sluice::config {

/// What a reference leads to.
struct Found {
  enum class Kind : std::uint8_t { None, One, Several };
  Kind kind = Kind::None;
  std::uint32_t index = 0;  ///< of the first one

  explicit operator bool() const noexcept { return kind == Kind::One; }
};

/// The names of one kind of object.
class Directory {
 public:
  /// An object that is called `id`, or `name` where that is empty; one without both cannot be called.
  void add(std::string_view id, std::string_view name, std::uint32_t index);
  Found find(std::string_view reference) const noexcept;

 private:
  struct Entry {
    std::uint32_t index;
    bool is_id;
    bool is_several;
  };
  std::unordered_map<std::string_view, Entry> entries_;
};

/// Where an API stands in the document.
struct ApiPlace {
  std::uint32_t group;
  std::uint32_t api;
};

/// An environment by number: RELEASE, then those of the document.
enum class EnvironmentNumber : std::uint32_t { Release = 0 };

/// One definition in effect: the API's own, or that of a version.
struct Effective {
  static constexpr std::uint32_t kOwn = UINT32_MAX;

  std::uint32_t api;
  EnvironmentNumber environment;
  const ApiSpec* definition;
  std::uint32_t version = kOwn;  ///< place in `Configuration::versions`
};

/// Lifetime: borrows the configuration, which must not change meanwhile.   Cost: linear.   Threads: any.
class Links {
 public:
  explicit Links(const Configuration& configuration);

  Found group(std::string_view reference) const noexcept { return groups_.find(reference); }
  Found api(std::string_view reference) const noexcept { return apis_.find(reference); }
  Found app(std::string_view reference) const noexcept { return apps_.find(reference); }
  Found channel(std::string_view reference) const noexcept { return channels_.find(reference); }
  Found authorizer(std::string_view reference) const noexcept { return authorizers_.find(reference); }
  std::optional<EnvironmentNumber> environment(std::string_view name) const noexcept;

  std::size_t api_count() const noexcept { return places_.size(); }
  ApiPlace place(std::uint32_t api) const noexcept { return places_[api]; }
  const GroupSpec& group_of(std::uint32_t api) const noexcept;
  const ApiSpec& api_spec(std::uint32_t api) const noexcept;
  std::string_view owner_of(std::uint32_t api) const noexcept;  ///< its own, or its group's
  std::uint32_t number(std::size_t group, std::size_t api) const noexcept {
    return first_[group] + static_cast<std::uint32_t>(api);
  }

  /// The variables of a group in an environment, as `backend::expand` takes them.
  std::span<const Named> variables(std::uint32_t group, EnvironmentNumber environment) const noexcept;

  /// All definitions in effect, in document order: first the APIs' own, then versions. Of several for one API
  /// and environment only the first.
  const std::vector<Effective>& effective() const noexcept { return effective_; }
  /// The one in effect in that environment; null where the API is not published there.
  const Effective* effective(std::uint32_t api, EnvironmentNumber environment) const noexcept;

 private:
  void add_environments();
  void add_group(std::uint32_t group);
  void publish(std::uint32_t api, const std::vector<std::string>& environments, const ApiSpec* definition,
               std::uint32_t version);

  const Configuration* configuration_;
  Directory groups_, apis_, apps_, channels_, authorizers_;
  std::unordered_map<std::string_view, EnvironmentNumber> environments_;
  std::vector<ApiPlace> places_;
  std::vector<std::uint32_t> first_;  // number of each group's first API
  std::map<std::pair<std::uint32_t, EnvironmentNumber>, std::vector<Named>> variables_;
  std::vector<Effective> effective_;
  std::unordered_map<std::uint64_t, std::uint32_t> in_effect_;  // API and environment to place in effective_
};

}  // namespace sluice::config
