// Signing and verifying with a prepared key, beside the bare digests of the same supplier: the canonical
// request hashed at once, the HMAC of the text to sign, and the body. The difference is what sluice adds.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "allocations.hpp"
#include "sluice/canonical.hpp"
#include "sluice/explain_signature.hpp"
#include "sluice/sign.hpp"

using namespace sluice;

namespace {

constexpr Now kNow{.seconds = 1614160800};
constexpr std::string_view kAccess = "4f5f626b-073f-402f-a1e0-e52171c6100c";
constexpr std::string_view kSecret = "FWTh5tqu2Pb9ZGt8NI09XYZti2V1LTa8useKXMD8";

void require(bool holds) {
  if (!holds) std::abort();
}

// A request of `count` headers, Host and X-Sdk-Date among them.
struct Message {
  Message(std::int64_t count, std::int64_t body_bytes) : body(static_cast<std::size_t>(body_bytes), 'b') {
    for (std::int64_t i = 3; i < count; ++i)
      texts.push_back({"X-Header-" + std::to_string(i), "value of header " + std::to_string(i)});
    texts.push_back({"Content-Type", "application/json"});
    texts.push_back({"Host", "api.example.com"});
    texts.push_back({"X-Sdk-Date", "20210224T100000Z"});
    for (const auto& [name, value] : texts) headers.push_back({name, value});
    request = {.method = "POST",
               .target = "/v1/projects/0123456789abcdef/orders?limit=20&marker=77&sort=asc"};
    request.headers = headers;
  }

  std::vector<std::pair<std::string, std::string>> texts;
  std::vector<Header> headers;
  std::string body;
  Request request;
};

sign::Signer signer_with(const sign::Key& key) {
  sign::Signer signer{kAccess, {}};
  signer.key = &key;
  return signer;
}

void raw(benchmark::State& state) {
  const Message message(state.range(0), state.range(1));
  const sign::Key key(kSecret);
  std::string room(8192, ' '), text_room(256, ' '), sign_room(4096, ' ');
  const auto made = sign::sign(message.request, message.body, signer_with(key), kNow, Room(sign_room));
  require(made.has_value());
  const std::string hash(sign::hex(sign::sha256(message.body)).view());
  const std::string canonical(
      *sign::canonical_request(message.request, made->signed_headers, hash, Room(room)));
  const auto text = sign::string_to_sign(made->date, {}, canonical, Room(text_room));
  require(sign::hex(sign::signature(key, {}, *text)).view() == made->signature);
  const bench::CountAllocations count(state);
  for (auto _ : state) {
    if (!message.body.empty()) benchmark::DoNotOptimize(sign::sha256(message.body));
    benchmark::DoNotOptimize(sign::sha256(canonical));
    benchmark::DoNotOptimize(sign::signature(key, {}, *text));
  }
}

void sign_one(benchmark::State& state) {
  const Message message(state.range(0), state.range(1));
  const sign::Key key(kSecret);
  const sign::Signer signer = signer_with(key);
  char room[4096];
  require(sign::sign(message.request, message.body, signer, kNow, room).has_value());
  const bench::CountAllocations count(state);
  for (auto _ : state)
    benchmark::DoNotOptimize(sign::sign(message.request, message.body, signer, kNow, room));
}

void verify_one(benchmark::State& state) {
  Message message(state.range(0), state.range(1));
  const sign::Key key(kSecret);
  char room[4096];
  const auto made = sign::sign(message.request, message.body, signer_with(key), kNow, room);
  message.headers.push_back(made->added.back());
  message.request.headers = message.headers;
  const auto run = [&] {
    const auto claim = sign::read(message.request);
    return sign::verify(*claim, message.request, message.body, key, kNow);
  };
  require(static_cast<bool>(run()));
  const bench::CountAllocations count(state);
  for (auto _ : state) benchmark::DoNotOptimize(run());
}

void with_sizes(benchmark::internal::Benchmark* bench) {
  for (const std::int64_t headers : {3, 12})
    for (const std::int64_t body : {0, 1024, 65536, 12582912}) bench->Args({headers, body});
  bench->ArgNames({"headers", "body"});
}

BENCHMARK(raw)->Name("sign/raw_digests")->Apply(with_sizes);
BENCHMARK(sign_one)->Name("sign/sign")->Apply(with_sizes);
BENCHMARK(verify_one)->Name("sign/verify")->Apply(with_sizes);

void prepare_key(benchmark::State& state) {
  const bench::CountAllocations count(state);
  for (auto _ : state) {
    const sign::Key key(kSecret);
    benchmark::DoNotOptimize(&key);
  }
}
BENCHMARK(prepare_key)->Name("sign/prepare_key");

// Pairs from the last to the first, so that all must be sorted.
void unsorted_query(benchmark::State& state) {
  Message message(3, 0);
  std::string target = "/?";
  for (std::int64_t i = state.range(0); i > 0; --i) target += "k" + std::to_string(1000000 + i) + "=v&";
  message.request.target = target;
  const sign::Key key(kSecret);
  const sign::Signer signer = signer_with(key);
  char room[4096];
  require(sign::sign(message.request, "", signer, kNow, room).has_value());
  for (auto _ : state) benchmark::DoNotOptimize(sign::sign(message.request, "", signer, kNow, room));
}
BENCHMARK(unsorted_query)->Name("sign/unsorted_query")->Arg(10)->Arg(100)->Arg(1000)->Arg(10000);

// A client that leaves the final slash out, signs with the port, and with a line end behind its secret.
void diagnose(benchmark::State& state) {
  Message message(3, 0);
  const std::string secret = std::string(kSecret) + "\n";
  const std::string canonical =
      "POST\n/v1/projects/0123456789abcdef/orders\nlimit=20&marker=77&sort=asc\ncontent-type:application/"
      "json\n"
      "host:api.example.com:443\nx-sdk-date:20210224T100000Z\n\ncontent-type;host;x-sdk-date\n" +
      std::string(sign::hex(sign::sha256("")).view());
  char room[256];
  const auto text = sign::string_to_sign("20210224T100000Z", {}, canonical, room);
  const std::string authorization =
      "SDK-HMAC-SHA256 Access=" + std::string(kAccess) +
      ", SignedHeaders=content-type;host;x-sdk-date, Signature=" +
      std::string(sign::hex(sign::signature(sign::Key(secret), {}, *text)).view());
  message.headers.push_back({"Authorization", authorization});
  message.request.headers = message.headers;
  doctor::Case given;
  given.request = message.request;
  given.secret = kSecret;
  require(doctor::diagnose(given)->findings.size() == 3);
  for (auto _ : state) benchmark::DoNotOptimize(doctor::diagnose(given));
}
BENCHMARK(diagnose)->Name("sign/doctor/three_mistakes")->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
