#include "sign/signed_headers.hpp"

#include <algorithm>
#include <cassert>

namespace sluice::sign {

Fields::Fields(std::string_view host, Headers given) noexcept : host_(ascii::trim(host)), given_(given) {
  assert(given.size() <= kMaxFields);
  for (std::size_t i = 0; i < given_.size(); ++i) append(given_[i].name, i);
}

void Fields::add(std::string_view name, std::string_view value) noexcept {
  assert(added_count_ < kMaxAdded);
  append(name, given_.size() + added_count_);
  added_[added_count_++] = {name, value};
}

bool Fields::has(std::string_view name) const noexcept {
  if (!host_.empty() && ascii::equals_ignoring_case(name, "host")) return true;
  const auto is_named = [&](const Header& header) { return ascii::equals_ignoring_case(header.name, name); };
  return std::ranges::any_of(given_, is_named) || std::ranges::any_of(added(), is_named);
}

void Fields::write_repeated(std::string_view name, std::size_t first, Sink& sink) const noexcept {
  std::array<std::uint16_t, kMaxFields + kMaxAdded> fields;
  std::size_t count = 0;
  for (std::size_t i = first; i != kNone; i = find_next(name, i))
    fields[count++] = static_cast<std::uint16_t>(i);
  std::sort(fields.begin(), fields.begin() + count,
            [this](std::uint16_t a, std::uint16_t b) { return value(a) < value(b); });
  for (std::size_t i = 0; i < count; ++i) sink.put_line(name, value(fields[i]));
}

}  // namespace sluice::sign
