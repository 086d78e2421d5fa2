// What one plan wants to find in a state: its counters and channels, each under a key made of kind, ids and
// environment. The index in the list is the plan's name for it. Shared by the plan and by the bindings that
// states make for it, so its address names the plan for as long as anybody may ask.
#pragma once

#include <atomic>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.hpp"
#include "sluice/lease.hpp"
#include "sluice/throttle.hpp"

namespace sluice::config {

using SlotKey = hash::Hash128;

/// The key of what `parts` name. Lengths go in, so no two lists of parts give one text.
inline SlotKey slot_key(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (std::string_view part : parts) text.append(std::to_string(part.size())).append(":").append(part);
  return hash::wide(text, 0);
}

struct SlotList {
  /// How a counter counts; many count alike.
  struct Rule {
    throttle::Limit limit;
    std::optional<throttle::Sharing> sharing{};  ///< counted together with other instances
  };
  struct Counter {
    SlotKey key;
    std::uint32_t rule = 0;  ///< index in `rules`
  };
  /// The leases of a policy whose keys callers bring.
  struct SharedTable {
    SlotKey key;
    throttle::Sharing sharing;
    std::uint32_t entries = 0;
  };
  std::vector<Counter> counters;
  std::vector<Rule> rules;
  std::vector<SlotKey> channels;
  std::vector<SharedTable> shared_tables;
  std::atomic<bool> is_plan_gone{false};  ///< set, with release, by the plan's destructor
};

}  // namespace sluice::config
