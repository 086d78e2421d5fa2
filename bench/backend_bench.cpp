// The stages behind matching: parameter checks, mapping, policy conditions, balancing, error responses. Each
// bench checks its answer before it is timed.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "allocations.hpp"
#include "sluice/backend.hpp"
#include "sluice/channel.hpp"
#include "sluice/params.hpp"
#include "sluice/policy_backend.hpp"
#include "sluice/response.hpp"

using namespace sluice;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

const std::vector<Header> kFields{
    {"Host", "api.example.com"},
    {"User-Agent", "curl/7.88.1"},
    {"Accept", "*/*"},
    {"Accept-Encoding", "gzip"},
    {"Content-Type", "application/json"},
    {"Authorization", "SDK-HMAC-SHA256 Access=key, SignedHeaders=host, Signature=0"},
    {"X-Sdk-Date", "20210224T020000Z"},
    {"X-Tenant", "t-4711"},
    {"X-Trace", "0123456789abcdef"}};
const Request kRequest{.method = "GET",
                       .target = "/orders/4711?page=2&size=50&sort=date&q=a%20b",
                       .host = "api.example.com",
                       .headers = kFields};
const std::vector<Named> kCaptures{{"id", "4711"}};

const std::vector<params::Spec> kChecks{
    {.name = "id",
     .place = Place::Path,
     .type = params::Type::Number,
     .is_required = true,
     .is_checked = true},
    {.name = "page", .type = params::Type::Number, .is_checked = true, .min_number = 1},
    {.name = "size", .type = params::Type::Number, .is_checked = true, .max_number = 100},
    {.name = "q", .is_checked = true, .max_size = 64},
    {.name = "X-Tenant", .place = Place::Header, .is_required = true}};
const std::vector<backend::Declared> kDeclared{{.name = "id", .place = Place::Path},
                                               {.name = "page"},
                                               {.name = "size"},
                                               {.name = "q"},
                                               {.name = "X-Tenant", .place = Place::Header}};

backend::Spec five_params() {
  return {.http = {.path = "/v1/{tenant}/orders/{id}", .address = "orders.example.com"},
          .params = {{.name = "tenant", .place = Place::Path, .value = "X-Tenant"},
                     {.name = "id", .place = Place::Path, .value = "id"},
                     {.name = "p", .place = Place::Query, .value = "page"},
                     {.name = "X-Size", .place = Place::Header, .value = "size"},
                     {.name = "search", .place = Place::Query, .value = "q"}}};
}

void check(benchmark::State& state) {
  const auto params = params::compile(kChecks);
  char room[1024];
  require(*params::check(*params, kRequest, kCaptures, room)->values[3] == "a b");
  const bench::CountAllocations count(state);
  for (auto _ : state) benchmark::DoNotOptimize(params::check(*params, kRequest, kCaptures, room));
}
BENCHMARK(check)->Name("params_check/5");

void build(benchmark::State& state, const backend::Spec& spec, std::string_view expected) {
  const auto params = params::compile(kChecks);
  const auto compiled = backend::compile(spec, kDeclared);
  char values_room[1024], room[4096];
  const auto checked = params::check(*params, kRequest, kCaptures, values_room);
  const Facts facts{.source_ip = "198.51.100.7", .request_id = "0123456789abcdef0123456789abcdef"};
  const backend::Inbound inbound{kRequest, facts, "/orders/4711", {}, checked->values, PathMode::Strict};
  const backend::Forwarding forwarding{
      .peer = "198.51.100.7", .drops_authorization = true, .drops_signing = true};
  const backend::Destination to{.host = compiled->host()};
  require(backend::build(*compiled, inbound, forwarding, to, room)->call.target == expected);
  state.counters["bytes"] = static_cast<double>(compiled->bytes());
  const bench::CountAllocations count(state);
  for (auto _ : state) benchmark::DoNotOptimize(backend::build(*compiled, inbound, forwarding, to, room));
}
BENCHMARK_CAPTURE(build, backend_build_5, five_params(), "/v1/t-4711/orders/4711?sort=date&p=2&search=a%20b")
    ->Name("backend_build/params/5");
