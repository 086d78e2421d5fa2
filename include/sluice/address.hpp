/// IP addresses, ranges of them, and sets of ranges that answer in constant time.
///
///     auto a = read_address("::ffff:192.0.2.7");               // an IPv4 address: 192.0.2.7
///     auto r = read_range("198.51.100.0/24");
///     auto s = AddressSet::compile({&*r, 1});
///     if (s->contains(*a)) ...
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "sluice/reason.hpp"
#include "sluice/result.hpp"
#include "sluice/text.hpp"

namespace sluice {

/// One address, in 16 bytes. An IPv4 address is held as its mapped form ::ffff:a.b.c.d, so the two spellings
/// of one peer are one value and no rule for IPv4 can be passed by the other spelling. Ordered as a number:
/// all of IPv4 stands together.
struct Address {
  std::uint64_t high = 0;  ///< first eight bytes on the wire, as a number
  std::uint64_t low = 0;

  static constexpr Address v4(std::uint32_t number) noexcept { return {0, kMapped | number}; }

  constexpr bool is_v4() const noexcept { return high == 0 && (low >> 32) == (kMapped >> 32); }

  /// The number of an IPv4 address; without meaning for IPv6.
  constexpr std::uint32_t v4_number() const noexcept { return static_cast<std::uint32_t>(low); }

  /// What an IPv6-only peer means by 64:ff9b::a.b.c.d (NAT64): the IPv4 address; any other address is itself.
  /// Source: RFC 6052 2.1.
  constexpr Address without_nat64() const noexcept {
    return high == 0x0064'ff9b'0000'0000 && (low >> 32) == 0 ? v4(static_cast<std::uint32_t>(low)) : *this;
  }

  friend constexpr bool operator==(const Address&, const Address&) noexcept = default;
  friend constexpr auto operator<=>(const Address&, const Address&) noexcept = default;

 private:
  static constexpr std::uint64_t kMapped = 0x0000'ffff'0000'0000;
};

/// From the 4 or 16 bytes of a socket address in network order; nothing for any other count.
std::optional<Address> address_of(std::span<const std::byte> bytes) noexcept;

/// Reads an address; trims nothing. Strict: four decimal parts without leading zeros, or the text of
/// RFC 4291 2.2; no zone id, bracket, port or other spelling.
/// Cost: one pass of 45 bytes at most.   Threads: any.   Source: RFC 4291 2.2, RFC 6943 3.1.1.
std::optional<Address> read_address(std::string_view text) noexcept;

/// Room that the texts below never exceed.
inline constexpr std::size_t kAddressRoom = 46;
inline constexpr std::size_t kRangeRoom = 2 * kAddressRoom + 1;

/// Writes the canonical text (RFC 5952; plain IPv4) and returns it; empty where `room` is too small.
/// Lifetime: points into `room`.
std::string_view write_address(const Address& address, Room room) noexcept;

/// An inclusive range within one family.
struct Range {
  Address first;
  Address last;
  bool is_dashed = false;  ///< written `a-b`, so its canonical text stays that

  constexpr bool contains(const Address& address) const noexcept {
    return first <= address && address <= last && first.is_v4() == address.is_v4();
  }
  /// Same addresses, however written.
  friend constexpr bool operator==(const Range& a, const Range& b) noexcept {
    return a.first == b.first && a.last == b.last;
  }
};

/// Why an entry is no range.
enum class RangeFault : std::uint8_t {
  BadAddress = 1,  ///< no address, or more text than one
  BadLength,       ///< a prefix length other than plain decimal within the family's width
  HostBits,        ///< bits set behind the prefix: a typing error
  Reversed,        ///< the first address is behind the last
  TwoFamilies,     ///< one end is IPv4, the other IPv6
};

/// Reads `address`, `address/length` or `first-last`; trims nothing.   Threads: any.
/// Source: RFC 4632 3.1; a set host bit, a netmask or a leading zero is refused, never repaired.
Result<Range, RangeFault> read_range(std::string_view text) noexcept;

/// Writes the canonical text: `first-last` as written so, else `address/length`; empty where `room` is too
/// small.
std::string_view write_range(const Range& range, Room room) noexcept;

/// An immutable set of ranges that tells which of them an address falls into. Ranges may overlap; the one
/// listed first decides, as in a scan of the list. 0.0.0.0/0 holds no IPv6 address and ::/0 no IPv4 address.
/// Cost:    a lookup costs an index step and a short search, independent of how many ranges there are.
/// Threads: any number may look up at once.
class AddressSet {
 public:
  /// Whether 64:ff9b::/96 stands for the IPv4 address inside, in entries and in questions alike.
  enum class Nat64 : std::uint8_t { Apart, Judged };

  /// Lifetime: copies what it needs.   Cost: sorts; 100,000 ranges take a few hundredths of a second.
  /// Errors:   OutOfMemory (also for 2^30 ranges and more).
  static Result<AddressSet, Reason> compile(std::span<const Range> ranges,
                                            Nat64 nat64 = Nat64::Apart) noexcept;

  AddressSet() noexcept;  ///< holds nothing
  AddressSet(AddressSet&&) noexcept;
  AddressSet& operator=(AddressSet&&) noexcept;
  ~AddressSet();

  bool contains(const Address& address) const noexcept { return place_of(address) != kNowhere; }

  /// The place of the first range in the compiled list that holds `address`.
  std::optional<std::uint32_t> find(const Address& address) const noexcept {
    const std::uint32_t place = place_of(address);
    return place == kNowhere ? std::nullopt : std::optional(place);
  }

  /// Memory held, in bytes.
  std::size_t bytes() const noexcept;

 private:
  static constexpr std::uint32_t kNowhere = UINT32_MAX;
  struct Tables;

  std::uint32_t place_of(const Address& address) const noexcept;

  std::unique_ptr<const Tables> tables_;
};

}  // namespace sluice

template <>
struct std::hash<sluice::Address> {
  std::size_t operator()(const sluice::Address& address) const noexcept {
    const std::uint64_t mixed = (address.high ^ (address.low << 29 | address.low >> 35)) * 0x9e3779b97f4a7c15;
    return static_cast<std::size_t>(mixed ^ mixed >> 32);
  }
};
