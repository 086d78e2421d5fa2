// Domain names and hosts as configured.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sluice::config {

/// A domain name in canonical text; nothing for an IP address, a port, a wildcard or anything else.
std::optional<std::string> domain_of(std::string_view text);

/// True for a name or an address without a port; IPv6 in brackets.
bool is_host(std::string_view text);

/// True for `host[:port]`.
bool is_authority(std::string_view text);

/// True where a text is no `host[:port]` only because of the digits behind its last colon.
bool is_port_at_fault(std::string_view text);

}  // namespace sluice::config
