// Whole decisions. `decide/github` asks 203 APIs of the host's own handlers, open to anybody; `decide/signed`
// asks one that takes APP signatures only, behind an access list and limits by API, app and address, and
// `decide/mapped` the same with five parameters checked and mapped to a backend. `sign_verify` is the
// signature of the same request alone, so the difference is all the rest. `decide_c` makes the same decisions
// through the C interface and reads them. `decide/s10k/million` and `s100k` ask ten and a hundred thousand
// APIs behind a policy that counts by API and by address, each time for another of a million clients. Every
// answer is checked before anything is timed, and a warm decision that allocates ends the program.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "allocations.hpp"
#include "decide_million.hpp"
#include "decide_world.hpp"
#include "sluice.h"
#include "sluice/sign.hpp"

using namespace sluice;

namespace {

constexpr std::uint64_t kStep = 20'000'000;  // between two requests, so that no limit refuses

[[noreturn]] void fail(const std::string& what) {
  std::fprintf(stderr, "decide_bench: %s\n", what.c_str());
  std::exit(1);
}

/// Decides in C++.
class Direct {
 public:
  explicit Direct(const Questions& questions)
      : compiled_(compile(questions.document)),
        state_(State::Options{.seed = 7, .tracked_bytes = questions.tracked_bytes}),
        peers_(questions.peers) {
    if (!compiled_.plan)
      fail(compiled_.diagnostics.empty()
               ? "out of memory"
               : compiled_.diagnostics[0].pointer + ": " + compiled_.diagnostics[0].message);
  }

  std::uint32_t operator()(const Asked& asked) {
    now_.steady_ns += kStep;
    Request request = asked.request;
    if (!peers_.empty()) request.peer = peers_[next_peer_++ % peers_.size()];
    const Decision& d = decide(*compiled_.plan, state_, request, now_, transaction_, {.body = asked.body});
    benchmark::DoNotOptimize(d.api.data());
    return static_cast<std::uint32_t>(d.verdict);
  }

  std::string told() const {
    const Decision& d = transaction_.decision();
    return std::string(d.api) + " " + std::string(error::text(d.reason)) + " " + std::string(d.detail);
  }

 private:
  Compiled compiled_;
  State state_;
  Transaction transaction_;
  const std::vector<std::string>& peers_;
  std::size_t next_peer_ = 0;
  Now now_ = kNow;
};

sluice_text text(std::string_view view) { return {view.data(), view.size()}; }

/// Decides and reads the decision in C.
class ThroughC {
 public:
  explicit ThroughC(const Questions& questions) {
    if (sluice_plan_compile(&plan_, nullptr, text(questions.document), 0) != SLUICE_OK ||
        sluice_state_create(&state_, 7, 0) != SLUICE_OK ||
        sluice_transaction_create(&transaction_) != SLUICE_OK)
      fail("the C interface refuses the configuration");
    sluice_decision_init(&decision_);
  }
  ~ThroughC() {
    sluice_transaction_free(transaction_);
    sluice_state_free(state_);
    sluice_plan_free(plan_);
  }
  ThroughC(const ThroughC&) = delete;
  ThroughC& operator=(const ThroughC&) = delete;

  std::uint32_t operator()(const Asked& asked) {
    now_.steady_ns += kStep;
    sluice_header headers[16];
    std::size_t count = 0;
    for (const Header& h : asked.request.headers) headers[count++] = {text(h.name), text(h.value)};
    sluice_request request;
    sluice_request_init(&request);
    request.method = text(asked.request.method);
    request.target = text(asked.request.target);
    request.host = text(asked.request.host);
    request.peer = text(asked.request.peer);
    request.headers = headers;
    request.header_count = count;
    if (sluice_decide(transaction_, plan_, state_, &request, text(asked.body), &now_) != SLUICE_OK ||
        sluice_decision_read(&decision_, transaction_) != SLUICE_OK)
      return ~0u;
    return decision_.verdict;
  }

  std::string told() const { return std::string(decision_.detail.data, decision_.detail.size); }

