// A store that is slow, wrong, cut off, too talkative or not there: the failure policy decides, in time, in
// bounded memory, and the store is taken up again when it is well.
#include <doctest/doctest.h>

#include <chrono>

#include "fake_server.hpp"
#include "gateway/shared_sample.hpp"
#include "sluice/redis.hpp"

using namespace sluice;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::string_view kDigest = "$40\r\n0123456789abcdef0123456789abcdef01234567\r\n";
constexpr std::string_view kOneToken = "*5\r\n:1\r\n:10\r\n:900000\r\n:0\r\n:5\r\n";
constexpr std::string_view kLimit = R"("time_interval": 1, "time_unit": "MINUTE", "api_call_limits": 10)";

Now now() {
  return now_at(std::chrono::system_clock::now().time_since_epoch(), Clock::now().time_since_epoch());
}

std::string document(std::string_view failure, int timeout_ms = 100) {
  return sample::shared_document(kLimit, R"(, "failure": ")" + std::string(failure) + R"(", "timeout_ms": )" +
                                             std::to_string(timeout_ms));
}

struct Host {
  Host(std::string_view failure, std::uint16_t port, std::chrono::milliseconds timeout = 100ms)
      : instance(document(failure)), store({.port = port, .timeout = timeout, .seed = 1}) {
    REQUIRE(instance.compiled.plan);
  }

  const Decision& get() {
    const Request request{.method = "GET", .target = "/open", .host = "api.example.com"};
    const auto begun = Clock::now();
    Need need = instance.transaction.start(*instance.compiled.plan, instance.state, request, now());
    if (need == Need::Tokens) need = store.bring_tokens(instance.transaction, instance.state, now());
    CHECK(need == Need::Done);
    took = Clock::now() - begun;
    return instance.transaction.decision();
  }

  // Decides until the store has been taken up again; false if that takes too long.
  bool recovers() {
    for (const auto end = Clock::now() + 20s; Clock::now() < end;) {
      store.serve(instance.state, now());
      if (!get().degraded) return true;
      std::this_thread::sleep_for(5ms);
    }
    return false;
  }

  sample::Instance instance;
  redis::Store store;
  Clock::duration took{};
};

bool greet(fake::Peer& peer) { return peer.await("return out") && peer.send(kDigest); }

void serve_well(fake::Peer& peer) {
  if (!greet(peer)) return;
  while (peer.await("EVALSHA") && peer.send(kOneToken)) {
  }
}

}  // namespace

TEST_CASE(
    "TH10 store: an answer that is none, or none in time, is a failure; and the store is taken up again") {
  struct Row {
    std::string_view name;
    std::string_view sent;
    bool then_closes;
  };
  const Row rows[] = {
      {"nothing", "", false},
      {"closed", "", true},
      {"half", "*5\r\n:1\r\n:10", false},
      {"half, then closed", "*5\r\n:1\r\n:10", true},
      {"nil", "$-1\r\n", false},
      {"nil list", "*-1\r\n", false},
      {"empty list", "*0\r\n", false},
      {"wrong type", "+OK\r\n", false},
      {"integer", ":1\r\n", false},
      {"text", "$4\r\nabcd\r\n", false},
      {"four numbers", "*4\r\n:1\r\n:10\r\n:900000\r\n:0\r\n", false},
      {"six numbers", "*6\r\n:1\r\n:10\r\n:900000\r\n:0\r\n:5\r\n:5\r\n", false},
      {"more than was asked for", "*5\r\n:5000\r\n:10\r\n:900000\r\n:0\r\n:5\r\n", false},
      {"negative", "*5\r\n:-2\r\n:10\r\n:900000\r\n:0\r\n:5\r\n", false},
      {"negative time", "*5\r\n:1\r\n:10\r\n:-900000\r\n:0\r\n:5\r\n", false},
      {"endless time", "*5\r\n:0\r\n:10\r\n:9\r\n:9223372036854775807\r\n:5\r\n", false},
      {"moved", "-MOVED 3999 127.0.0.1:6381\r\n", false},
      {"loading", "-LOADING Redis is loading the dataset in memory\r\n", false},
      {"no script, twice", "-NOSCRIPT No matching script.\r\n-NOSCRIPT No matching script.\r\n", false},
      {"list of lists", "*1\r\n*5\r\n:1\r\n:10\r\n:900000\r\n:0\r\n:5\r\n", false},
      {"great list", "*1000000000\r\n", false},
      {"text of 1 GB", "$1000000000\r\n", false},
      {"not Redis", "HTTP/1.1 400 Bad Request\r\n\r\n", true},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    fake::Server server([&](fake::Peer& peer, int number) {
      if (number != 0) return serve_well(peer);
      if (!greet(peer) || !peer.await("EVALSHA") || !peer.send(row.sent)) return;
      if (!row.then_closes) peer.wait_for_end();
    });
    Host host("closed", server.port());
    const Decision& d = host.get();
    CHECK(d.verdict == Verdict::Reject);
    CHECK(d.degraded);
    CHECK(d.reason == Reason::SharedStoreFailed);
    CHECK(d.row == error::Row::ThrottlingThreshold);
    CHECK(host.took < 5s);  // 100 ms and what a busy machine adds
    CHECK(host.recovers());
    CHECK(host.instance.transaction.decision().verdict == Verdict::Pass);
    CHECK(host.store.counts().failures >= 1);
  }
}

