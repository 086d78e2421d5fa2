// A set answers as a scan of its list, around both ends of every range. Input: eight bytes a range; two of
// them choose each half of each end among values that make ranges touch and overlap.
#include <array>
#include <cstdint>
#include <vector>

#include "sluice/address.hpp"

using namespace sluice;

namespace {

void expect(bool holds) {
  if (!holds) __builtin_trap();
}

std::uint64_t half_of(std::uint8_t choice) {
  constexpr std::array<std::uint64_t, 4> kAnchors = {0, 0x20010db8'00000000, 0xffff'00000000,
                                                     UINT64_MAX - 31};
  return kAnchors[choice >> 6] + (choice & 31) * ((choice & 32) != 0 ? 0x0000'0000'0100'0000u : 1u);
}

Address address_of_choices(const std::uint8_t* bytes) {
  if (bytes[2] % 2 == 0)
    return Address::v4(static_cast<std::uint32_t>(bytes[0] << (bytes[3] % 25) | bytes[1]));
  return {half_of(bytes[0]), half_of(bytes[1])};
}

Address moved(const Address& a, int by) {
  if (by > 0) return {a.low == UINT64_MAX ? a.high + 1 : a.high, a.low + 1};
  return {a.low == 0 ? a.high - 1 : a.high, a.low - 1};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<Range> ranges;
  for (; size >= 8; data += 8, size -= 8) {
    Range range{address_of_choices(data), address_of_choices(data + 4)};
    if (range.first.is_v4() != range.last.is_v4()) range.last = range.first;
    if (range.last < range.first) std::swap(range.first, range.last);
    ranges.push_back(range);
  }
  const auto set = AddressSet::compile(ranges);
  expect(set.has_value());
  for (const Range& asked : ranges) {
    for (const Address& end : {asked.first, asked.last}) {
      for (const Address& address : {end, moved(end, 1), moved(end, -1)}) {
        std::optional<std::uint32_t> expected;
        for (std::uint32_t i = 0; i < ranges.size() && !expected; ++i)
          if (ranges[i].contains(address)) expected = i;
        expect(set->find(address) == expected && set->contains(address) == expected.has_value());
      }
    }
  }
  return 0;
}
