// A line that reads as one is exactly what writing its fields again gives.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/access_log.hpp"

using namespace sluice;

namespace {

std::string escaped(std::string_view text, bool with_blank) {
  constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x22 || byte == 0x5c || byte >= 0x7f || (with_blank && byte == 0x20))
      out += {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
    else
      out += c;
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view line(reinterpret_cast<const char*>(data), size);
  std::vector<char> room(size);
  const auto read = log::read(line, room);
  if (!read) return 0;
  std::string again;
  for (std::size_t i = 0; i < log::kFieldCount; ++i) {
    const bool is_date = i == log::index(log::Field::TimeLocal);
    const bool is_quoted =
        i == log::index(log::Field::UserAgent) || i == log::index(log::Field::ForwardedFor);
    again += i == 0 ? "" : " ";
    again += is_date ? "[" : is_quoted ? "\"" : "";
    again += escaped(read->fields[i], !is_date && !is_quoted);
    again += is_date ? "]" : is_quoted ? "\"" : "";
  }
  if (line.ends_with('\n')) line.remove_suffix(1);
  if (again != line) __builtin_trap();
  return 0;
}
