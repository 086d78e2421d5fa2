// A whole gateway for the slow matcher: hosts, environments and path modes before the list of APIs is tried.
// Written from the rules, as twin.hpp is; only the reading of paths and hosts is the library's own, which has
// tests of its own.
#pragma once

#include "route/compare.hpp"
#include "sluice/target.hpp"

namespace world {

using compare::Random;

struct Api {
  twin::Route route;
  std::string group;
  std::string environment;
};

struct World {
  std::vector<std::pair<std::string, std::string>> domains;  // host, group
  std::vector<std::string> suffixes;
  std::vector<std::string> groups;
  std::vector<std::string> environments;
  bool has_default = false;
  bool ip_access = false;
  std::vector<Api> apis;
};

struct Question {
  std::string method, target, host, stage;
  sluice::PathMode mode{};
};

/// What has to come out, and which group and environment answered.
struct Outcome {
  sluice::Reason reason{};
  bool via_subdomain = false;
  std::string group;
  twin::Answer answer;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

/// Host -> group. Lookup order: independent domain, sub-domain, then the DEFAULT group for addresses and for
/// names that are under no suffix.
inline std::optional<std::string> group_of(const World& w, const sluice::http::Host& host,
                                           bool& via_subdomain) {
  const std::string name(host.name);
  if (host.kind == sluice::http::HostKind::Name) {
    for (const auto& [domain, group] : w.domains)
      if (domain == name) return group;
    for (const std::string& suffix : w.suffixes) {
      for (const std::string& group : w.groups)
        if (group + "." + suffix == name) {
          via_subdomain = true;
          return group;
        }
      if (name == suffix || name.ends_with("." + suffix)) return std::nullopt;
    }
  }
  if (w.has_default && w.ip_access) return "dflt";
  return std::nullopt;
}

inline Outcome refused(sluice::Reason reason) { return {reason, false, "", {}}; }

inline Outcome match(const World& w, const Question& q) {
  using namespace sluice;
  const std::string raw = q.target.substr(0, q.target.find('?'));
  std::string room(raw.size(), '\0');
  const auto path = http::read_path(raw, q.mode, room);
  if (!path) return refused(path.error());
  char host_room[http::kHostRoom];
  const auto host = http::read_host(q.host, host_room);
  if (!host) return refused(host.error());
  Outcome outcome;
  const auto group = group_of(w, *host, outcome.via_subdomain);
  if (!group) return refused(Reason::HostUnknown);
  outcome.group = *group;
  std::string stage = q.stage;
  while (!stage.empty() && stage.back() == ' ') stage.pop_back();
  while (!stage.empty() && stage.front() == ' ') stage.erase(0, 1);
  if (stage.empty()) stage = "RELEASE";
  const bool is_known = stage == "RELEASE" || std::ranges::count(w.environments, stage) != 0;
  std::vector<twin::Route> routes;
  for (const Api& api : w.apis)
    if (api.group == *group && api.environment == stage) routes.push_back(api.route);
  outcome.answer = twin::match(routes, q.method, std::string(*path));
  outcome.reason = !is_known                                            ? Reason::EnvironmentUnknown
                   : outcome.answer.kind == twin::Answer::Found         ? Reason::None
                   : outcome.answer.kind == twin::Answer::MethodUnknown ? Reason::MethodUnknown
                                                                        : Reason::PathUnknown;
  return outcome;
}

/// The library's answer in the same form.
inline Outcome match(const sluice::route::Table& table, const Question& q) {
  using namespace sluice;
  std::string room(q.target.size(), '\0');
  const Header fields[] = {{"accept", "*/*"}, {"X-STAGE", q.stage}, {"hOsT", q.host}};
  const bool in_field = q.host.size() % 2 == 0;  // either way to bring the host
  const route::Match m = table.match({.method = q.method,
                                      .target = q.target,
                                      .host = in_field ? std::string_view() : std::string_view(q.host),
                                      .headers = fields},
                                     room, q.mode);
  const bool is_read = m.scope.reason == Reason::None || m.reason == Reason::EnvironmentUnknown;
  return {m.reason, is_read && m.scope.via_subdomain, is_read ? std::string(m.scope.group()) : "",
          compare::answer_of(m)};
}

inline sluice::route::Compiled compile(const World& w) {
  using namespace sluice::route;
  std::vector<Spec> specs;
  for (const Api& api : w.apis)
    specs.push_back({.id = api.route.id,
                     .method = api.route.method,
                     .path = api.route.path,
                     .mode = api.route.is_prefix ? Mode::Prefix : Mode::Normal,
                     .group = api.group,
                     .environment = api.environment});
  std::vector<Domain> domains;
  for (const auto& [host, group] : w.domains) domains.push_back({host, group});
  const std::vector<std::string_view> suffixes(w.suffixes.begin(), w.suffixes.end()),
      groups(w.groups.begin(), w.groups.end()), environments(w.environments.begin(), w.environments.end());
  return sluice::route::compile(
      specs, {.independent = domains,
              .suffixes = suffixes,
              .groups = groups,
              .environments = environments,
              .default_group = w.has_default ? std::optional<std::string_view>("dflt") : std::nullopt,
              .ip_access = w.ip_access});
}

inline World random_world(Random& random) {
  World w;
  w.groups = {"g1", "g2", "g3"};
  w.has_default = random() % 2 == 0;
  if (w.has_default) w.groups.emplace_back("dflt");
  w.ip_access = random() % 2 == 0;
  w.environments = {"BETA", "DEV"};
  w.suffixes = {"gw.test", "apigw.example.com"};
  for (const char* host : {"one.test", "two.test", "a.b.one.test", "gw.test.example"})
    if (random() % 4 != 0) w.domains.emplace_back(host, compare::pick(random, w.groups));
  const std::vector<std::string> environments = {"RELEASE", "RELEASE", "BETA", "DEV"};
  const compare::Shape shape{.routes = 1, .depth = 3, .words = {"a", "b", "%7Bx%7D", "c%20d"}};
  for (std::uint32_t id = 1; id <= 40; ++id) {
    Api api{compare::random_route(random, shape, id), compare::pick(random, w.groups),
            compare::pick(random, environments)};
    const auto is_taken = [&](const Api& other) {
      return other.group == api.group && other.environment == api.environment &&
             twin::is_identical(other.route, api.route);
    };
    if (std::ranges::none_of(w.apis, is_taken)) w.apis.push_back(std::move(api));
  }
  return w;
}

inline Question random_question(Random& random) {
  static const std::vector<std::string> hosts = {"one.test",        "ONE.test:8443",
                                                 "two.test.",       "a.b.one.test",
                                                 "b.one.test",      "g1.gw.test",
                                                 "G2.gw.test:80",   "g3.apigw.example.com",
                                                 "dflt.gw.test",    "nobody.gw.test",
                                                 "x.g1.gw.test",    "gw.test",
                                                 "xgw.test",        "gw.test.example",
                                                 "192.0.2.1",       "[2001:DB8::1]:80",
                                                 "unknown.example", "a..b",
                                                 "127.1",           ""};
  static const std::vector<std::string> stages = {"", "", "RELEASE", "BETA", " DEV ", "beta", "NONE"};
  static const std::vector<std::string> words = {"a",     "b", "%61", "%7bx%7d", "c%20d",  "zz",
                                                 "a%2Fb", "",  ".",   "..",      "%2e%2E", "a%252f"};
  static const std::vector<std::string> methods = {"GET", "POST", "PUT", "HEAD", "DELETE"};
  Question q{compare::pick(random, methods), "", compare::pick(random, hosts), compare::pick(random, stages),
             static_cast<sluice::PathMode>(random() % 3)};
  for (std::size_t i = 0, depth = random() % 5; i < depth; ++i)
    q.target += "/" + (random() % 3 == 0 ? compare::pick(random, words) : words[random() % 2]);
  if (q.target.empty() || random() % 5 == 0) q.target += "/";
  if (random() % 5 == 0) q.target += "?a=/b/{x}";
  return q;
}

}  // namespace world
