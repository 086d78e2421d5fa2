// Limits that instances share, through whole decisions.
#include <doctest/doctest.h>

#include "gateway/shared_sample.hpp"

using namespace sluice;
using sample::Instance;
using sample::Store;

namespace {

constexpr std::string_view kTen = R"("time_interval": 1, "time_unit": "MINUTE", "api_call_limits": 10)";
constexpr std::string_view kThousand =
    R"("time_interval": 1, "time_unit": "SECOND", "api_call_limits": 1000, "burst": 400)";
constexpr std::string_view kAddress =
    R"("time_interval": 1, "time_unit": "MINUTE", "api_call_limits": 10000, "ip_call_limits": 2)";

int passes(Instance& instance, Store* store, int calls) {
  int passed = 0;
  for (int i = 0; i < calls; ++i) passed += instance.get(store).verdict == Verdict::Pass ? 1 : 0;
  return passed;
}

const LimitUse* use_of(const Decision& d, throttle::Dimension dimension) {
  for (const LimitUse& use : d.limits)
    if (use.standing.dimension == dimension) return &use;
  return nullptr;
}

}  // namespace

TEST_CASE("shared limit: two instances admit what one would, to the call") {
  const std::string document = sample::shared_document(kTen, R"(, "instances": 2)");
  Store store;
  Instance a(document), b(document);
  REQUIRE(a.compiled.plan);
  int passed = 0;
  for (int i = 0; i < 10; ++i) passed += passes(a, &store, 1) + passes(b, &store, 1);
  CHECK(passed == 10);
  const Decision& refused = a.get(&store);
  CHECK(refused.reason == Reason::ApiLimit);
  CHECK(refused.row == error::Row::ThrottlingThreshold);
  CHECK_FALSE(refused.degraded);
  const LimitUse* use = use_of(refused, throttle::Dimension::Api);
  REQUIRE(use != nullptr);
  CHECK(use->policy == "t1");
  CHECK(use->standing.refuses);
  CHECK(use->standing.limit == 10);
  CHECK(use->standing.retry_after == std::chrono::seconds(6));
  CHECK(store.keys() == 1);
}

TEST_CASE("shared limit: an exhausted key costs the store nothing until it refills") {
  Store store;
  Instance a(sample::shared_document(kTen, ""));
  passes(a, &store, 11);
  const std::uint64_t asked = store.asked;
  CHECK(passes(a, &store, 100) == 0);
  CHECK(store.asked == asked);
  a.wait(6001);
  CHECK(passes(a, &store, 2) == 1);
}

TEST_CASE("shared limit: the decision waits with Need::Tokens, for as long as the policy says") {
  Store store;
  Instance a(sample::shared_document(kTen, R"(, "timeout_ms": 35)"));
  const Request request{.method = "GET", .target = "/open", .host = "api.example.com"};
  CHECK_FALSE(a.state.wants_tokens());
  CHECK(a.transaction.may_wait().count() == 0);
  REQUIRE(a.transaction.start(*a.compiled.plan, a.state, request, a.now) == Need::Tokens);
  CHECK(a.transaction.may_wait().count() == 35);
  CHECK(a.state.wants_tokens());
  CHECK(a.transaction.bring_tokens(a.now) == Need::Tokens);  // nothing came
  TokenAsk ask;
  REQUIRE(a.state.ask_tokens({&ask, 1}, a.now) == 1);
  CHECK_FALSE(a.state.wants_tokens());
  CHECK(ask.terms.limit == 10);
  CHECK(ask.terms.per == std::chrono::seconds(60));
  CHECK(ask.ask.want >= 1);
  const TokenReply reply = store.answer(ask, 1'000'000);
  a.state.bring_tokens({&reply, 1});
  CHECK(a.transaction.bring_tokens(a.now) == Need::Done);
  CHECK(a.transaction.decision().verdict == Verdict::Pass);
  a.state.bring_tokens({&reply, 1});  // a second time, and one that nobody asked for
  const TokenReply foreign{77777, TokenReply::Result::Answered, {.granted = 9}};
  a.state.bring_tokens({&foreign, 1});
}

TEST_CASE("shared limit: tokens are asked for ahead, so that calls seldom wait") {
  Store store;
  Instance a(sample::shared_document(kThousand, ""));
  int waited = 0;
  for (int i = 0; i < 1000; ++i) {
    const Request request{.method = "GET", .target = "/open", .host = "api.example.com"};
    Need need = a.transaction.start(*a.compiled.plan, a.state, request, a.now);
    if (need == Need::Tokens) {
      ++waited;
      store.serve(a.state, a.now);
      need = a.transaction.bring_tokens(a.now);
    }
    CHECK(need == Need::Done);
    CHECK(a.transaction.decision().verdict == Verdict::Pass);
    if (a.state.wants_tokens()) store.serve(a.state, a.now);
    a.wait(1);
  }
  CHECK(waited <= 3);
  CHECK(store.asked <= 20);
}

