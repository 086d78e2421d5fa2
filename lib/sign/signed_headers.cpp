#include "sign/signed_headers.hpp"

#include <algorithm>
#include <cassert>

#include "base/ascii.hpp"

namespace sluice::sign {
namespace {

constexpr std::uint64_t kOnes = 0x0101010101010101, kHighBits = 0x80 * kOnes;

// Not zero if one of eight bytes may be a control character (a tab included): exact where it is zero.
std::uint64_t controls_in(std::uint64_t bytes) noexcept {
  const std::uint64_t from_delete = bytes ^ (0x7f * kOnes);  // zero where there is a DEL
  const std::uint64_t small = (bytes - 0x20 * kOnes) & ~bytes;
  const std::uint64_t zero = (from_delete - kOnes) & ~from_delete;
  return (small | zero) & kHighBits;
}

// Whether a value can stand on a line of its own: no control character but a tab.
bool is_one_line(std::string_view value) noexcept {
  constexpr std::size_t step = sizeof(std::uint64_t);
  std::size_t at = 0;
  while (at + step <= value.size() && controls_in(ascii::load_eight(value.data() + at)) == 0) at += step;
  for (; at < value.size(); ++at)
    if (ascii::is_control(value[at]) && value[at] != '\t') return false;
  return true;
}

Reason write_line(std::string_view name, std::string_view value, Sink& sink) noexcept {
  if (!is_one_line(value)) return Reason::HeaderIllegal;
  sink.put_line(name, value);
  return Reason::None;
}

}  // namespace

Fields::Fields(std::string_view host, Headers given) noexcept : host_(ascii::trim(host)), given_(given) {
  assert(given.size() <= kMaxFields);
  for (std::size_t i = 0; i < given_.size(); ++i) append(given_[i].name, i);
}

void Fields::add(std::string_view name, std::string_view value) noexcept {
  assert(added_count_ < kMaxAdded);
  append(name, given_.size() + added_count_);
  added_[added_count_++] = {name, value};
}

// By length, first and last letter, in either case.
std::size_t Fields::chain_of(std::string_view name) noexcept {
  if (name.empty()) return 0;
  const auto letter = [](char c) { return static_cast<std::size_t>(static_cast<unsigned char>(c) | 0x20); };
  return (name.size() + letter(name.front()) * 5 + letter(name.back()) * 11) % kChains;
}

void Fields::append(std::string_view name, std::size_t index) noexcept {
  Chain& chain = chains_[chain_of(name)];
  const auto number = static_cast<std::uint16_t>(index);
  (chain.first == kNone ? chain.first : next_[chain.last]) = number;
  chain.last = number;
  next_[index] = kNone;
}

std::size_t Fields::search(std::string_view name, std::size_t from) const noexcept {
  std::size_t index = from;
  while (index != kNone && !ascii::equals_ignoring_case(field(index).name, name)) index = next_[index];
  return index;
}

std::string_view Fields::value(std::size_t index) const noexcept { return ascii::trim(field(index).value); }

Reason Fields::write(std::string_view name, Sink& sink) const noexcept {
  if (name == "host" && !host_.empty()) return write_line(name, host_, sink);
  const std::size_t first = find(name);
  if (first == kNone) return Reason::SignedHeaderMissing;
  if (find_next(name, first) != kNone) return write_repeated(name, first, sink);
  return write_line(name, value(first), sink);
}

Reason Fields::write_repeated(std::string_view name, std::size_t first, Sink& sink) const noexcept {
  std::array<std::uint16_t, kMaxFields + kMaxAdded> fields;
  std::size_t count = 0;
  for (std::size_t i = first; i != kNone; i = find_next(name, i))
    fields[count++] = static_cast<std::uint16_t>(i);
  std::sort(fields.begin(), fields.begin() + count,
            [this](std::uint16_t a, std::uint16_t b) { return value(a) < value(b); });
  for (std::size_t i = 0; i < count; ++i)
    if (const Reason fault = write_line(name, value(fields[i]), sink); fault != Reason::None) return fault;
  return Reason::None;
}

}  // namespace sluice::sign
