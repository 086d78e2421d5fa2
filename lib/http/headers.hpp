// Looking into header lists: the first field of a name, how many there are, whether all are legal. Names are
// compared without case; length and first byte are looked at before anything else, so a miss costs next to
// nothing.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/ascii.hpp"
#include "sluice/reason.hpp"
#include "sluice/request.hpp"
#include "sluice/text.hpp"

namespace sluice::http {

/// True where `header` has this name in any case. `name` is not empty.
constexpr bool is_named(const Header& header, std::string_view name) noexcept {
  return header.name.size() == name.size() && ((header.name.front() ^ name.front()) & ~0x20) == 0 &&
         ascii::equals_ignoring_case(header.name, name);
}

/// The first field of this name; null: none.   Lifetime: points into `headers`.
constexpr const Header* find(Headers headers, std::string_view name) noexcept {
  for (const Header& header : headers)
    if (is_named(header, name)) return &header;
  return nullptr;
}

constexpr std::size_t count(Headers headers, std::string_view name) noexcept {
  std::size_t found = 0;
  for (const Header& header : headers) found += is_named(header, name) ? 1 : 0;
  return found;
}

/// The value of the first field of this name without outer blanks; empty: none, or an empty value.
constexpr std::string_view value_of(Headers headers, std::string_view name) noexcept {
  const Header* header = find(headers, name);
  return header == nullptr ? std::string_view{} : ascii::trim(header->value);
}

/// True for one token byte or more. Source: RFC 9110 5.6.2.
bool is_token(std::string_view text) noexcept;

/// True where a value holds only what may travel: blanks, visible bytes, 80 to FF. Source: RFC 9110 5.5.
bool is_field_value(std::string_view text) noexcept;

/// None, HeaderIllegal for a name that is no token or a value with a control byte, or the bound that is
/// exceeded: HeaderTooLarge (name + 2 + value), HeadersTooLarge (each as before + 2), HeadersTooMany.
/// All sizes are looked at before any syntax. `host`: the value of a Host field that the list leaves out.
/// Cost: one pass over the text.
Reason check(Headers headers, const Limits& limits, std::string_view host = {}) noexcept;

}  // namespace sluice::http
