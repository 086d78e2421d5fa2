#include "config/unique.hpp"

#include "base/hash.hpp"

namespace sluice::config {
namespace {
constexpr std::size_t kFirstSlots = 16;
}

bool Unique::claim(Report& report, std::string_view key, std::string_view field, error::Row row,
                   std::string_view text) {
  if (2 * (holders_.size() + 1) > slots_.size()) grow();
  const std::uint64_t hash = hash::of(key, 0);
  const std::size_t slot = slot_of(hash, key);
  if (slots_[slot] != kFree) {
    const Holder& holder = holders_[slots_[slot]];
    report.error(row, field, (text.empty() ? "the value" : quote(text)) + " stands twice",
                 std::string(stored(holder.pointer, holder.end)));
    return false;
  }
  slots_[slot] = static_cast<std::uint32_t>(holders_.size());
  const std::size_t at = text_.size();
  text_.append(key);
  report.append_pointer(text_, field);
  holders_.push_back({hash, at, at + key.size(), text_.size()});
  return true;
}

std::size_t Unique::slot_of(std::uint64_t hash, std::string_view key) const noexcept {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t slot = static_cast<std::size_t>(hash) & mask;; slot = (slot + 1) & mask) {
    if (slots_[slot] == kFree) return slot;
    const Holder& holder = holders_[slots_[slot]];
    if (holder.hash == hash && stored(holder.key, holder.pointer) == key) return slot;
  }
}

void Unique::grow() {
  slots_.assign(slots_.empty() ? kFirstSlots : 2 * slots_.size(), kFree);
  const std::size_t mask = slots_.size() - 1;
  for (std::uint32_t i = 0; i < holders_.size(); ++i) {
    std::size_t slot = static_cast<std::size_t>(holders_[i].hash) & mask;
    while (slots_[slot] != kFree) slot = (slot + 1) & mask;
    slots_[slot] = i;
  }
}

}  // namespace sluice::config
