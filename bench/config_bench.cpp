// Loading large documents: reading, resolving and checking 100,000 APIs, beside what it costs to parse the
// same text into a tree of values and use nothing of it.
#include <benchmark/benchmark.h>
#include <rapidjson/document.h>

#include <cstdlib>
#include <string>

#include "allocations.hpp"
#include "config/check.hpp"
#include "config/read.hpp"

namespace {

using namespace sluice;

constexpr std::size_t kApis = 100'000;
constexpr std::size_t kGroups = 100;

ApiSpec api(std::size_t i) {
  const std::string number = std::to_string(i);
  return {.id = "a" + number,
          .name = "api_" + number,
          .req_method = i % 2 == 0 ? "GET" : "POST",
          .req_uri = "/v1/things/" + number + "/{id}",
          .auth_type = "APP",
          .req_params = {{.name = "id", .location = "PATH"}, {.name = "ring", .location = "QUERY"}},
          .backend_type = "HTTP",
          .backend_api = BackendSpec{.req_method = "ANY",
                                     .req_uri = "/things/" + number + "/{key}",
                                     .url_domain = i % 4 == 0 ? "#address#" : "backend.example.net:8080"},
          .backend_params = {{.origin = "REQUEST", .name = "key", .location = "PATH", .value = "id"}},
          .published = {"RELEASE"}};
}

Configuration large() {
  Configuration c;
  for (std::size_t g = 0; g < kGroups; ++g) {
    c.groups.push_back({.id = "g" + std::to_string(g),
                        .name = "group_" + std::to_string(g),
                        .variables = {{.name = "address", .value = "backend.example.net:8080"}}});
    for (std::size_t i = g; i < kApis; i += kGroups) c.groups.back().apis.push_back(api(i));
  }
  c.apps = {{.id = "app1", .name = "shop", .app_key = "shopkey001", .app_secret = "shopsecret001"}};
  for (std::size_t i = 0; i < kApis; i += 10)
    c.authorizations.push_back({.app = "app1", .api = "a" + std::to_string(i)});
  return c;
}

const std::string& text() {
  static const std::string document = config::write(large());
  return document;
}

// Numbers of a wrong answer are worth nothing.
void expect(bool holds) {
  if (!holds) std::abort();
}

void read(benchmark::State& state) {
  expect(config::read(text(), config::Strictness::Strict).diagnostics.empty());
  const bench::CountAllocations count(state);
  for (auto _ : state) benchmark::DoNotOptimize(config::read(text(), config::Strictness::Strict));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text().size()));
}

void check(benchmark::State& state) {
  const auto document = config::read(text(), config::Strictness::Strict);
  expect(config::check(document.configuration).empty());
  const bench::CountAllocations count(state);
  for (auto _ : state) benchmark::DoNotOptimize(config::check(document.configuration));
}

void peer(benchmark::State& state) {
  for (auto _ : state) {
    rapidjson::Document document;
    document.Parse(text().data(), text().size());
    expect(!document.HasParseError());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text().size()));
}

BENCHMARK(read)->Name("config_read/apis/100k")->Unit(benchmark::kMillisecond);
BENCHMARK(check)->Name("config_check/apis/100k")->Unit(benchmark::kMillisecond);
BENCHMARK(peer)->Name("config_read/apis/100k/rapidjson_tree")->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
