/// Where a backend is: environment variables put in, `host[:port]` read, addresses checked.
///
///     auto text = backend::expand("#host#:8080", variables);     // "orders.example.com:8080"
///     auto at = backend::read_endpoint(*text, Scheme::Http);     // host, port, and the address of a literal
///     auto to = backend::choose_address(resolved);               // the one to connect to
///
/// A backend may not lie in a network that belongs to hosts, sites or tests, or the gateway could be made to
/// call its own neighbours. Names are checked after they are resolved, and the address that was checked is
/// the one to connect to: resolving again could give another.
///
/// Source: published gateway's user guide, "Environment variables" and restrictions on backend addresses.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "sluice/address.hpp"
#include "sluice/reason.hpp"
#include "sluice/request.hpp"
#include "sluice/result.hpp"
#include "sluice/text.hpp"

namespace sluice::backend {

/// Why variables could not be put in, and the place in the text.
struct VariableFault {
  enum class Kind : std::uint8_t {
    Illegal,    ///< a '#' that belongs to no `#name#`
    Undefined,  ///< no variable of this name
    OutOfMemory,
  };
  Kind kind = Kind::Illegal;
  std::size_t at = 0;    ///< of the first '#'
  std::size_t size = 0;  ///< of the name
};

/// Replaces every `#name#` by the value of that variable, once: a value that holds '#' is not read again.
/// Names are case-sensitive.   Threads: any.
Result<std::string, VariableFault> expand(std::string_view text, std::span<const Named> variables) noexcept;

/// A backend's address as configured.
struct Endpoint {
  std::string host{};  ///< lower case, no final dot, no brackets
  std::uint16_t port = 0;
  std::optional<Address> address{};  ///< of an IP literal
};

enum class EndpointFault : std::uint8_t { Illegal, OutOfMemory };

/// Reads `host[:port]`; a port left out is the scheme's. Other spellings of IPv4 (octal, hexadecimal, short)
/// are no hosts.   Threads: any.   Errors: Illegal, OutOfMemory.
Result<Endpoint, EndpointFault> read_endpoint(std::string_view text, Scheme scheme) noexcept;

/// True for the sixteen IPv4 ranges that are closed to backends and their IPv6 counterparts; mapped and NAT64
/// forms are judged by the IPv4 address inside.   Threads: any.
bool is_forbidden(const Address& address) noexcept;

/// The first of the resolved addresses that is not forbidden.
/// Errors: BackendNameUnresolved where there are none, BackendAddressForbidden where all are forbidden.
Result<Address, Reason> choose_address(std::span<const Address> resolved) noexcept;

}  // namespace sluice::backend
