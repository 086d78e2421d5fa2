// The addresses that a backend given by address or name must not have: networks that belong to hosts, sites
// and tests. They guard the gateway's own neighbours against being called on somebody's behalf. Members of
// channels are exempt. An address is judged by what it reaches: IPv4-mapped and NAT64 forms by the IPv4
// address inside.
// Source: published gateway's user guide, restrictions on backend addresses (IPv4); the IPv6 counterparts are
// RFC 4291 2.4 and 2.5, RFC 4193 3.1, RFC 3849.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "sluice/address.hpp"

namespace sluice::http {

struct Network {
  Address first;
  Address last;
};

consteval Network network4(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d, int bits) {
  const std::uint32_t number = a << 24 | b << 16 | c << 8 | d;
  return {Address::v4(number),
          Address::v4(number | static_cast<std::uint32_t>((std::uint64_t{1} << (32 - bits)) - 1))};
}

// Prefixes of less than 64 bits.
consteval Network network6(std::uint64_t high, int bits) {
  return {{high, 0}, {high | ~std::uint64_t{0} >> bits, ~std::uint64_t{0}}};
}

inline constexpr auto kForbiddenBackends = std::to_array<Network>({
    network4(0, 0, 0, 0, 8),
    network4(10, 0, 0, 0, 8),
    network4(100, 125, 0, 0, 16),
    network4(127, 0, 0, 0, 8),
    network4(169, 254, 0, 0, 16),
    network4(172, 16, 0, 0, 12),
    network4(192, 0, 0, 0, 24),
    network4(192, 0, 2, 0, 24),
    network4(192, 88, 99, 0, 24),
    network4(192, 168, 0, 0, 16),
    network4(198, 18, 0, 0, 15),
    network4(198, 51, 100, 0, 24),
    network4(203, 0, 113, 0, 24),
    network4(224, 0, 0, 0, 4),
    network4(240, 0, 0, 0, 4),
    network4(255, 255, 255, 255, 32),
    {{0, 0}, {0, 1}},  // ::, ::1
    network6(0xfe80'0000'0000'0000, 10),
    network6(0xfc00'0000'0000'0000, 7),
    network6(0xff00'0000'0000'0000, 8),
    network6(0x2001'0db8'0000'0000, 32),
});

constexpr bool is_forbidden_backend(const Address& address) noexcept {
  const Address reached = address.without_nat64();
  return std::ranges::any_of(kForbiddenBackends, [&](const Network& network) {
    return network.first <= reached && reached <= network.last;
  });
}

}  // namespace sluice::http
