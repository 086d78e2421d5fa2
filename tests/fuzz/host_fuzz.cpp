// A host that is accepted has a canonical name, which reads as itself and in place.
#include <cstdint>
#include <string>

#include "sluice/target.hpp"

using namespace sluice;

namespace {

void expect(bool holds) {
  if (!holds) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  char room[http::kHostRoom];
  const auto host = http::read_host(text, room);
  if (!host) return 0;
  expect(!host->name.empty() && host->name.size() <= 253 && host->port != 0);
  expect(host->name.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ@/ ,") == std::string_view::npos);
  const auto again = http::read_host(host->name, {});
  expect(again && again->name.data() == host->name.data() && again->name == host->name);
  expect(again->kind == host->kind && again->address == host->address && !again->port);
  return 0;
}
