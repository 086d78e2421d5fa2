// Reading addresses beside the C library, and address sets of 10 to a million prefixes. The workload is that
// of data/gen_cidr.py, made while building; every expected answer is checked before anything is timed.
#include <arpa/inet.h>
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "allocations.hpp"
#include "sluice/acl.hpp"
#include "sluice/address.hpp"

using namespace sluice;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void read(benchmark::State& state, const char* text) {
  require(read_address(text).has_value());
  const std::string_view view = text;
  const bench::CountAllocations count(state);
  for (auto _ : state) benchmark::DoNotOptimize(read_address(view));
}

void read_by_c_library(benchmark::State& state, const char* text, int family) {
  unsigned char bytes[16];
  require(inet_pton(family, text, bytes) == 1);
  for (auto _ : state) benchmark::DoNotOptimize(inet_pton(family, text, bytes));
}

void write(benchmark::State& state, const char* text) {
  const Address address = *read_address(text);
  char room[kAddressRoom];
  require(write_address(address, room) == text);
  for (auto _ : state) benchmark::DoNotOptimize(write_address(address, room));
}

constexpr const char* kV4 = "198.51.100.207";
constexpr const char* kV6 = "2001:db8:85a3::8a2e:370:7334";
BENCHMARK_CAPTURE(read, address_read_v4, kV4)->Name("address_read/v4");
BENCHMARK_CAPTURE(read_by_c_library, address_read_v4_inet_pton, kV4, AF_INET)
    ->Name("address_read/v4/inet_pton");
BENCHMARK_CAPTURE(read, address_read_v6, kV6)->Name("address_read/v6");
BENCHMARK_CAPTURE(read_by_c_library, address_read_v6_inet_pton, kV6, AF_INET6)
    ->Name("address_read/v6/inet_pton");
BENCHMARK_CAPTURE(write, address_write_v4, kV4)->Name("address_write/v4");
BENCHMARK_CAPTURE(write, address_write_v6, kV6)->Name("address_write/v6");

/// One generated set: its ranges, and questions with their answers.
struct Workload {
  std::vector<Range> ranges;
  std::string list;  // the prefixes as one comma list
  std::vector<Address> asked[2];
  std::vector<bool> expected[2];

  explicit Workload(const std::string& name) {
    const std::string path = std::string(SLUICE_BENCH_DATA) + "/cidr_" + name;
    std::ifstream prefixes(path + ".prefixes.txt");
    for (std::string line; std::getline(prefixes, line);) {
      ranges.push_back(*read_range(line));
      list += (list.empty() ? "" : ",") + line;
    }
    std::ifstream queries(path + ".queries.tsv");
    for (std::string kind, text, held; queries >> kind >> text >> held;) {
      const Address address = *read_address(text);
      const int family = address.is_v4() ? 0 : 1;
      asked[family].push_back(address);
      expected[family].push_back(held == "1");
    }
    require(!ranges.empty() && !asked[0].empty() && !asked[1].empty());
  }
};

const Workload& workload(const std::string& name) {
  static std::vector<std::pair<std::string, Workload>> known;
  for (const auto& [known_name, load] : known)
    if (known_name == name) return load;
  return known.emplace_back(name, Workload(name)).second;
}

/// One round is one look-up; the questions come in the order of the file.
void look_up(benchmark::State& state, const char* name, int family) {
  const Workload& load = workload(name);
  const AddressSet set = std::move(*AddressSet::compile(load.ranges));
  const auto& asked = load.asked[family];
  for (std::size_t i = 0; i < asked.size(); ++i) require(set.contains(asked[i]) == load.expected[family][i]);
  state.counters["bytes_per_prefix"] =
      static_cast<double>(set.bytes()) / static_cast<double>(load.ranges.size());
  const bench::CountAllocations count(state);
  std::size_t at = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(set.contains(asked[at]));
    if (++at == asked.size()) at = 0;
  }
}

void build(benchmark::State& state, const char* name) {
  const Workload& load = workload(name);
  for (auto _ : state) benchmark::DoNotOptimize(AddressSet::compile(load.ranges));
}

void build_list(benchmark::State& state, const char* name) {
  const Workload& load = workload(name);
  for (auto _ : state) benchmark::DoNotOptimize(acl::compile(acl::Deny, load.list));
}

BENCHMARK_CAPTURE(look_up, address_set_10_v4, "10", 0)->Name("address_set/10/v4");
BENCHMARK_CAPTURE(look_up, address_set_10_v6, "10", 1)->Name("address_set/10/v6");
BENCHMARK_CAPTURE(look_up, address_set_1k_v4, "1000", 0)->Name("address_set/1k/v4");
BENCHMARK_CAPTURE(look_up, address_set_1k_v6, "1000", 1)->Name("address_set/1k/v6");
BENCHMARK_CAPTURE(look_up, address_set_100k_v4, "100000", 0)->Name("address_set/100k/v4");
BENCHMARK_CAPTURE(look_up, address_set_100k_v6, "100000", 1)->Name("address_set/100k/v6");
BENCHMARK_CAPTURE(look_up, address_set_1m_v4, "1000000", 0)->Name("address_set/1m/v4");
BENCHMARK_CAPTURE(look_up, address_set_1m_v6, "1000000", 1)->Name("address_set/1m/v6");
BENCHMARK_CAPTURE(build, address_set_build_100k, "100000")
    ->Name("address_set_build/100k")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(build, address_set_build_1m, "1000000")
    ->Name("address_set_build/1m")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(build_list, acl_compile_100k, "100000")
    ->Name("acl_compile/100k")
    ->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
