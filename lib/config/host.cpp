#include "config/host.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "sluice/target.hpp"

namespace sluice::config {
namespace {

// True where all is well but the digits behind the last colon.
bool is_port_at_fault(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == text.npos || colon + 1 == text.size()) return false;
  char room[http::kHostRoom];
  const auto host = http::read_host(text.substr(0, colon), room);
  return host && std::ranges::all_of(text.substr(colon + 1), ascii::is_digit);
}

}  // namespace

std::optional<std::string> domain_of(std::string_view text) {
  char room[http::kHostRoom];
  const auto host = http::read_host(text, room);
  if (!host || host->kind != http::HostKind::Name || text.find(':') != text.npos) return std::nullopt;
  return std::string(host->name);
}

Result<Endpoint, EndpointFault> read_endpoint(std::string_view text) {
  char room[http::kHostRoom];
  const auto host = http::read_host(text, room);
  if (!host) return is_port_at_fault(text) ? EndpointFault::Port : EndpointFault::Host;
  if (text.ends_with(':')) return EndpointFault::Port;
  if (host->port == 0) return EndpointFault::Port;
  return Endpoint{std::string(host->name), host->port.value_or(0), host->address};
}

}  // namespace sluice::config
