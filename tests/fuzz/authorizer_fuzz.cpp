// An answer gives a verdict or a failure; what a verdict carries keeps the rules, and survives the cache.
#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "sluice/authorizer.hpp"

using namespace sluice;

namespace {

void expect(bool holds) {
  if (!holds) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto unwrapped = authorizer::read_answer(text);
  std::vector<char> room(16 * size + 1024);
  const auto known = authorizer::judge(200, unwrapped ? std::string_view(unwrapped->body) : text, room);
  if (!known) {
    expect(known.error() == Reason::AuthorizerFailed);
    return 0;
  }
  for (const Named& pair : known->verdict.context) expect(!pair.name.empty() && pair.name.size() <= 32);
  auto cache = authorizer::Cache::make(1, 4);
  const auto one = authorizer::compile({.id = "z", .ttl_seconds = 9});
  cache->store({1, 1}, known->verdict, *one, {.steady_ns = 1});
  std::vector<char> again_room(2048);
  const auto again = cache->find({1, 1}, {.steady_ns = 2}, again_room);
  if (!again) return 0;
  expect(again->verdict.allows == known->verdict.allows);
  expect(std::ranges::equal(
      again->verdict.context, known->verdict.context,
      [](const Named& a, const Named& b) { return a.name == b.name && a.value == b.value; }));
  return 0;
}
