// Whose turn it is among members of given weights, computed from the number of the turn alone: nothing is
// kept between calls, so it holds for any subset of a channel's members at any time.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "sluice/channel.hpp"

namespace sluice::channel {

inline constexpr int kNone = -1;

/// Some members of a channel, in its order, with their weights.
struct Weights {
  struct Entry {
    std::uint16_t member;
    std::uint32_t weight;
  };

  void add(std::uint16_t member, std::uint32_t weight) noexcept {
    entries[count++] = {member, weight};
    sum += weight;
  }

  std::array<Entry, kMaxMembers> entries;
  std::size_t count = 0;
  std::uint64_t sum = 0;
};

/// Turns as even as weights allow: in every round of `sum` turns each member has its weight, the j-th of them
/// at (j - 1/2) / weight of the round.   Cost: a binary search, each step linear in the members.
inline int smooth_turn(const Weights& all, std::uint64_t turn) noexcept {
  constexpr unsigned bits =
      24;  // of a moment in the round; finer than any two turns of weights to 10000 need
  if (all.sum == 0) return kNone;
  const std::uint64_t wanted = turn % all.sum;
  const auto turns_until = [](std::uint64_t moment, std::uint32_t weight) {
    return (moment * weight + (1u << (bits - 1))) >> bits;
  };
  const auto all_until = [&](std::uint64_t moment) {
    std::uint64_t turns = 0;
    for (std::size_t i = 0; i < all.count; ++i) turns += turns_until(moment, all.entries[i].weight);
    return turns;
  };
  std::uint64_t before = 0, moment = 1u << bits;  // the wanted turn comes after the one and until the other
  while (moment - before > 1) {
    const std::uint64_t middle = (before + moment) / 2;
    (all_until(middle) > wanted ? moment : before) = middle;
  }
  std::uint64_t passed = all_until(before);
  for (std::size_t i = 0; i < all.count; ++i) {
    const auto [member, weight] = all.entries[i];
    passed += turns_until(moment, weight) - turns_until(before, weight);
    if (passed > wanted) return member;
  }
  return kNone;
}

/// Turns that share out the weights also where the set changes from turn to turn: multiples of the golden
/// section fall evenly into any part of the round, whichever of the turns are looked at.
inline int scattered_turn(const Weights& all, std::uint64_t turn) noexcept {
  constexpr std::uint64_t golden = 0x9e3779b97f4a7c15;
  std::uint64_t position = (turn * golden >> 32) * all.sum >> 32;
  for (std::size_t i = 0; i < all.count; ++i) {
    if (position < all.entries[i].weight) return all.entries[i].member;
    position -= all.entries[i].weight;
  }
  return kNone;
}

}  // namespace sluice::channel
