// Ranges of addresses as text: `address`, `address/length`, `first-last`.
#include <algorithm>
#include <bit>
#include <cstring>

#include "base/number.hpp"
#include "sluice/address.hpp"

namespace sluice {
namespace {

constexpr unsigned kMappedBits = 96;  // an IPv4 address is the tail of its mapped form

/// All ones behind a prefix of `length` of 128 bits.
constexpr Address host_mask(unsigned length) noexcept {
  const std::uint64_t ones = ~std::uint64_t{0};
  if (length >= 128) return {0, 0};
  if (length >= 64) return {0, ones >> (length - 64)};
  return {ones >> length, ones};
}

/// The length of the prefix that is this range, of 128 bits; nothing where it is none.
std::optional<unsigned> prefix_of(const Range& range) noexcept {
  const Address differing{range.first.high ^ range.last.high, range.first.low ^ range.last.low};
  const unsigned length = differing.high != 0 ? static_cast<unsigned>(std::countl_zero(differing.high))
                                              : 64 + static_cast<unsigned>(std::countl_zero(differing.low));
  const Address mask = host_mask(length);
  const bool is_whole =
      differing == mask && (range.first.high & mask.high) == 0 && (range.first.low & mask.low) == 0;
  return is_whole ? std::optional(length) : std::nullopt;
}

/// Plain decimal within `max`: no sign, no leading zero.
std::optional<unsigned> read_length(std::string_view text, unsigned max) noexcept {
  if (text.size() > 3 || (text.size() > 1 && text.front() == '0')) return std::nullopt;
  const auto length = number::decimal(text, max);
  return length ? std::optional(static_cast<unsigned>(*length)) : std::nullopt;
}

Result<Range, RangeFault> read_prefix(std::string_view address_text, std::string_view length_text) noexcept {
  const auto address = read_address(address_text);
  if (!address) return RangeFault::BadAddress;
  const bool is_dotted = address_text.find(':') == std::string_view::npos;
  const auto written = read_length(length_text, is_dotted ? 32 : 128);
  if (!written) return RangeFault::BadLength;
  // A mapped address is written with the length of an IPv6 one; short of the mapped prefix its FFFF are host
  // bits.
  const Address mask = host_mask(is_dotted ? kMappedBits + *written : *written);
  if ((address->high & mask.high) != 0 || (address->low & mask.low) != 0) return RangeFault::HostBits;
  return Range{*address, {address->high | mask.high, address->low | mask.low}};
}

Result<Range, RangeFault> read_ends(std::string_view first_text, std::string_view last_text) noexcept {
  const auto first = read_address(first_text);
  const auto last = read_address(last_text);
  if (!first || !last) return RangeFault::BadAddress;
  if (first->is_v4() != last->is_v4()) return RangeFault::TwoFamilies;
  if (*last < *first) return RangeFault::Reversed;
  return Range{*first, *last, true};
}

/// Text that grows in the caller's room and notes when it no longer fits.
struct Writer {
  Room room;
  std::size_t size = 0;
  bool is_full = false;

  void put(std::string_view text) noexcept {
    is_full = is_full || text.size() > room.size() - size;
    if (is_full) return;
    std::memcpy(room.data() + size, text.data(), text.size());
    size += text.size();
  }
  void put(const Address& address) noexcept {
    char text[kAddressRoom];
    put(write_address(address, text));
  }
};

}  // namespace

Result<Range, RangeFault> read_range(std::string_view text) noexcept {
  const std::size_t mark = text.find_first_of("/-");
  if (mark == std::string_view::npos) {
    const auto address = read_address(text);
    if (!address) return RangeFault::BadAddress;
    return Range{*address, *address};
  }
  const std::string_view before = text.substr(0, mark);
  const std::string_view behind = text.substr(mark + 1);
  return text[mark] == '/' ? read_prefix(before, behind) : read_ends(before, behind);
}

std::string_view write_range(const Range& range, Room room) noexcept {
  Writer writer{room};
  writer.put(range.first);
  const auto length = range.is_dashed ? std::nullopt : prefix_of(range);
  if (length) {
    writer.put("/");
    writer.put(number::Digits(*length - (range.first.is_v4() ? kMappedBits : 0)).view());
  } else {
    writer.put("-");
    writer.put(range.last);
  }
  return writer.is_full ? std::string_view{} : std::string_view(room.data(), writer.size);
}

}  // namespace sluice