TEST_CASE("TH10 shared limit: without a store the failure policy decides, and the decision says degraded") {
  struct Row {
    std::string_view failure;
    int passed;  // of 20 calls under 10 a minute, as one of two instances
    Reason reason;
  };
  for (const Row& row : {Row{"open", 20, Reason::None}, Row{"closed", 0, Reason::SharedStoreFailed},
                         Row{"local", 5, Reason::ApiLimit}}) {
    CAPTURE(row.failure);
    const std::string store = R"(, "instances": 2, "failure": ")" + std::string(row.failure) + "\"";
    Instance a(sample::shared_document(kTen, store));
    const Request request{.method = "GET", .target = "/open", .host = "api.example.com"};
    int passed = 0;
    for (int i = 0; i < 20; ++i) {
      const Decision& d = decide(*a.compiled.plan, a.state, request, a.now, a.transaction);
      passed += d.verdict == Verdict::Pass ? 1 : 0;
      CHECK(d.degraded);
      CHECK(use_of(d, throttle::Dimension::Api)->standing.degraded);
      if (d.verdict != Verdict::Pass) CHECK(d.reason == row.reason);
      if (d.verdict != Verdict::Pass) CHECK(d.row == error::Row::ThrottlingThreshold);
    }
    CHECK(passed == row.passed);
  }
}

TEST_CASE("TH10 shared limit: once the store has failed no call waits for it, until it answers again") {
  Store store;
  Instance a(sample::shared_document(kTen, ""));
  store.is_down = true;
  CHECK(a.get(&store).degraded);
  const std::uint64_t asked = store.asked;
  const Request request{.method = "GET", .target = "/open", .host = "api.example.com"};
  for (int i = 0; i < 5; ++i) {
    CHECK(a.transaction.start(*a.compiled.plan, a.state, request, a.now) == Need::Done);
    CHECK(a.transaction.decision().degraded);
  }
  CHECK(store.asked == asked);
  CHECK(a.state.wants_tokens());  // for the host's own loop, behind its breaker
  store.is_down = false;
  store.serve(a.state, a.now);
  CHECK_FALSE(a.get(&store).degraded);
}

TEST_CASE("TH10 shared limit: one key that fails does not take the others with it") {
  Store store;
  Instance a(sample::shared_document(kAddress, ""));
  const Request request{.method = "GET", .target = "/open", .host = "api.example.com", .peer = "192.0.2.1"};
  REQUIRE(a.transaction.start(*a.compiled.plan, a.state, request, a.now) == Need::Tokens);
  TokenAsk asks[4];
  REQUIRE(a.state.ask_tokens(asks, a.now) == 2);  // the API's and the address's
  const TokenReply replies[] = {{asks[0].id, TokenReply::Result::Failed, {}},
                                store.answer(asks[1], 1'000'000)};
  a.state.bring_tokens(replies);
  CHECK(a.transaction.bring_tokens(a.now) == Need::Done);
  const Decision& d = a.transaction.decision();
  CHECK(d.verdict == Verdict::Pass);
  CHECK(d.degraded);
  CHECK(use_of(d, throttle::Dimension::Api)->standing.degraded !=
        use_of(d, throttle::Dimension::Address)->standing.degraded);
}

TEST_CASE("shared limit: a body that fails its hash, and a call that is abandoned, give their tokens back") {
  const std::string document = sample::shared_document(kTen, "");
  Store store;
  Instance a(document);
  sample::SignedPost wrong("a body", "shopkey001", "shopsecret001", sample::kNow, true);
  for (int i = 0; i < 30; ++i) {
    Need need = a.transaction.start(*a.compiled.plan, a.state, wrong.request, a.now);
    while (need == Need::Tokens) {
      store.serve(a.state, a.now);
      need = a.transaction.bring_tokens(a.now);
    }
    REQUIRE(need == Need::Body);
    if (i % 2 == 0) {
      a.transaction.abandon();
      continue;
    }
    a.transaction.bring_body("another");
    a.transaction.end_body();
    CHECK(a.transaction.decision().reason == Reason::BodyHashWrong);
  }
  int passed = 0;
  for (int i = 0; i < 20; ++i) {
    Need need = a.transaction.start(*a.compiled.plan, a.state, wrong.request, a.now);
    while (need == Need::Tokens) {
      store.serve(a.state, a.now);
      need = a.transaction.bring_tokens(a.now);
    }
    if (need == Need::Body) {
      a.transaction.bring_body("a body");
      a.transaction.end_body();
    }
    passed += a.transaction.decision().verdict == Verdict::Pass ? 1 : 0;
  }
  CHECK(passed == 10);
}

