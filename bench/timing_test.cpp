// Whether the time of a verification tells something about the signature or the secret: two classes of
// inputs, measured in random order, and Welch's t of their times. |t| below 4.5 at a million samples shows no
// difference. Usage: timing_test [SAMPLES]
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "sluice/canonical.hpp"
#include "sluice/sign.hpp"

using namespace sluice;

namespace {

constexpr Now kNow{.seconds = 1614160800};
constexpr double kThreshold = 4.5;

// Mean and variance as they grow.
class Moments {
 public:
  void add(double value) {
    ++count_;
    const double delta = value - mean_;
    mean_ += delta / count_;
    squares_ += delta * (value - mean_);
  }
  double mean() const { return mean_; }
  double variance_of_mean() const { return count_ > 1 ? squares_ / (count_ - 1) / count_ : 0; }

 private:
  double count_ = 0, mean_ = 0, squares_ = 0;
};

double welch(const Moments& a, const Moments& b) {
  const double spread = std::sqrt(a.variance_of_mean() + b.variance_of_mean());
  return spread > 0 ? (a.mean() - b.mean()) / spread : 0;
}

double time_of(auto&& run) {
  const auto begin = std::chrono::steady_clock::now();
  run();
  return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - begin).count();
}

// Measures `run(class)` for both classes in random order. Times above a cut (interrupts) are left out; the
// cut is taken from a first round, the same for both.
double compare(std::size_t samples, auto&& run) {
  std::mt19937_64 engine(1);
  std::vector<double> first;
  for (int i = 0; i < 2000; ++i) first.push_back(time_of([&] { run(engine() & 1, engine()); }));
  std::sort(first.begin(), first.end());
  const double cut = first[first.size() * 9 / 10];
  Moments moments[2];
  for (std::size_t i = 0; i < samples; ++i) {
    const std::uint64_t which = engine() & 1, random = engine();
    const double nanoseconds = time_of([&] { run(which, random); });
    if (nanoseconds <= cut) moments[which].add(nanoseconds);
  }
  return welch(moments[0], moments[1]);
}

sign::Claim signed_claim(Request& request, char (&room)[1024]) {
  const auto made = sign::sign(request, "", {"access", "secret"}, kNow, room);
  request.headers = made->added;
  return *sign::read(request);
}

void scramble(sign::Digest& digest, std::uint64_t random) {
  for (std::uint8_t& byte : digest)
    byte = static_cast<std::uint8_t>(random = random * 6364136223846793005u + 1442695040888963407u) | 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t samples = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1000000;
  Request request{.method = "GET", .target = "/", .host = "h"};
  char room[1024];
  const sign::Claim right = signed_claim(request, room);
  const sign::Key key("secret");
  request.body_bytes = 0;

  // Both classes do the same work to make their claim: all of it is random, then all but the last byte is set
  // right for one of them.
  const double by_signature = compare(samples, [&](std::uint64_t which, std::uint64_t random) {
    sign::Claim claim = right;
    scramble(claim.digest, random);
    sign::Claim near = right;
    near.digest[31] ^= 1;
    const sign::Claim* chosen[] = {&claim, &near};
    auto verification = sign::Verification::start(*chosen[which], request, {}, kNow);
    volatile auto reason = verification->check_signature(key).reason;
    static_cast<void>(reason);
  });

  std::string secrets[2] = {std::string(40, '\0'), std::string(40, '\0')};
  const double by_secret = compare(samples, [&](std::uint64_t which, std::uint64_t random) {
    for (char& c : secrets[1])
      c = static_cast<char>(random = random * 6364136223846793005u + 1442695040888963407u);
    auto verification = sign::Verification::start(right, request, {}, kNow);
    volatile auto reason = verification->check_signature(secrets[which]).reason;
    static_cast<void>(reason);
  });

  std::printf("samples %zu  |t| by signature %.2f  by secret %.2f  (limit %.1f)\n", samples,
              std::fabs(by_signature), std::fabs(by_secret), kThreshold);
  return std::fabs(by_signature) < kThreshold && std::fabs(by_secret) < kThreshold ? 0 : 1;
}