TEST_CASE("TH10 store: endless answers are cut off, not kept") {
  for (const std::string_view begin : {"$1000000000\r\n", "-", "+", "*5\r\n:", "*5\r\n$900000000\r\n"}) {
    CAPTURE(begin);
    std::atomic<std::size_t> sent{0};
    fake::Server server([&](fake::Peer& peer, int number) {
      if (number != 0) return serve_well(peer);
      if (!greet(peer) || !peer.await("EVALSHA") || !peer.send(begin)) return;
      const std::string chunk(65536, '1');
      while (peer.send(chunk)) sent = peer.sent;
    });
    Host host("closed", server.port(), 2000ms);
    CHECK(host.get().degraded);
    CHECK(host.recovers());
    CHECK(sent < 16u << 20);  // what lies in the buffers of two sockets, and no more
  }
}

TEST_CASE("TH10 store: slow, byte by byte, is in time or too late; an answer that is too late is nobody's") {
  fake::Server server([&](fake::Peer& peer, int number) {
    if (!greet(peer)) return;
    if (number == 0) {
      if (!peer.await("EVALSHA")) return;
      std::this_thread::sleep_for(400ms);
      peer.send(kOneToken);
      return peer.wait_for_end();
    }
    while (peer.await("EVALSHA"))
      for (const char c : kOneToken)
        if (!peer.send({&c, 1})) return;
  });
  Host host("local", server.port());
  const Decision& d = host.get();
  CHECK(d.degraded);
  CHECK(d.verdict == Verdict::Pass);  // of its own share
  CHECK(host.recovers());
}

TEST_CASE("TH10 store: nobody there costs one call a short wait, and the following ones none") {
  std::uint16_t port = 0;
  {
    fake::Server server([](fake::Peer&, int) {});
    port = server.port();
  }
  for (const std::string_view failure : {"open", "closed", "local"}) {
    CAPTURE(failure);
    Host host(failure, port);
    CHECK(host.get().degraded);
    for (int i = 0; i < 5; ++i) {
      const Decision& d = host.get();
      CHECK(d.degraded);
      CHECK((d.verdict == Verdict::Pass) == (failure != "closed"));
    }
    CHECK(host.store.counts().connections <= 3);  // the breaker
  }
}

TEST_CASE("store: a server that has forgotten the script is told it again, in the same call") {
  fake::Server server([&](fake::Peer& peer, int) {
    if (!greet(peer) || !peer.await("EVALSHA") || !peer.send("-NOSCRIPT No matching script.\r\n")) return;
    if (!peer.await("return out") || !peer.send(kOneToken)) return;
    peer.wait_for_end();
  });
  Host host("closed", server.port(), 2000ms);
  host.instance.compiled = compile(document("closed", 2000));
  CHECK_FALSE(host.get().degraded);
  CHECK(host.instance.transaction.decision().verdict == Verdict::Pass);
  CHECK(host.store.counts().failures == 0);
}

TEST_CASE("TH10 store: who says more than was asked for is not listened to any longer") {
  fake::Server server([&](fake::Peer& peer, int number) {
    if (number != 0) return serve_well(peer);
    if (!greet(peer) || !peer.await("EVALSHA")) return;
    peer.send(std::string(kOneToken) + std::string(kOneToken));
    peer.wait_for_end();
  });
  Host host("closed", server.port());
  host.get();  // has the first answer, or none
  CHECK(host.recovers());
  CHECK(host.get().degraded == false);
}

TEST_CASE("store: a password is sent; where it is refused there is no store") {
  std::atomic<bool> was_sent{false};
  fake::Server server([&](fake::Peer& peer, int) {
    if (peer.await("secret4711")) was_sent = true;
    peer.send("-WRONGPASS invalid username-password pair\r\n");
    peer.wait_for_end();
  });
  sample::Instance instance(document("closed"));
  redis::Store store({.port = server.port(), .password = "secret4711", .timeout = 100ms});
  const Request request{.method = "GET", .target = "/open", .host = "api.example.com"};
  REQUIRE(instance.transaction.start(*instance.compiled.plan, instance.state, request, now()) ==
          Need::Tokens);
  store.bring_tokens(instance.transaction, instance.state, now());
  CHECK(instance.transaction.decision().degraded);
  CHECK(instance.transaction.decision().detail.find("secret4711") == std::string_view::npos);
  CHECK(was_sent);
}

TEST_CASE(
    "TH11 store: keys are hashes under a hash tag; no text of a prefix or a configuration steers them") {
  std::string heard;
  fake::Server server([&](fake::Peer& peer, int) {
    if (!greet(peer)) return;
    if (peer.await("EVALSHA")) heard = peer.heard;
    if (!peer.send(kOneToken)) return;
    peer.wait_for_end();
  });
  {
    Host host("closed", server.port());
    redis::Store store({.port = server.port(), .prefix = "a{b}\r\n c", .timeout = 2000ms});
    const Request request{.method = "GET", .target = "/open", .host = "api.example.com"};
    REQUIRE(host.instance.transaction.start(*host.instance.compiled.plan, host.instance.state, request,
                                            now()) == Need::Tokens);
    store.serve(host.instance.state, now());
    CHECK(host.instance.transaction.bring_tokens(now()) == Need::Done);
  }
  const std::size_t key = heard.find("\r\na_b____c:{0}:");
  REQUIRE(key != std::string::npos);
  CHECK(heard.find_first_not_of("0123456789abcdef", key + 15) == key + 15 + 32);
  CHECK(heard.find("t1") == std::string::npos);
}
