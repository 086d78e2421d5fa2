#include "sign/signed_headers.hpp"

#include <algorithm>
#include <cassert>

#include "base/ascii.hpp"

namespace sluice::sign {
namespace {

std::uint32_t tag_of(std::string_view name) noexcept {
  if (name.empty()) return 0;
  const auto letter = [](char c) { return static_cast<std::uint32_t>(static_cast<unsigned char>(c) | 0x20); };
  return static_cast<std::uint32_t>(name.size() & 0xffff) << 16 | letter(name.front()) << 8 |
         letter(name.back());
}

// Whether a value can stand on a line of its own. Without a branch in the loop, so that it is vectorised.
bool is_one_line(std::string_view value) noexcept {
  unsigned controls = 0;
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    controls |= static_cast<unsigned>((byte < 0x20) & (byte != '\t')) | static_cast<unsigned>(byte == 0x7f);
  }
  return controls == 0;
}

Reason write_line(std::string_view name, std::string_view value, Sink& sink) noexcept {
  if (!is_one_line(value)) return Reason::HeaderIllegal;
  sink.put(name);
  sink.put(':');
  sink.put(value);
  sink.put('\n');
  return Reason::None;
}

}  // namespace

Fields::Fields(std::string_view host, Headers given) noexcept : host_(ascii::trim(host)), given_(given) {
  assert(given.size() <= kMaxFields);
  std::uint32_t* tag = tags_.data();
  for (const Header& header : given_) *tag++ = tag_of(header.name);
}

void Fields::add(std::string_view name, std::string_view value) noexcept {
  assert(added_count_ < kMaxAdded);
  tags_[given_.size() + added_count_] = tag_of(name);
  added_[added_count_++] = {name, value};
}

std::size_t Fields::find(std::string_view name, std::size_t from) const noexcept {
  const std::uint32_t tag = tag_of(name);
  const std::size_t count = given_.size() + added_count_;
  for (std::size_t i = from; i < count; ++i)
    if (tags_[i] == tag && ascii::equals_ignoring_case(field(i).name, name)) return i;
  return kNone;
}

std::string_view Fields::value(std::size_t index) const noexcept { return ascii::trim(field(index).value); }

Reason Fields::write(std::string_view name, Sink& sink) const noexcept {
  if (name == "host" && !host_.empty()) return write_line(name, host_, sink);
  const std::size_t first = find(name);
  if (first == kNone) return Reason::SignedHeaderMissing;
  if (find(name, first + 1) != kNone) return write_repeated(name, first, sink);
  return write_line(name, value(first), sink);
}

Reason Fields::write_repeated(std::string_view name, std::size_t first, Sink& sink) const noexcept {
  std::array<std::uint16_t, kMaxFields + kMaxAdded> fields;
  std::size_t count = 0;
  for (std::size_t i = first; i != kNone; i = find(name, i + 1))
    fields[count++] = static_cast<std::uint16_t>(i);
  std::sort(fields.begin(), fields.begin() + count,
            [this](std::uint16_t a, std::uint16_t b) { return value(a) < value(b); });
  for (std::size_t i = 0; i < count; ++i)
    if (const Reason fault = write_line(name, value(fields[i]), sink); fault != Reason::None) return fault;
  return Reason::None;
}

}  // namespace sluice::sign
