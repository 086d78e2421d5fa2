// The choice of a member. Round robin with every member up is one step of a cursor; whatever deviates from
// that (a member down, one already tried, backups, the other strategies) looks at all members. Source:
// published gateway's user guide, "VPC channels"; Thaler and Ravishankar, "A name-based mapping scheme for
// rendezvous" (1996), for the two hash strategies.
#include <algorithm>
#include <array>

#include "base/hash.hpp"
#include "channel/ledger.hpp"
#include "channel/turn.hpp"
#include "sluice/channel.hpp"

namespace sluice::channel {
namespace {

using Member = Channel::Member;

bool is_weighted(const Channel& channel) noexcept {
  return channel.strategy() == Strategy::RoundRobin || channel.strategy() == Strategy::LeastConnections;
}

// Walks the members that may be chosen: enabled, healthy, not tried, of the wanted rank, and where weights
// matter with one.
class Candidates {
 public:
  Candidates(const Channel& channel, const State& state, std::span<const std::uint16_t> tried) noexcept
      : channel_(channel), state_(state), tried_(tried), needs_weight_(is_weighted(channel)) {
    is_backup_ = false;
    bool found = false;
    for_each([&](std::uint16_t) { found = true; });
    is_backup_ = !found;
  }

  bool holds(std::uint16_t index) const noexcept {
    return channel_.members()[index].is_backup == is_backup_ && may_take(index);
  }

  template <class Visit>
  void for_each(Visit visit) const noexcept {
    const auto members = channel_.members();
    for (std::size_t i = 0; i < members.size(); ++i) {
      const auto index = static_cast<std::uint16_t>(i);
      if (holds(index)) visit(index);
    }
  }

 private:
  bool may_take(std::uint16_t index) const noexcept {
    const Member& member = channel_.members()[index];
    return member.is_enabled && (member.weight != 0 || !needs_weight_) &&
           std::ranges::find(tried_, index) == tried_.end() &&
           (!channel_.health() || !Ledger::standing(state_, member.identity).is_down);
  }

  const Channel& channel_;
  const State& state_;
  std::span<const std::uint16_t> tried_;
  bool needs_weight_;
  bool is_backup_ = false;
};

// The candidates that `allows` lets through, as they stand at one moment.
template <class Allows>
Weights weights_of(const Channel& channel, const Candidates& candidates, Allows allows) noexcept {
  Weights weights;
  candidates.for_each([&](std::uint16_t i) {
    if (allows(i)) weights.add(i, channel.members()[i].weight);
  });
  return weights;
}

constexpr auto kEveryone = [](std::uint16_t) { return true; };

// The next of the sequence of smooth weighted round robin; `kNone` where there is none.
int next_of_sequence(const Channel& channel, State& state) noexcept {
  const auto sequence = channel.sequence();
  return sequence.empty() ? kNone : sequence[Ledger::next_turn(state) % sequence.size()];
}

// The calls in flight of each candidate as they were at one moment, and how the lightest compares.
class Loads {
 public:
  Loads(const Channel& channel, const State& state, const Candidates& candidates) noexcept
      : channel_(channel) {
    candidates.for_each([&](std::uint16_t i) {
      loads_[i] = Ledger::standing(state, channel.members()[i].identity).in_flight;
      if (lightest_ == kNone || compare(i) < 0) lightest_ = i;
    });
  }

  bool is_empty() const noexcept { return lightest_ == kNone; }
  bool is_lightest(std::uint16_t i) const noexcept { return compare(i) == 0; }

 private:
  // Calls for the weight against those of the lightest, by cross multiplication.
  int compare(std::uint16_t i) const noexcept {
    const auto best = static_cast<std::size_t>(lightest_);
    const std::uint64_t own = loads_[i] * std::uint64_t{channel_.members()[best].weight};
    const std::uint64_t least = loads_[best] * std::uint64_t{channel_.members()[i].weight};
    return own < least ? -1 : own > least ? 1 : 0;
  }

