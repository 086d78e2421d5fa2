/// Who the client is: the connection's peer, or what proxies in front say in X-Forwarded-For.
///
///     auto client = http::client_address(peer, headers, {.source = http::ClientSource::Index, .index = -1});
#pragma once

#include <cstdint>
#include <optional>

#include "sluice/address.hpp"
#include "sluice/text.hpp"

namespace sluice::http {

enum class ClientSource : std::uint8_t {
  Peer,            ///< the connection's address, whatever headers say
  Index,           ///< the element of X-Forwarded-For at `index`
  TrustedProxies,  ///< the first element from the right that is none of our proxies
};

struct ClientRule {
  ClientSource source = ClientSource::Peer;
  std::int64_t index = -1;  ///< from the left when 0 or more (client-written!), else from the right
  const AddressSet* trusted = nullptr;  ///< for TrustedProxies; null or empty trusts nobody
};

/// The client's address, or nothing where it is unknown. Unknown never falls back to the peer: an index out
/// of range, an element that is no plain address (a port, a name, brackets), an illegal peer. TrustedProxies:
/// a peer outside the list is the client itself; behind a trusted one the list is walked from the right, and
/// where it ends without a foreign address the client is unknown. Several fields count as one list in their
/// order; an empty element counts as an element. Cost:    only separators are searched up to the wanted
/// element; only it is parsed.   Threads: any. Source:  RFC 7239 5.2 for the field's shape; the published
/// gateway's parameter real_ip_from_xff.
std::optional<Address> client_address(std::optional<Address> peer, Headers headers,
                                      const ClientRule& rule) noexcept;

}  // namespace sluice::http
