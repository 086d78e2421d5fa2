// The element of X-Forwarded-For at an index is the one that a plain splitting of the joined fields gives;
// the walk past trusted proxies ends at the first foreign address of the same list.
//
// Input: an index byte, then field values separated by LF.
#include <cstdint>
#include <string>
#include <vector>

#include "sluice/forwarded.hpp"

using namespace sluice;

namespace {

void expect(bool holds) {
  if (!holds) __builtin_trap();
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

std::optional<Address> read(std::string_view element) {
  const std::size_t first = element.find_first_not_of(" \t");
  if (first == std::string_view::npos) return std::nullopt;
  return read_address(element.substr(first, element.find_last_not_of(" \t") - first + 1));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::int64_t index = static_cast<std::int8_t>(data[0]);
  const std::string_view fields(reinterpret_cast<const char*>(data) + 1, size - 1);
  std::vector<Header> headers;
  std::vector<std::string_view> elements;
  for (std::string_view field : split(fields, '\n')) {
    headers.push_back({"X-Forwarded-For", field});
    for (std::string_view element : split(field, ',')) elements.push_back(element);
  }

  const auto count = static_cast<std::int64_t>(elements.size());
  const std::int64_t at = index < 0 ? index + count : index;
  std::optional<Address> expected;
  if (at >= 0 && at < count) expected = read(elements[static_cast<std::size_t>(at)]);
  const Address peer = Address::v4(0x0a000001);
  expect(http::client_address(peer, headers, {http::ClientSource::Index, index}) == expected);

  const Range trusted[] = {*read_range("10.0.0.0/8"), *read_range("::/1")};
  const auto proxies = AddressSet::compile(trusted);
  std::optional<Address> foreign;
  for (auto element = elements.rbegin(); element != elements.rend(); ++element) {
    foreign = read(*element);
    if (!foreign || !(trusted[0].contains(*foreign) || trusted[1].contains(*foreign))) break;
    foreign.reset();
  }
  expect(http::client_address(peer, headers, {http::ClientSource::TrustedProxies, 0, &*proxies}) == foreign);
  return 0;
}
