// Percent-encoding: a table of the bytes that may stay for each place, and one loop for all of them.
#include "http/percent.hpp"

#include <array>

#include "sluice/target.hpp"

namespace sluice::http {
namespace {

/// The bytes that stay: all visible ones but those of `encoded`.
consteval ascii::Class all_but(std::string_view encoded) {
  ascii::Class stays{};
  for (std::size_t c = 0x21; c < 0x7f; ++c) stays[c] = true;
  for (char c : encoded) stays[static_cast<unsigned char>(c)] = false;
  return stays;
}

// In the order of Encoding.
constexpr std::array<ascii::Class, 4> kStays = {
    ascii::kUnreserved,
    all_but("\"#%/<>?[\\]^`{|}"),
    all_but("\"#%<>?[\\]^`{|}"),
    all_but("\"#%&+<=>[\\]^`{|}"),
};
static_assert(kStays.size() == static_cast<std::size_t>(Encoding::Query) + 1);

}  // namespace

Result<std::string_view, Reason> encode(std::string_view text, Encoding encoding, Room room) noexcept {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  const ascii::Class& stays = kStays[static_cast<std::size_t>(encoding)];
  std::size_t escapes = 0;
  for (char c : text) escapes += ascii::is_in(stays, c) ? 0 : 1;
  if (escapes == 0) return text;
  if (room.size() < text.size() || (room.size() - text.size()) / 2 < escapes) return Reason::ScratchExhausted;

  char* out = room.data();
  for (char c : text) {
    if (ascii::is_in(stays, c)) {
      *out++ = c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    *out++ = '%';
    *out++ = kHex[byte >> 4];
    *out++ = kHex[byte & 15];
  }
  return std::string_view(room.data(), static_cast<std::size_t>(out - room.data()));
}

}  // namespace sluice::http