BENCHMARK_CAPTURE(build, backend_build_0,
                  backend::Spec{.http = {.path = "/v1/orders", .address = "orders.example.com"}},
                  "/v1/orders?page=2&size=50&sort=date&q=a%20b")
    ->Name("backend_build/params/0");

void choose(benchmark::State& state, backend::Test test, const std::string& value) {
  using backend::Subject;
  const std::vector<backend::PolicySpec> specs(
      5, {.conditions = {{.subject = Subject::Param, .test = test, .name = "page", .value = value}}});
  const auto policies = backend::compile_policies(specs, kDeclared);
  const std::vector<std::optional<std::string_view>> values{"4711", "2", "50", "a b", "t-4711"};
  const Facts facts;
  const backend::Inbound inbound{kRequest, facts, "/orders/4711", {}, values, PathMode::Strict};
  require(!backend::choose(*policies, inbound, std::nullopt));
  const bench::CountAllocations count(state);
  for (auto _ : state) benchmark::DoNotOptimize(backend::choose(*policies, inbound, std::nullopt));
}
BENCHMARK_CAPTURE(choose, policy_exact, backend::Test::Exact, "3")->Name("policy_choose/exact/5");
BENCHMARK_CAPTURE(choose, policy_enum, backend::Test::Enum, "3,4,5")->Name("policy_choose/enum/5");
BENCHMARK_CAPTURE(choose, policy_pattern, backend::Test::Pattern, "[3-9]+")->Name("policy_choose/pattern/5");

void pick(benchmark::State& state, channel::Strategy strategy, bool has_down) {
  channel::Spec spec{.port = 80, .strategy = strategy, .health = channel::HealthSpec{}};
  for (int i = 0; i < state.range(0); ++i)
    spec.members.push_back(
        {.host = "10.0.0." + std::to_string(i), .weight = 1 + static_cast<std::uint32_t>(i) % 7});
  const auto compiled = channel::compile(spec);
  channel::State health;
  for (int i = 0; has_down && i < 5; ++i) channel::report(*compiled, health, 0, false);
  require(channel::pick(*compiled, health, {.source = "198.51.100.7"}).has_value());
  const bench::CountAllocations count(state);
  for (auto _ : state) {
    const auto picked = channel::pick(*compiled, health, {.source = "198.51.100.7", .path = "/orders/4711"});
    channel::give_back(*compiled, health, picked->member);
    benchmark::DoNotOptimize(picked);
  }
}
BENCHMARK_CAPTURE(pick, round_robin, channel::Strategy::RoundRobin, false)
    ->Name("channel_pick/round_robin")
    ->Arg(3)
    ->Arg(200);
BENCHMARK_CAPTURE(pick, round_robin_down, channel::Strategy::RoundRobin, true)
    ->Name("channel_pick/round_robin_one_down")
    ->Arg(3)
    ->Arg(200);
BENCHMARK_CAPTURE(pick, least, channel::Strategy::LeastConnections, false)
    ->Name("channel_pick/least_connections")
    ->Arg(3)
    ->Arg(200);
BENCHMARK_CAPTURE(pick, source, channel::Strategy::SourceHash, false)
    ->Name("channel_pick/source_hash")
    ->Arg(3)
    ->Arg(200);

void respond(benchmark::State& state) {
  const error::Responses none;
  const Facts facts{.request_id = "0123456789abcdef0123456789abcdef"};
  char room[1024];
  const error::Failure failure{.row = error::Row::ThrottlingThreshold};
  require(error::respond(none, failure, kRequest, facts, room)->status == 429);
  const bench::CountAllocations count(state);
  for (auto _ : state) benchmark::DoNotOptimize(error::respond(none, failure, kRequest, facts, room));
}
BENCHMARK(respond)->Name("error_respond/default");

}  // namespace

BENCHMARK_MAIN();
