// Variables, `host[:port]`, and the choice among resolved addresses.
#include "sluice/endpoint.hpp"

#include <algorithm>
#include <new>

#include "base/ascii.hpp"
#include "http/forbidden.hpp"
#include "sluice/target.hpp"

namespace sluice::backend {
namespace {

constexpr std::size_t kLongestName = 32;

bool is_variable_name(std::string_view text) noexcept {
  constexpr ascii::Class allowed = ascii::class_of("-_", true, true);
  return !text.empty() && text.size() <= kLongestName && ascii::is_letter(text.front()) &&
         std::ranges::all_of(text, [&](char c) { return ascii::is_in(allowed, c); });
}

}  // namespace

Result<std::string, VariableFault> expand(std::string_view text, std::span<const Named> variables) noexcept {
  using Kind = VariableFault::Kind;
  try {
    std::string out;
    for (std::size_t at = 0;;) {
      const std::size_t open = text.find('#', at);
      out += text.substr(at, open - at);
      if (open == text.npos) return out;
      const std::size_t close = text.find('#', open + 1);
      const std::string_view name = text.substr(open + 1, close == text.npos ? close : close - open - 1);
      if (close == text.npos || !is_variable_name(name))
        return VariableFault{Kind::Illegal, open, name.size()};
      const auto found = std::ranges::find(variables, name, &Named::name);
      if (found == variables.end()) return VariableFault{Kind::Undefined, open, name.size()};
      out += found->value;
      at = close + 1;
    }
  } catch (const std::bad_alloc&) {
    return VariableFault{Kind::OutOfMemory, 0, 0};
  }
}

Result<Endpoint, EndpointFault> read_endpoint(std::string_view text, Scheme scheme) noexcept {
  char room[http::kHostRoom];
  const auto host = http::read_host(text, room);
  if (!host || host->port == 0) return EndpointFault::Illegal;
  const bool is_secure = scheme == Scheme::Https || scheme == Scheme::Wss;
  const bool has_brackets = host->kind == http::HostKind::Ipv6;
  try {
    const std::string_view name = has_brackets ? host->name.substr(1, host->name.size() - 2) : host->name;
    return Endpoint{std::string(name), host->port.value_or(is_secure ? 443 : 80), host->address};
  } catch (const std::bad_alloc&) {
    return EndpointFault::OutOfMemory;
  }
}

bool is_forbidden(const Address& address) noexcept { return http::is_forbidden_backend(address); }

Result<Address, Reason> choose_address(std::span<const Address> resolved) noexcept {
  const auto allowed = std::ranges::find_if_not(resolved, is_forbidden);
  if (allowed != resolved.end()) return *allowed;
  return resolved.empty() ? Reason::BackendNameUnresolved : Reason::BackendAddressForbidden;
}

}  // namespace sluice::backend
