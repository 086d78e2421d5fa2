// Addresses as text: a strict reader and the canonical writer.
#include "sluice/address.hpp"

#include <array>
#include <charconv>
#include <cstring>

#include "base/ascii.hpp"

namespace sluice {
namespace {

constexpr std::size_t kMaxTextBytes = 45;
constexpr int kGroups = 8;
using Groups = std::array<std::uint16_t, kGroups>;

/// Four decimal parts of 0 to 255 without leading zeros.
std::optional<std::uint32_t> read_dotted(std::string_view text) noexcept {
  std::uint32_t number = 0;
  std::size_t at = 0;
  for (int part = 0; part < 4; ++part) {
    if (part > 0 && (at == text.size() || text[at++] != '.')) return std::nullopt;
    const std::size_t start = at;
    std::uint32_t value = 0;
    while (at < text.size() && at - start < 3 && ascii::is_digit(text[at]))
      value = value * 10 + static_cast<std::uint32_t>(text[at++] - '0');
    const bool is_padded = at - start > 1 && text[start] == '0';
    if (at == start || value > 255 || is_padded) return std::nullopt;
    number = number << 8 | value;
  }
  return at == text.size() ? std::optional(number) : std::nullopt;
}

/// The groups of an IPv6 text as they are met, and where "::" stood among them.
struct Reader {
  std::string_view rest;
  Groups groups{};
  int count = 0;
  int gap = -1;

  bool put(std::uint32_t group) noexcept {
    if (count == kGroups) return false;
    groups[static_cast<std::size_t>(count++)] = static_cast<std::uint16_t>(group);
    return true;
  }

  /// One group of one to four hex digits, or the dotted tail, which must end the text.
  bool read_group() noexcept {
    std::size_t at = 0;
    std::uint32_t value = 0;
    for (; at < rest.size() && at < 4; ++at) {
      const int digit = ascii::hex_value(rest[at]);
      if (digit < 0) break;
      value = value << 4 | static_cast<std::uint32_t>(digit);
    }
    if (at < rest.size() && rest[at] == '.') {
      const auto tail = read_dotted(rest);
      rest = {};
      return tail && put(*tail >> 16) && put(*tail & 0xffff);
    }
    rest.remove_prefix(at);
    return at > 0 && put(value);
  }

  /// A ':' between groups, or the one "::".
  bool read_colon() noexcept {
    if (!rest.starts_with(':') || rest.size() == 1) return false;
    rest.remove_prefix(1);
    return rest.front() != ':' || read_gap();
  }

  bool read_gap() noexcept {
    if (gap >= 0) return false;
    gap = count;
    rest.remove_prefix(1);
    return true;
  }
};

std::optional<Address> read_groups(std::string_view text) noexcept {
  Reader reader{text};
  if (text.starts_with(':') && !reader.read_colon()) return std::nullopt;
  if (text.starts_with(':') && reader.gap < 0) return std::nullopt;
  while (!reader.rest.empty()) {
    if (!reader.read_group()) return std::nullopt;
    if (!reader.rest.empty() && !reader.read_colon()) return std::nullopt;
  }
  const int missing = kGroups - reader.count;
  if (reader.gap < 0 ? missing != 0 : missing < 1) return std::nullopt;

  std::uint64_t halves[2] = {0, 0};
  for (int i = 0; i < reader.count; ++i) {
    const int place = reader.gap >= 0 && i >= reader.gap ? i + missing : i;
    halves[place / 4] |= std::uint64_t{reader.groups[static_cast<std::size_t>(i)]} << (48 - 16 * (place % 4));
  }
  return Address{halves[0], halves[1]};
}

Groups groups_of(const Address& address) noexcept {
  Groups groups;
  for (std::size_t i = 0; i < 4; ++i) {
    groups[i] = static_cast<std::uint16_t>(address.high >> (48 - 16 * i));
    groups[i + 4] = static_cast<std::uint16_t>(address.low >> (48 - 16 * i));
  }
  return groups;
}

/// The longest run of two zero groups or more, the first among equals.
struct ZeroRun {
  std::size_t start = kGroups;
  std::size_t size = 1;
};

ZeroRun longest_zero_run(const Groups& groups) noexcept {
  ZeroRun longest;
  for (std::size_t start = 0; start < kGroups;) {
    std::size_t end = start;
    while (end < kGroups && groups[end] == 0) ++end;
    if (end - start > longest.size) longest = {start, end - start};
    start = end + 1;
  }
  return longest;
}

/// Text for an address in the making; it never outgrows kAddressRoom.
struct Writer {
  char* at;

  void put(char c) noexcept { *at++ = c; }
  void number(unsigned value, int base) noexcept { at = std::to_chars(at, at + 5, value, base).ptr; }

  void dotted(std::uint32_t number_of_address) noexcept {
    for (int shift = 24; shift >= 0; shift -= 8) {
      number(number_of_address >> shift & 0xff, 10);
      if (shift > 0) put('.');
    }
  }

  void colons(const Groups& groups) noexcept {
    const ZeroRun run = longest_zero_run(groups);
    for (std::size_t i = 0; i < kGroups;) {
      if (i == run.start) {
        put(':');
        put(':');
        i += run.size;
        continue;
      }
      if (i > 0 && i != run.start + run.size) put(':');
      number(groups[i++], 16);
    }
  }
};

}  // namespace

std::optional<Address> address_of(std::span<const std::byte> bytes) noexcept {
  if (bytes.size() != 4 && bytes.size() != 16) return std::nullopt;
  const auto number = [&](std::size_t from, std::size_t count) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < count; ++i)
      value = value << 8 | std::to_integer<std::uint64_t>(bytes[from + i]);
    return value;
  };
  if (bytes.size() == 4) return Address::v4(static_cast<std::uint32_t>(number(0, 4)));
  return Address{number(0, 8), number(8, 8)};
}

std::optional<Address> read_address(std::string_view text) noexcept {
  if (text.size() > kMaxTextBytes) return std::nullopt;
  // The first group of an IPv6 address has at most four digits.
  if (text.substr(0, 5).find(':') != std::string_view::npos) return read_groups(text);
  const auto number = read_dotted(text);
  return number ? std::optional(Address::v4(*number)) : std::nullopt;
}

std::string_view write_address(const Address& address, Room room) noexcept {
  char text[kAddressRoom];
  Writer writer{text};
  if (address.is_v4()) {
    writer.dotted(address.v4_number());
  } else {
    writer.colons(groups_of(address));
  }
  const auto size = static_cast<std::size_t>(writer.at - text);
  if (size > room.size()) return {};
  std::memcpy(room.data(), text, size);
  return {room.data(), size};
}

}  // namespace sluice