  const Channel& channel_;
  std::array<std::uint32_t, kMaxMembers> loads_{};
  int lightest_ = kNone;
};

// The fewest calls for the weight; among equals the one whose turn it is.
int by_connections(const Channel& channel, State& state, const Call& call) noexcept {
  const Candidates candidates(channel, state, call.tried);
  const Loads loads(channel, state, candidates);
  if (loads.is_empty()) return kNone;
  const int next = next_of_sequence(channel, state);
  if (next != kNone && candidates.holds(static_cast<std::uint16_t>(next)) &&
      loads.is_lightest(static_cast<std::uint16_t>(next)))
    return next;
  const auto is_lightest = [&](std::uint16_t i) { return loads.is_lightest(i); };
  return scattered_turn(weights_of(channel, candidates, is_lightest), Ledger::next_odd_turn(state));
}

std::uint64_t mixed(std::uint64_t x) noexcept {  // the finaliser of splitmix64
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
  x = (x ^ x >> 27) * 0x94d049bb133111eb;
  return x ^ x >> 31;
}

// Each member draws a number from the key and its own identity; the highest wins. Taking a member away
// changes the winner only where it had won.
int by_hash(const Channel& channel, State& state, const Call& call) noexcept {
  const bool has_weight =
      std::ranges::any_of(channel.members(), [](const Member& m) { return m.weight != 0; });
  if (!has_weight)
    return kNone;  // weights do not steer a hash, but all at 0 is a channel taken out of service
  const std::uint64_t key = hash::of(channel.strategy() == Strategy::SourceHash ? call.source : call.path, 0);
  const Candidates candidates(channel, state, call.tried);
  int best = kNone;
  std::uint64_t highest = 0;
  candidates.for_each([&](std::uint16_t i) {
    const std::uint64_t drawn = mixed(key ^ channel.members()[i].identity);
    if (best != kNone && drawn <= highest) return;
    best = i;
    highest = drawn;
  });
  return best;
}

// The next of the sequence while all are up, else the next of those that are up. A retry has a turn of its
// own, so that it moves nobody else's.
int by_round_robin(const Channel& channel, State& state, const Call& call) noexcept {
  const bool may_be_down = channel.health() && Ledger::is_any_down(state);
  if (call.tried.empty() && !may_be_down && !channel.sequence().empty())
    return next_of_sequence(channel, state);
  const Candidates candidates(channel, state, call.tried);
  const Weights weights = weights_of(channel, candidates, kEveryone);
  return call.tried.empty() ? smooth_turn(weights, Ledger::next_turn(state))
                            : scattered_turn(weights, Ledger::next_odd_turn(state));
}

int chosen_by(const Channel& channel, State& state, const Call& call) noexcept {
  if (channel.strategy() == Strategy::LeastConnections) return by_connections(channel, state, call);
  if (channel.strategy() != Strategy::RoundRobin) return by_hash(channel, state, call);
  return by_round_robin(channel, state, call);
}

bool counts_calls(const Channel& channel) noexcept {
  return channel.strategy() == Strategy::LeastConnections;
}

// Null for an index that this channel does not have: a call may end after its channel was compiled anew.
const Member* member_of(const Channel& channel, std::uint16_t index) noexcept {
  return index < channel.members().size() ? &channel.members()[index] : nullptr;
}

}  // namespace

Result<Pick, Reason> pick(const Channel& channel, State& state, const Call& call) noexcept {
  const int chosen = chosen_by(channel, state, call);
  if (chosen == kNone) return Reason::MemberNoneUsable;
  const auto index = static_cast<std::uint16_t>(chosen);
  const Member& member = channel.members()[index];
  if (member.port == 0) return Reason::BackendPortMissing;
  if (counts_calls(channel)) Ledger::count(state, member.identity, +1);
  return Pick{index, member.port, member.host};
}

void finish(const Channel& channel, State& state, std::uint16_t member, bool succeeded) noexcept {
  give_back(channel, state, member);
  report(channel, state, member, succeeded);
}

void give_back(const Channel& channel, State& state, std::uint16_t member) noexcept {
  const Member* known = member_of(channel, member);
  if (known != nullptr && counts_calls(channel)) Ledger::count(state, known->identity, -1);
}

void report(const Channel& channel, State& state, std::uint16_t member, bool succeeded) noexcept {
  const Member* known = member_of(channel, member);
  if (known != nullptr && channel.health())
    Ledger::judge(state, known->identity, *channel.health(), succeeded);
}

bool is_healthy(const Channel& channel, const State& state, std::uint16_t member) noexcept {
  const Member* known = member_of(channel, member);
  return known != nullptr && (!channel.health() || !Ledger::standing(state, known->identity).is_down);
}

std::uint32_t usable_count(const Channel& channel, const State& state) noexcept {
  std::uint32_t count = 0;
  Candidates(channel, state, {}).for_each([&](std::uint16_t) { ++count; });
  return count;
}

}  // namespace sluice::channel
