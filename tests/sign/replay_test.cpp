// The memory of signatures.
#include "sluice/replay.hpp"

#include <doctest/doctest.h>

#include <cstring>
#include <random>
#include <thread>
#include <vector>

using namespace sluice;
using replay::Answer;

namespace {

std::vector<sign::Claim> claims(std::size_t count, std::int64_t date) {
  std::mt19937_64 engine(7);
  std::vector<sign::Claim> all(count);
  for (sign::Claim& claim : all) {
    claim.date_seconds = date;
    for (std::uint8_t& byte : claim.digest) byte = static_cast<std::uint8_t>(engine());
  }
  return all;
}

}  // namespace

TEST_CASE("replay: each of as many signatures as were asked for is new once, until it expires") {
  replay::Memory memory(10000);
  const auto all = claims(10000, 1000);
  for (const auto& claim : all) CHECK(memory.remember(claim, 900, {.seconds = 1000}) == Answer::New);
  for (const auto& claim : all) CHECK(memory.remember(claim, 900, {.seconds = 1900}) == Answer::Seen);
  for (const auto& claim : all) CHECK(memory.remember(claim, 900, {.seconds = 1901}) != Answer::Seen);
}

TEST_CASE("replay: a full memory says so and forgets nothing that still holds") {
  replay::Memory memory(1);
  const auto all = claims(100, 1000);
  std::size_t full = 0;
  for (const auto& claim : all) full += memory.remember(claim, 900, {.seconds = 1000}) == Answer::Full;
  CHECK(full == 84);
  CHECK(memory.remember(all[0], 900, {.seconds = 1000}) == Answer::Seen);
  replay::Memory none(0);
  CHECK(none.remember(all[0], 900, {.seconds = 1000}) == Answer::Full);
}

TEST_CASE("replay: of two threads with one signature at most one is told that it is new") {
  replay::Memory memory(2000);
  const auto all = claims(2000, 1000);
  std::vector<std::vector<Answer>> answers(2, std::vector<Answer>(all.size()));
  const auto run = [&](std::size_t thread) {
    for (std::size_t i = 0; i < all.size(); ++i)
      answers[thread][i] = memory.remember(all[i], 900, {.seconds = 1000});
  };
  std::thread first(run, 0), second(run, 1);
  first.join();
  second.join();
  for (std::size_t i = 0; i < all.size(); ++i)
    CHECK((answers[0][i] == Answer::New) + (answers[1][i] == Answer::New) <= 1);
}
