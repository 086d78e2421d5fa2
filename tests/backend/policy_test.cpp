#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

#include "sluice/policy_backend.hpp"

using namespace sluice;
using backend::ConditionSpec;
using backend::PolicyProblem;
using backend::PolicySpec;
using backend::Subject;
using backend::Test;

namespace {

const std::vector<backend::Declared> kDeclared{{.name = "ring"}, {.name = "X-Tier", .place = Place::Header}};

// A request that brings ring=beta, no tier, two cookies and one authorizer pair.
std::optional<std::size_t> chosen(const std::vector<PolicySpec>& specs,
                                  std::string_view client = "198.51.100.7") {
  const auto policies = backend::compile_policies(specs, kDeclared);
  REQUIRE(policies.has_value());
  const std::vector<Header> fields{{"Cookie", "a=1; user = u7 ;user=u8"}, {"cookie", "late=x=y"}};
  const std::vector<Named> pairs{{"role", "admin"}};
  const std::vector<std::optional<std::string_view>> values{"beta", std::nullopt};
  const Request request{.method = "GET", .target = "/orders/7?ring=beta", .headers = fields};
  Facts facts;
  facts.frontend = pairs;
  const backend::Inbound inbound{request, facts, "/orders/7", {}, values, PathMode::Strict};
  return backend::choose(*policies, inbound, read_address(client));
}

bool holds(const ConditionSpec& condition, std::string_view client = "198.51.100.7") {
  return chosen({{.conditions = {condition}}}, client) == 0;
}

PolicyProblem::Kind problem(const ConditionSpec& condition) {
  const PolicySpec spec{.conditions = {condition}};
  const auto compiled = backend::compile_policies({&spec, 1}, kDeclared);
  REQUIRE_FALSE(compiled.has_value());
  return compiled.error().kind;
}

}  // namespace

TEST_CASE("policy: the first whose conditions hold is used, none means the default") {
  const ConditionSpec yes{.subject = Subject::Method, .value = "GET"},
      no{.subject = Subject::Method, .value = "PUT"};
  CHECK(chosen({}) == std::nullopt);
  CHECK(chosen({{.conditions = {no}}}) == std::nullopt);
  CHECK(chosen({{.conditions = {no}}, {.conditions = {yes}}, {.conditions = {yes}}}) == 1);
  CHECK(chosen({{.conditions = {no, yes}}}) == 0);
  CHECK(chosen({{.needs_all = true, .conditions = {no, yes}}}) == std::nullopt);
  CHECK(chosen({{.needs_all = true, .conditions = {yes, yes}}}) == 0);
  CHECK(chosen({{.needs_all = true}}) == std::nullopt);
}

TEST_CASE("policy: a source condition lists addresses and ranges, and an unknown client is in none") {
  const ConditionSpec source{.subject = Subject::Source,
                             .value = "192.0.2.1, 198.51.100.0/24 ,2001:db8::/32"};
  CHECK(holds(source));
  CHECK(holds(source, "2001:db8::9"));
  CHECK(holds(source, "::ffff:192.0.2.1"));
  CHECK_FALSE(holds(source, "203.0.113.1"));
  CHECK_FALSE(holds(source, "unknown"));
}

TEST_CASE(
    "policy: parameters compare exactly, by list or by pattern; an absent one makes the condition false") {
  CHECK(holds({.name = "ring", .value = "beta"}));
  CHECK_FALSE(holds({.name = "ring", .value = "Beta"}));
  CHECK(holds({.test = Test::Enum, .name = "ring", .value = "alpha, beta"}));
  CHECK_FALSE(holds({.name = "ring", .value = "alpha,beta"}));
  CHECK(holds({.test = Test::Pattern, .name = "ring", .value = "b.*a"}));
  CHECK_FALSE(holds({.test = Test::Pattern, .name = "ring", .value = "bet"}));
  CHECK_FALSE(holds({.test = Test::Pattern, .name = "X-Tier", .value = ".*"}));
  CHECK_FALSE(holds({.name = "X-Tier", .value = ""}));
}

TEST_CASE("policy: path without query, method, cookie and authorizer pair") {
  CHECK(holds({.subject = Subject::Path, .value = "/orders/7"}));
  CHECK(holds({.subject = Subject::Path, .test = Test::Pattern, .value = "/orders/\\d+"}));
  CHECK(holds({.subject = Subject::Method, .test = Test::Enum, .value = "PUT,GET"}));
  CHECK(holds({.subject = Subject::Cookie, .name = "user", .value = "u7"}));
  CHECK(holds({.subject = Subject::Cookie, .name = "late", .value = "x=y"}));
  CHECK_FALSE(holds({.subject = Subject::Cookie, .name = "User", .value = "u7"}));
  CHECK(holds({.subject = Subject::Authorizer, .name = "role", .value = "admin"}));
  CHECK_FALSE(holds({.subject = Subject::Authorizer, .name = "Role", .value = "admin"}));
}

TEST_CASE("policy: conditions that cannot be evaluated are refused, and named") {
  CHECK(problem({.name = "unknown", .value = "x"}) == PolicyProblem::Kind::ParamUnknown);
  CHECK(problem({.subject = Subject::Source, .value = "10.0.0.0/33"}) == PolicyProblem::Kind::AddressIllegal);
  CHECK(problem({.subject = Subject::Source, .value = ""}) == PolicyProblem::Kind::AddressIllegal);
  CHECK(problem({.test = Test::Pattern, .name = "ring", .value = "(a)\\1"}) ==
        PolicyProblem::Kind::PatternIllegal);
  CHECK(problem({.subject = Subject::Method, .test = Test::Pattern, .value = "GET"}) ==
        PolicyProblem::Kind::PatternIllegal);
  const std::vector<PolicySpec> specs{{}, {.conditions = {{.name = "ring"}, {.name = "no"}}}};
  const auto compiled = backend::compile_policies(specs, kDeclared);
  CHECK(compiled.error().policy == 1);
  CHECK(compiled.error().condition == 1);
}
