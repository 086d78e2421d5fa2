// Reads a Host value: a name of letters, digits, '-' and '_' in labels, an IPv4 address, or an IPv6 address
// in brackets, and a port. Whatever resolvers are known to read in more than one way is refused.
#include <algorithm>
#include <bit>
#include <cstring>

#include "base/ascii.hpp"
#include "base/number.hpp"
#include "http/block.hpp"
#include "sluice/target.hpp"

namespace sluice::http {
namespace {

constexpr std::size_t kMaxNameBytes = 253;  // RFC 1035 2.3.4, as text without the final dot
constexpr std::size_t kMaxLabelBytes = 63;
constexpr ascii::Class kLabel = ascii::class_of("-_", true, true);

/// Reads what follows the name: nothing, ':' alone, or ':' and a port without leading zero.
bool read_port(std::string_view text, std::optional<std::uint16_t>& port) noexcept {
  if (text.empty() || text == ":") return true;
  if (text.front() != ':' || text[1] == '0') return false;
  const auto number = number::decimal(text.substr(1), 65535);
  if (number) port = static_cast<std::uint16_t>(*number);
  return number.has_value();
}

bool is_label(std::string_view label) noexcept {
  return !label.empty() && label.size() <= kMaxLabelBytes && label.front() != '-' && label.back() != '-' &&
         std::ranges::all_of(label, [](char c) { return ascii::is_in(kLabel, c); });
}

/// A label that some resolvers take for a number: decimal, or hex behind 0x.
bool is_number(std::string_view label) noexcept {
  if (ascii::starts_with_ignoring_case(label, "0x"))
    return std::ranges::all_of(label.substr(2), [](char c) { return ascii::hex_value(c) >= 0; });
  return std::ranges::all_of(label, ascii::is_digit);
}

Result<Host, Reason> read_name(std::string_view name, Host host, Room room) noexcept {
  const bool has_final_dot = name.ends_with('.');
  if (has_final_dot) name.remove_suffix(1);
  if (name.size() > kMaxNameBytes) return Reason::HostIllegal;
  std::string_view last;
  bool has_more = true;
  for (std::string_view rest = name; has_more;) {
    const std::size_t dot = rest.find('.');
    last = rest.substr(0, dot);
    if (!is_label(last)) return Reason::HostIllegal;
    has_more = dot != std::string_view::npos;
    if (has_more) rest.remove_prefix(dot + 1);
  }
  host.name = name;
  if (is_number(last)) {
    host.kind = HostKind::Ipv4;
    host.address = read_address(name);
    if (!host.address || has_final_dot) return Reason::HostIllegal;
    return host;
  }
  if (std::ranges::none_of(name, [](char c) { return ascii::lower(c) != c; })) return host;
  if (room.size() < name.size()) return Reason::ScratchExhausted;
  std::ranges::transform(name, room.data(), ascii::lower);
  host.name = {room.data(), name.size()};
  return host;
}

/// `text` is what stands in brackets, and one byte more at either side.
Result<Host, Reason> read_literal(std::string_view text, Host host, Room room) noexcept {
  const std::string_view inside = text.substr(1, text.size() - 2);
  host.address = read_address(inside);
  if (!host.address || inside.find(':') == std::string_view::npos) return Reason::HostIllegal;
  host.kind = host.address->is_v4() ? HostKind::Ipv4 : HostKind::Ipv6;

  char canonical[kAddressRoom + 2] = {'['};
  std::string_view name = write_address(*host.address, Room(canonical).subspan(1));
  if (host.kind == HostKind::Ipv6) {
    canonical[1 + name.size()] = ']';
    name = {canonical, name.size() + 2};
    host.name = text;
    if (name == text) return host;
  }
  if (room.size() < name.size()) return Reason::ScratchExhausted;
  std::memcpy(room.data(), name.data(), name.size());
  host.name = {room.data(), name.size()};
  return host;
}

/// Most names: up to 63 bytes of lower case, digits, '_', single dots and dashes inside of labels, the last
/// label beginning with a letter, and no port. Such a name is its own reading.
bool is_ordinary(std::string_view text) noexcept {
  if (text.empty() || text.size() > kMaxLabelBytes) return false;
  std::uint64_t dots = 0, dashes = 0, letters = 0, odd = 0;
  const auto take = [&](Block bytes, std::size_t at) {
    const Block dot = equal(bytes, '.'), dash = equal(bytes, '-');
    const Block letter = between(bytes, 'a', 'z') | equal(bytes, '_');
    dots |= bits_of(dot) << at;
    dashes |= bits_of(dash) << at;
    letters |= bits_of(letter) << at;
    odd |= (bits_of(dot | dash | letter | between(bytes, '0', '9')) ^ 0xffff) << at;
  };
  const std::size_t last = text.size() < kBlockBytes ? 0 : text.size() - kBlockBytes;
  if (text.size() < kBlockBytes) take(short_block(text.data(), text.size()), 0);
  for (std::size_t at = 0; at < last; at += kBlockBytes) take(block_at(text.data() + at), at);
  if (text.size() >= kBlockBytes) take(block_at(text.data() + last), last);
  const std::uint64_t inside = (std::uint64_t{1} << text.size()) - 1;
  const std::uint64_t marks = dots | dashes;
  const std::uint64_t edges = 1 | std::uint64_t{1} << (text.size() - 1);
  const bool is_cut_well = ((marks & edges) | (dots & (marks << 1 | marks >> 1))) == 0;
  const auto last_label = static_cast<unsigned>(std::bit_width(dots));
  return (odd & inside) == 0 && is_cut_well && (letters >> last_label & 1) != 0;
}

}  // namespace

Result<Host, Reason> read_host(std::string_view text, Room room) noexcept {
  if (is_ordinary(text)) {
    Host host;
    host.name = text;
    return host;
  }
  text = ascii::trim(text);
  if (text.empty()) return Reason::HostMissing;
  const bool is_literal = text.front() == '[';
  const std::size_t end = is_literal ? text.find(']') : text.find(':');
  if (is_literal && end == std::string_view::npos) return Reason::HostIllegal;
  const std::string_view name = text.substr(0, is_literal ? end + 1 : end);

  Host host;
  if (!read_port(text.substr(name.size()), host.port)) return Reason::HostIllegal;
  return is_literal ? read_literal(name, host, room) : read_name(name, host, room);
}

}  // namespace sluice::http
