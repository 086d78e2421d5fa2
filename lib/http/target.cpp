// Splits the target of a request line into path and query; see sluice/target.hpp.
#include "sluice/target.hpp"

#include "base/ascii.hpp"
#include "http/scan.hpp"

namespace sluice::http {
namespace {

/// Cuts "http://" or "https://" off; empty where the target has neither.
std::string_view scheme_of(std::string_view target) noexcept {
  for (std::string_view scheme : {"http://", "https://"})
    if (ascii::starts_with_ignoring_case(target, scheme)) return target.substr(0, scheme.size());
  return {};
}

std::uint16_t port_of(const Host& host, bool is_secure) noexcept {
  return host.port.value_or(is_secure ? 443 : 80);
}

}  // namespace

Result<Target, Reason> split_target(std::string_view target, std::string_view method) noexcept {
  if (target.empty() || has_illegal_byte(target)) return Reason::TargetIllegal;
  Target parts;
  if (target == "*") {
    if (method != "OPTIONS") return Reason::TargetIllegal;
    parts.path = target;
    return parts;
  }
  if (target.front() != '/') {
    const std::string_view scheme = scheme_of(target);
    if (scheme.empty())
      return target.find("://") == std::string_view::npos ? Reason::PathNotAbsolute : Reason::TargetIllegal;
    parts.is_secure = scheme.size() == std::string_view("https://").size();
    target.remove_prefix(scheme.size());
    parts.authority = target.substr(0, target.find_first_of("/?"));
    if (parts.authority.empty()) return Reason::TargetIllegal;
    target.remove_prefix(parts.authority.size());
  }
  const std::size_t mark = target.find('?');
  parts.path = target.substr(0, mark);
  if (parts.path.empty()) parts.path = "/";  // only an absolute form gets here without a path
  parts.has_query = mark != std::string_view::npos;
  if (parts.has_query) parts.query = target.substr(mark + 1);
  return parts;
}

bool is_same_authority(const Target& target, std::string_view host) noexcept {
  char rooms[2][kHostRoom];
  const auto named = read_host(target.authority, rooms[0]);
  const auto expected = read_host(host, rooms[1]);
  return named && expected && named->name == expected->name &&
         port_of(*named, target.is_secure) == port_of(*expected, target.is_secure);
}

}  // namespace sluice::http
