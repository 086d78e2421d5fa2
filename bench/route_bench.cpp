// Request matching on the github, s10k and s100k workloads. `route_find` starts at a canonical host, a method
// and a path, as other routers do, and reads the path values; `route_request` reads a whole request first.
// Every answer is checked before anything is timed. One iteration is one request, in the list's shuffled
// order.
//
//     route_bench [--benchmark_filter=route_find/github]
#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <memory>

#include "allocations.hpp"
#include "workload.hpp"

using namespace sluice;

namespace {

struct Question {
  std::string_view host, method, path;
};

/// The requests of a list side by side, as they would stand in a connection's buffer.
struct Questions {
  std::string text;
  std::vector<Question> all;

  explicit Questions(const std::vector<workload::Row>& rows) {
    std::size_t size = 0;
    for (const auto& row : rows) size += row[1].size() + row[2].size() + row[3].size();
    text.reserve(size);
    const auto put = [this](const std::string& part) {
      text += part;
      return std::string_view(text).substr(text.size() - part.size());
    };
    for (const auto& row : rows) all.push_back({put(row[1]), put(row[2]), put(row[3])});
  }
};

route::Match find(const route::Table& table, const Question& q) {
  const auto method = route::method_of(q.method);
  if (!method) return {};
  return table.find(table.locate({.name = q.host, .port = {}, .address = {}}, {}), *method, q.path);
}

/// Finds, and reads every value.
std::uint64_t find_all(const route::Table& table, const Question& q) {
  const route::Match m = find(table, q);
  std::uint64_t sum = m.id;
  for (std::size_t i = 0, n = m.captures(); i < n; ++i) {
    const Named value = m.capture(i);
    sum += value.value.size() + reinterpret_cast<std::uintptr_t>(value.value.data());
  }
  return sum;
}

std::uint64_t request_all(const route::Table& table, const Question& q) {
  char room[1024];
  const route::Match m = table.match({.method = q.method, .target = q.path, .host = q.host}, room);
  std::uint64_t sum = m.id;
  for (std::size_t i = 0, n = m.captures(); i < n; ++i) sum += m.capture(i).value.size();
  return sum;
}

struct Set {
  std::string name;
  workload::Routes routes;
  std::unique_ptr<Questions> hits, misses;
  std::optional<route::Table> table;

  Set(const std::string& folder, std::string n) : name(std::move(n)), routes(workload::read(folder, name)) {
    hits = std::make_unique<Questions>(routes.hits);
    misses = std::make_unique<Questions>(routes.misses);
    auto compiled = route::compile(routes.specs);
    if (!compiled) fail(compiled.problems[0].message);
    table = std::move(compiled.table);
    check();
  }

  [[noreturn]] static void fail(const std::string& what) {
    std::fprintf(stderr, "route_bench: %s\n", what.c_str());
    std::exit(1);
  }

  void check() const {
    for (std::size_t i = 0; i < hits->all.size(); ++i) {
      const route::Match m = find(*table, hits->all[i]);
      if (!m || std::to_string(m.id) != routes.hits[i][0]) fail(name + " hit " + routes.hits[i][3]);
    }
    for (const Question& q : misses->all)
      if (find(*table, q)) fail(name + " miss " + std::string(q.path));
  }
};

template <class F>
void run(benchmark::State& state, const route::Table& table, const Questions& questions, F answer) {
  std::size_t i = 0;
  std::uint64_t sum = 0;
  const bench::CountAllocations count(state);
  for (auto step : state) {
    (void)step;
    sum += answer(table, questions.all[i]);
    if (++i == questions.all.size()) i = 0;
  }
  benchmark::DoNotOptimize(sum);
}

void add(const Set& set) {
  const auto one = [&](const std::string& name, const Questions& questions, auto answer) {
    benchmark::RegisterBenchmark(name.c_str(), [&questions, &set, answer](benchmark::State& state) {
      run(state, *set.table, questions, answer);
    });
  };
  one("route_find/" + set.name + "/hits", *set.hits, find_all);
  one("route_find/" + set.name + "/misses", *set.misses, find_all);
  one("route_request/" + set.name + "/hits", *set.hits, request_all);
  one("route_request/" + set.name + "/misses", *set.misses, request_all);
  benchmark::RegisterBenchmark(("route_build/" + set.name).c_str(), [&set](benchmark::State& state) {
    std::size_t bytes = 0;
    for (auto step : state) {
      (void)step;
      const auto compiled = route::compile(set.routes.specs);
      bytes = (*compiled).bytes();
    }
    state.counters["bytes_per_route"] =
        static_cast<double>(bytes) / static_cast<double>(set.routes.specs.size());
  })->Unit(benchmark::kMillisecond);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string folder = SLUICE_BENCH_DATA;
  benchmark::Initialize(&argc, argv);
  const Set github(folder, "github"), s10k(folder, "s10k"), s100k(folder, "s100k");
  for (const Set* set : {&github, &s10k, &s100k}) add(*set);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
