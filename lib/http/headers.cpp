// Judges header lists by size and by syntax; see headers.hpp.
#include "http/headers.hpp"

#include <algorithm>

#include "http/block.hpp"

namespace sluice::http {
namespace {

Reason check_sizes(Headers headers, const Limits& limits, std::string_view host) noexcept {
  if (headers.size() + (host.empty() ? 0 : 1) > limits.header_count) return Reason::HeadersTooMany;
  std::size_t all = 0;
  if (!host.empty()) {
    const std::size_t bytes = std::string_view("Host").size() + 2 + host.size();
    if (bytes > limits.header_bytes) return Reason::HeaderTooLarge;
    all += bytes + 2;
  }
  for (const Header& header : headers) {
    const std::size_t bytes = header.name.size() + 2 + header.value.size();
    if (bytes > limits.header_bytes) return Reason::HeaderTooLarge;
    all += bytes + 2;
  }
  return all > limits.headers_bytes ? Reason::HeadersTooLarge : Reason::None;
}

}  // namespace

bool is_token(std::string_view text) noexcept {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return ascii::is_in(ascii::kToken, c); });
}

bool is_field_value(std::string_view text) noexcept {
  return !is_any_byte(
      text, [](Block b) { return (at_most(b, 0x1f) & ~equal(b, '\t')) | equal(b, 0x7f); },
      [](char c) { return ascii::is_control(c) && c != '\t'; });
}

Reason check(Headers headers, const Limits& limits, std::string_view host) noexcept {
  if (const Reason fault = check_sizes(headers, limits, host); fault != Reason::None) return fault;
  const bool is_legal = std::ranges::all_of(
      headers, [](const Header& header) { return is_token(header.name) && is_field_value(header.value); });
  return is_legal ? Reason::None : Reason::HeaderIllegal;
}

}  // namespace sluice::http
