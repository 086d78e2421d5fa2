// Addresses are read as the C library reads them, and written so that both read them again; ranges are
// ordered, of one family, and their canonical text is the same range.
#include <arpa/inet.h>

#include <cstdint>
#include <string>

#include "sluice/address.hpp"

using namespace sluice;

namespace {

void expect(bool holds) {
  if (!holds) __builtin_trap();
}

std::optional<Address> read_by_c_library(const std::string& text) {
  if (text.find('\0') != std::string::npos) return std::nullopt;
  std::byte bytes[16];
  if (inet_pton(AF_INET, text.c_str(), bytes) == 1) return address_of(std::span(bytes, 4));
  if (inet_pton(AF_INET6, text.c_str(), bytes) == 1) return address_of(bytes);
  return std::nullopt;
}

void check_range(std::string_view text) {
  const auto range = read_range(text);
  if (!range) return;
  expect(range->first <= range->last && range->contains(range->first));
  char room[kRangeRoom];
  const std::string_view canonical = write_range(*range, room);
  const auto again = read_range(canonical);
  expect(again && *again == *range);
  char twice[kRangeRoom];
  expect(write_range(*again, twice) == canonical);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto address = read_address(text);
  expect(address == read_by_c_library(text));
  if (address) {
    char room[kAddressRoom];
    const std::string canonical(write_address(*address, room));
    expect(read_address(canonical) == address && read_by_c_library(canonical) == address);
  }
  check_range(text);
  return 0;
}