TEST_CASE("shared limit: a reload keeps the lease; a changed limit keeps its name at the store") {
  Store store;
  const std::string document = sample::shared_document(kThousand, "");
  Instance a(document);
  for (int i = 0; i < 100; ++i, a.wait(1)) a.get(&store);
  const std::uint64_t asked = store.asked;
  for (int i = 0; i < 10; ++i) {
    a.compiled = compile(document);
    CHECK(a.get(nullptr).verdict == Verdict::Pass);
    CHECK_FALSE(a.transaction.decision().degraded);
  }
  CHECK(store.asked == asked);
  a.compiled = compile(sample::shared_document(kTen, ""));
  CHECK(passes(a, &store, 20) <= 10);
  CHECK(store.keys() == 1);
}

TEST_CASE("shared limit: addresses count together, an IPv6 host by its /64, in fixed memory") {
  const std::string document = sample::shared_document(kAddress, R"(, "instances": 2)");
  Store store;
  Instance a(document), b(document);
  CHECK(a.get(&store, "192.0.2.1").verdict == Verdict::Pass);
  CHECK(b.get(&store, "::ffff:192.0.2.1").verdict == Verdict::Pass);
  CHECK(a.get(&store, "192.0.2.1").reason == Reason::AddressLimit);
  CHECK(b.get(&store, "192.0.2.1").reason == Reason::AddressLimit);
  CHECK(a.get(&store, "192.0.2.2").verdict == Verdict::Pass);
  CHECK(a.get(&store, "2001:db8::1").verdict == Verdict::Pass);
  CHECK(b.get(&store, "2001:db8::2").verdict == Verdict::Pass);
  CHECK(b.get(&store, "2001:db8:0:0:7::3").reason == Reason::AddressLimit);
  CHECK(b.get(&store, "2001:db8:0:1::3").verdict == Verdict::Pass);
  int untracked = 0;
  for (int i = 0; i < 6000; ++i) {
    const std::string peer = "10.1." + std::to_string(i / 250) + "." + std::to_string(i % 250);
    const Decision& d = a.get(&store, peer);
    CHECK(d.verdict == Verdict::Pass);
    const LimitUse* use = use_of(d, throttle::Dimension::Address);
    untracked += use != nullptr && use->standing.untracked ? 1 : 0;
  }
  CHECK(untracked > 3000);
  CHECK(a.get(&store, "192.0.2.1").reason == Reason::AddressLimit);  // who is in stays in
  a.wait(60'000);
  CHECK(a.get(&store, "10.77.0.1").verdict == Verdict::Pass);  // idle ones make place
  CHECK_FALSE(use_of(a.transaction.decision(), throttle::Dimension::Address)->standing.untracked);
}

TEST_CASE("shared limit: the address guard before authentication leases too") {
  Store store;
  Instance a(sample::shared_document(kAddress, "", R"(, "pre_auth_ip_throttle": true)"));
  CHECK(a.get(&store).verdict == Verdict::Pass);
  CHECK(a.get(&store).verdict == Verdict::Pass);
  CHECK(a.get(&store).reason == Reason::AddressLimit);
}

TEST_CASE("shared limit: in observe mode it reports and refuses nothing") {
  Store store;
  Instance a(sample::shared_document(std::string(kTen) + R"(, "mode": "observe")", ""));
  CHECK(passes(a, &store, 15) == 15);
  const Decision& d = a.get(&store);
  REQUIRE(d.observed.size() == 1);
  CHECK(d.observed[0].policy == "t1");
  CHECK(d.observed[0].reason == Reason::ApiLimit);
}

TEST_CASE("shared limit: a fixed window is counted as one") {
  Store store;
  const std::string document =
      sample::shared_document(std::string(kTen) + R"(, "algorithm": "fixed_window")", R"(, "instances": 2)");
  Instance a(document), b(document);
  CHECK(passes(a, &store, 6) + passes(b, &store, 6) == 10);
  a.wait(59'000);
  CHECK(passes(a, &store, 3) == 0);
  a.wait(1'100);
  b.wait(60'100);
  CHECK(passes(a, &store, 6) + passes(b, &store, 6) == 10);
}

TEST_CASE("shared limit: what lies idle at one instance goes to another") {
  const std::string document = sample::shared_document(kThousand, R"(, "instances": 1)");
  Store store;
  Instance a(document), b(document);
  for (int i = 0; i < 300; ++i) a.get(&store);  // a great lease
  a.wait(250);
  b.wait(250);
  TokenAsk asks[4];
  REQUIRE(a.state.ask_tokens(asks, a.now) == 1);  // nobody called: the host's own tick
  CHECK(asks[0].ask.back > 0);
  CHECK(asks[0].ask.want == 0);
}

TEST_CASE("local limits ask nothing of any store") {
  Compiled compiled = compile(sample::kDocument);
  State state(7);
  Transaction transaction;
  const Request request{.method = "GET", .target = "/slow", .host = "api.example.com", .peer = "192.0.2.1"};
  for (int i = 0; i < 5; ++i)
    CHECK_FALSE(decide(*compiled.plan, state, request, sample::kNow, transaction).degraded);
  CHECK_FALSE(state.wants_tokens());
  TokenAsk ask;
  CHECK(state.ask_tokens({&ask, 1}, sample::kNow) == 0);
}
