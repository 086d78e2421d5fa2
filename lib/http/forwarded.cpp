// Finds the client behind proxies. X-Forwarded-For may come in several fields of several elements; they are
// walked as one list from either end, by searching commas, and only the wanted element is read.
#include "sluice/forwarded.hpp"

#include "base/ascii.hpp"
#include "http/headers.hpp"

namespace sluice::http {
namespace {

constexpr std::string_view kForwardedFor = "x-forwarded-for";

/// The element `index` from the left of the joined list, outer blanks included.
std::optional<std::string_view> element_from_left(Headers headers, std::uint64_t index) noexcept {
  for (const Header& header : headers) {
    if (!is_named(header, kForwardedFor)) continue;
    std::string_view rest = header.value;
    for (;; --index) {
      const std::size_t comma = rest.find(',');
      if (index == 0) return rest.substr(0, comma);
      if (comma == std::string_view::npos) break;
      rest.remove_prefix(comma + 1);
    }
    --index;  // the field's last element
  }
  return std::nullopt;
}

/// Walks the elements from the right.
class FromRight {
 public:
  explicit FromRight(Headers headers) noexcept : headers_(headers) {}

  std::optional<std::string_view> next() noexcept {
    while (!has_field_) {
      if (headers_.empty()) return std::nullopt;
      has_field_ = is_named(headers_.back(), kForwardedFor);
      field_ = headers_.back().value;
      headers_ = headers_.first(headers_.size() - 1);
    }
    const std::size_t comma = field_.rfind(',');
    has_field_ = comma != std::string_view::npos;
    const std::string_view element = has_field_ ? field_.substr(comma + 1) : field_;
    if (has_field_) field_ = field_.substr(0, comma);
    return element;
  }

 private:
  Headers headers_;         // fields not looked at yet
  std::string_view field_;  // what is left of the current one
  bool has_field_ = false;
};

std::optional<Address> read_element(std::string_view element) noexcept {
  return read_address(ascii::trim(element));
}

std::optional<Address> at_index(Headers headers, std::int64_t index) noexcept {
  if (index >= 0) {
    const auto element = element_from_left(headers, static_cast<std::uint64_t>(index));
    return element ? read_element(*element) : std::nullopt;
  }
  FromRight list(headers);
  for (auto element = list.next(); element; element = list.next())
    if (++index == 0) return read_element(*element);
  return std::nullopt;
}

std::optional<Address> behind_proxies(Headers headers, const AddressSet& trusted) noexcept {
  FromRight list(headers);
  for (auto element = list.next(); element; element = list.next()) {
    const auto address = read_element(*element);
    if (!address || !trusted.contains(*address)) return address;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Address> client_address(std::optional<Address> peer, Headers headers,
                                      const ClientRule& rule) noexcept {
  switch (rule.source) {
    case ClientSource::Index:
      return at_index(headers, rule.index);
    case ClientSource::TrustedProxies:
      if (!peer || rule.trusted == nullptr || !rule.trusted->contains(*peer)) return peer;
      return behind_proxies(headers, *rule.trusted);
    case ClientSource::Peer:
      break;
  }
  return peer;
}

}  // namespace sluice::http
