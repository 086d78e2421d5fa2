// Domain names and backend addresses as configured.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sluice/address.hpp"
#include "sluice/result.hpp"

namespace sluice::config {

/// A domain name in canonical text; nothing for an IP address, a port, a wildcard or anything else.
std::optional<std::string> domain_of(std::string_view text);

/// Why a text is no `host[:port]`.
enum class EndpointFault : std::uint8_t { Host, Port };

struct Endpoint {
  std::string host;                ///< canonical; IPv6 in brackets
  std::uint16_t port = 0;          ///< 0: the scheme's own
  std::optional<Address> address;  ///< where the host is one
};

/// Reads `host[:port]`, without variables.
Result<Endpoint, EndpointFault> read_endpoint(std::string_view text);

}  // namespace sluice::config
