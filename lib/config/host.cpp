#include "config/host.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "sluice/target.hpp"

namespace sluice::config {

std::optional<std::string> domain_of(std::string_view text) {
  char room[http::kHostRoom];
  const auto host = http::read_host(text, room);
  if (!host || host->kind != http::HostKind::Name || text.find(':') != text.npos) return std::nullopt;
  return std::string(host->name);
}

bool is_host(std::string_view text) {
  char room[http::kHostRoom];
  const auto host = http::read_host(text, room);
  return host && !host->port && !text.ends_with(':');
}

bool is_authority(std::string_view text) {
  char room[http::kHostRoom];
  const auto host = http::read_host(text, room);
  return host && host->port != 0 && !text.ends_with(':');
}

bool is_port_at_fault(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  return colon != text.npos && is_host(text.substr(0, colon)) &&
         std::ranges::all_of(text.substr(colon + 1), ascii::is_digit);
}

}  // namespace sluice::config
