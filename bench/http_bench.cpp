// Readers of targets, paths, hosts and header lists. Each bench checks its answer before it is timed.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "allocations.hpp"
#include "sluice/forwarded.hpp"
#include "sluice/target.hpp"

using namespace sluice;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void path(benchmark::State& state, std::string_view raw, PathMode mode, std::string_view expected) {
  std::vector<char> room(raw.size());
  require(*http::read_path(raw, mode, room) == expected);
  const bench::CountAllocations count(state);
  for (auto _ : state) {
    benchmark::DoNotOptimize(raw);
    benchmark::DoNotOptimize(http::read_path(raw, mode, room));
  }
}

constexpr std::string_view kPlain = "/v1/projects/0123456789abcdef/orders/4711";
BENCHMARK_CAPTURE(path, http_path_plain_41, kPlain, PathMode::Strict, kPlain)->Name("http_path/plain/41");
BENCHMARK_CAPTURE(path, http_path_plain_8, "/orders/", PathMode::Strict, "/orders/")
    ->Name("http_path/plain/8");
BENCHMARK_CAPTURE(path, http_path_escaped_41, "/v1/projects/%e4%b8%ad%E6%96%87/orders/4711", PathMode::Strict,
                  "/v1/projects/\xe4\xb8\xad\xe6\x96\x87/orders/4711")
    ->Name("http_path/escaped/41");
BENCHMARK_CAPTURE(path, http_path_dots_41, "/v1/./projects/0123456789/../orders/4711", PathMode::Strict,
                  "/v1/projects/orders/4711")
    ->Name("http_path/dots/41");

void long_path(benchmark::State& state, std::string_view piece, PathMode mode) {
  std::string raw;
  while (raw.size() + piece.size() <= 32768) raw += piece;
  std::vector<char> room(raw.size());
  require(http::read_path(raw, mode, room).has_value());
  for (auto _ : state) benchmark::DoNotOptimize(http::read_path(raw, mode, room));
}
BENCHMARK_CAPTURE(long_path, http_path_32k_plain, "/abcdefgh", PathMode::Strict)->Name("http_path/32k/plain");
BENCHMARK_CAPTURE(long_path, http_path_32k_climbs, "/../", PathMode::Apig)->Name("http_path/32k/climbs");
BENCHMARK_CAPTURE(long_path, http_path_32k_segments, "/a/.", PathMode::Strict)
    ->Name("http_path/32k/segments");
BENCHMARK_CAPTURE(long_path, http_path_32k_back_and_forth, "/a/..", PathMode::Strict)
    ->Name("http_path/32k/back_and_forth");
BENCHMARK_CAPTURE(long_path, http_path_32k_escapes, "/%e4%b8%ad", PathMode::Strict)
    ->Name("http_path/32k/escapes");

void target(benchmark::State& state) {
  const std::string_view text = "/v1/projects/0123456789abcdef/orders/4711?page=2&size=50";
  require(http::split_target(text, "GET")->query == "page=2&size=50");
  const bench::CountAllocations count(state);
  for (auto _ : state) benchmark::DoNotOptimize(http::split_target(text, "GET"));
}
BENCHMARK(target)->Name("http_target/56");

void host(benchmark::State& state, std::string_view text, std::string_view expected) {
  char room[http::kHostRoom];
  require(http::read_host(text, room)->name == expected);
  const bench::CountAllocations count(state);
  for (auto _ : state) benchmark::DoNotOptimize(http::read_host(text, room));
}
BENCHMARK_CAPTURE(host, http_host_name, "api.example.com:443", "api.example.com")->Name("http_host/name");
BENCHMARK_CAPTURE(host, http_host_upper, "API.Example.com", "api.example.com")->Name("http_host/upper");
BENCHMARK_CAPTURE(host, http_host_ipv6, "[2001:DB8::1]:443", "[2001:db8::1]")->Name("http_host/ipv6");

void query(benchmark::State& state) {
  const std::string_view text = "page=2&size=50&sort=created%20at&filter=open";
  require(http::find(text, "filter")->value == "open");
  const bench::CountAllocations count(state);
  for (auto _ : state) benchmark::DoNotOptimize(http::find(text, "filter"));
}
BENCHMARK(query)->Name("http_query/find_fourth");

void forwarded(benchmark::State& state, int elements, std::int64_t index) {
  std::string value = "192.0.2.1";
  for (int i = 1; i < elements; ++i) value += ", 192.0.2.1";
  const Header headers[] = {{"Host", "api.example.com"}, {"X-Forwarded-For", value}};
  const http::ClientRule rule{http::ClientSource::Index, index};
  require(http::client_address(std::nullopt, headers, rule) == Address::v4(0xc0000201));
  const bench::CountAllocations count(state);
  for (auto _ : state) benchmark::DoNotOptimize(http::client_address(std::nullopt, headers, rule));
}
BENCHMARK_CAPTURE(forwarded, http_forwarded_3_last, 3, -1)->Name("http_forwarded/3/last");
BENCHMARK_CAPTURE(forwarded, http_forwarded_10k_last, 10000, -1)->Name("http_forwarded/10k/last");
BENCHMARK_CAPTURE(forwarded, http_forwarded_10k_first_from_the_right, 10000, -10000)
    ->Name("http_forwarded/10k/first_from_the_right");

}  // namespace

BENCHMARK_MAIN();