 private:
  sluice_plan* plan_ = nullptr;
  sluice_state* state_ = nullptr;
  sluice_transaction* transaction_ = nullptr;
  sluice_decision decision_{};
  sluice_now now_{kNow.seconds, kNow.nanoseconds, kNow.steady_ns};
};

/// Asks all to check and to warm up, everybody once, and then counts.
template <class Decider>
void check(Decider& decider, const Questions& questions) {
  std::size_t before = 0;
  const std::size_t rounds = 3 + questions.peers.size() / questions.all.size();
  for (std::size_t round = 0; round < rounds; ++round) {
    before = bench::allocations;
    for (const Asked& asked : questions.all)
      if (decider(asked) != asked.verdict)
        fail(questions.name + " " + std::string(asked.request.target) + ": " + decider.told());
  }
  if (bench::allocations != before) fail(questions.name + ": a warm decision allocates");
}

template <class Decider>
void ask_all(benchmark::State& state, Decider& decider, const Questions& questions) {
  std::size_t i = 0;
  const bench::CountAllocations count(state);
  for (auto step : state) {
    (void)step;
    benchmark::DoNotOptimize(decider(questions.all[i]));
    if (++i == questions.all.size()) i = 0;
  }
}

template <class Decider>
void add(const std::string& name, const Questions& questions) {
  benchmark::RegisterBenchmark((name + "/" + questions.name).c_str(), [&questions](benchmark::State& state) {
    Decider decider(questions);
    check(decider, questions);
    ask_all(state, decider, questions);
  });
}

/// A route set with its million clients, made when it is first run and kept.
void add_million(const std::string& set) {
  struct Made {
    explicit Made(const std::string& set) : million(SLUICE_BENCH_DATA, set), decider(million.questions) {
      check(decider, million.questions);
    }
    Million million;
    Direct decider;
  };
  const auto made = std::make_shared<std::unique_ptr<Made>>();
  benchmark::RegisterBenchmark(("decide/" + set + "/million").c_str(), [set, made](benchmark::State& state) {
    if (!*made) *made = std::make_unique<Made>(set);
    ask_all(state, (*made)->decider, (*made)->million.questions);
  });
}

/// The signature of the first question alone.
void add_verify(const Questions& questions) {
  benchmark::RegisterBenchmark(
      ("sign_verify/" + questions.name).c_str(), [&questions](benchmark::State& state) {
        const Asked& asked = questions.all[0];
        const sign::Key key(kAppSecret);
        const auto run = [&] {
          const auto claim = sign::read(asked.request);
          return static_cast<bool>(sign::verify(*claim, asked.request, asked.body, key, kNow));
        };
        if (!run()) fail("the signature does not hold");
        const bench::CountAllocations count(state);
        for (auto step : state) {
          (void)step;
          benchmark::DoNotOptimize(run());
        }
      });
}

/// Heap bytes of a plan, each block with what the allocator keeps beside it.
std::size_t bytes_of(std::size_t apis, bool is_forwarded) {
  const std::string document = many_apis(apis, is_forwarded);
  const std::size_t before = bench::live_bytes;
  const Compiled compiled = compile(document);
  if (!compiled.plan) fail("the document of many APIs does not compile");
  return bench::live_bytes - before;
}

/// What one API more takes in a plan: limits, an access list and an authorization are bound to each.
void add_bytes(const std::string& name, bool is_forwarded) {
  benchmark::RegisterBenchmark(("plan_bytes/" + name).c_str(), [is_forwarded](benchmark::State& state) {
    constexpr std::size_t many = 10'000;
    std::size_t bytes = 0;
    for (auto step : state) {
      (void)step;
      bytes = (bytes_of(many, is_forwarded) - bytes_of(1, is_forwarded)) / (many - 1);
    }
    state.counters["bytes_an_api"] = static_cast<double>(bytes);
  })->Iterations(1);
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  const Github github(SLUICE_BENCH_DATA);
  const Signed direct("signed", false), mapped("mapped", true);
  for (const Questions* questions : {&github.hits, &github.misses, &direct.questions, &mapped.questions}) {
    add<Direct>("decide", *questions);
    add<ThroughC>("decide_c", *questions);
  }
  add_bytes("host", false);
  add_bytes("http", true);
  add_verify(direct.questions);
  add_verify(mapped.questions);
  add_million("s10k");
  add_million("s100k");
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
