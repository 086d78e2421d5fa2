#include "swagger/named.hpp"

#include <algorithm>

#include "config/check.hpp"
#include "config/part.hpp"
#include "swagger/operation.hpp"

namespace sluice::swagger {
namespace {

template <class Spec>
Spec* find(std::vector<Spec>& all, std::string Spec::*name_of, std::string_view name,
           std::string_view owner) {
  const auto found = std::ranges::find_if(
      all, [&](const Spec& spec) { return spec.*name_of == name && spec.owner == owner; });
  return found == all.end() ? nullptr : &*found;
}

template <class Spec>
std::size_t owned(const std::vector<Spec>& all, std::string_view owner) {
  return static_cast<std::size_t>(
      std::ranges::count_if(all, [&](const Spec& spec) { return spec.owner == owner; }));
}

bool is_full(std::size_t count, std::int64_t quota) { return static_cast<std::int64_t>(count) >= quota; }

// What the checks of configurations say of an object alone, among the apps that it may name.
std::optional<Problem> problem_of(const Configuration& probe, void (*check)(config::Walk&)) {
  const config::Links links(probe);
  Report report;
  config::Walk walk{probe, links, report};
  check(walk);
  return first_problem(std::move(report));
}

}  // namespace

void Named::take(Report& report, const File& file, const Target& target, std::size_t group) {
  const auto each = [&](std::string_view map, auto use) {
    const auto all = file.named(report, map);
    if (all) all->each_member([&](std::string_view name, const Value& one) { use(std::string(name), one); });
  };
  each("x-apigateway-ratelimits",
       [&](const std::string& name, const Value& from) { take_throttle(name, from, target); });
  each("x-apigateway-access-controls",
       [&](const std::string& name, const Value& from) { take_acl(name, from); });
  each("x-apigateway-responses",
       [&](const std::string& name, const Value& from) { take_response(name, from, into_.groups[group]); });
}

void Named::take_throttle(const std::string& name, const Value& from, const Target& target) {
  ThrottleSpec* held = throttle(name);
  if (held != nullptr && options_.extend_mode == Mode::Merge) return;
  Report report;
  ThrottleSpec read = read_ratelimit(report, from, target);
  read.name = name;
  read.owner = options_.owner;
  auto problem = first_problem(std::move(report));
  if (!problem) {
    Configuration probe;
    probe.gateway = into_.gateway;
    probe.apps = into_.apps;
    probe.throttles.push_back(read);
    problem = problem_of(probe, config::check_throttles);
  }
  const bool is_new = held == nullptr;
  if (!problem && is_new && is_full(owned(into_.throttles, options_.owner), into_.gateway.quotas.throttles))
    problem = Problem{row_of(3107), {}};
  if (problem) {
    throttles_.emplace(name, *std::move(problem));
    return;
  }
  read.id = is_new ? ids_.next(name) : held->id;
  if (!is_new) read.bindings = std::move(held->bindings);
  is_new ? into_.throttles.push_back(std::move(read)) : void(*held = std::move(read));
}

void Named::take_acl(const std::string& name, const Value& from) {
  AclSpec* held = acl(name);
  if (held != nullptr && options_.extend_mode == Mode::Merge) return;
  Report report;
  AclSpec read = read_access_control(report, from);
  read.acl_name = name;
  read.owner = options_.owner;
  auto problem = first_problem(std::move(report));
  if (!problem) {
    Configuration probe;
    probe.acls.push_back(read);
    problem = problem_of(probe, config::check_acls);
  }
  const bool is_new = held == nullptr;
  if (!problem && is_new && is_full(owned(into_.acls, options_.owner), into_.gateway.quotas.acls))
    problem = Problem{row_of(3112), {}};
  if (problem) {
    acls_.emplace(name, *std::move(problem));
    return;
  }
  read.id = is_new ? ids_.next(name) : held->id;
  if (!is_new) read.bindings = std::move(held->bindings);
  is_new ? into_.acls.push_back(std::move(read)) : void(*held = std::move(read));
}

void Named::take_response(const std::string& name, const Value& from, GroupSpec& group) {
  const auto held = std::ranges::find(group.responses, name, &ResponseSpec::name);
  if (held != group.responses.end() && options_.extend_mode == Mode::Merge) return;
  Report report;
  ResponseSpec read{.name = name};
  config::read_part(report, read.types, from);
  auto problem = first_problem(std::move(report));
  Configuration probe;
  probe.groups.push_back({.responses = {read}});
  const config::Links links(probe);
  Report checks;
  config::Walk walk{probe, links, checks};
  config::check_responses(walk, probe.groups[0].responses);
  if (!problem) problem = first_problem(std::move(checks));
  const bool is_new = held == group.responses.end();
  if (!problem && is_new && is_full(group.responses.size(), into_.gateway.quotas.responses))
    problem = Problem{row_of(3136), {}};
  if (problem)
    responses_.emplace(name, *std::move(problem));
  else
    is_new ? group.responses.push_back(std::move(read)) : void(held->types = std::move(read.types));
}

ThrottleSpec* Named::throttle(std::string_view name) const {
  return find(into_.throttles, &ThrottleSpec::name, name, options_.owner);
}

AclSpec* Named::acl(std::string_view name) const {
  return find(into_.acls, &AclSpec::acl_name, name, options_.owner);
}

std::optional<Problem> Named::throttle_problem(const std::string& name) const {
  if (const auto wrong = throttles_.find(name); wrong != throttles_.end()) return wrong->second;
  if (name.empty() || throttle(name) != nullptr) return std::nullopt;
  return Problem{row_of(3005), "x-apigateway-ratelimit: " + quote(name)};
}

std::optional<Problem> Named::acl_problem(const std::string& name) const {
  if (const auto wrong = acls_.find(name); wrong != acls_.end()) return wrong->second;
  if (name.empty() || acl(name) != nullptr) return std::nullopt;
  return Problem{row_of(3006), "x-apigateway-access-control: " + quote(name)};
}

std::optional<Problem> Named::response_problem(const std::string& name) const {
  const auto wrong = responses_.find(name);
  return wrong == responses_.end() ? std::nullopt : std::optional(wrong->second);
}

}  // namespace sluice::swagger
