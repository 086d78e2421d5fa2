/// Balancing over the members of a VPC channel, and their health.
///
///     auto c = channel::compile({.port = 80, .members = {{.host = "10.0.0.1", .weight = 3},
///                                                        {.host = "10.0.0.2"}}});
///     channel::State state;                                      // one a channel; outlives compiled
///     channels if (auto p = channel::pick(*c, state, {.source = ip})) connect(p->host, p->port);
///
/// A compiled `Channel` never changes. What changes (health, calls in flight, the cursor) is a `State` of
/// atomics that knows members by host and port, so it serves a channel compiled anew as well: members that
/// stayed keep their health. Weighted round robin reads a sequence computed ahead; while a member is down,
/// the others take turns as if there were no more of them.
///
/// Source: published gateway's user guide, "VPC channels": strategies, weights, health checks.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/reason.hpp"
#include "sluice/result.hpp"

namespace sluice::channel {

enum class Strategy : std::uint8_t {
  RoundRobin = 1,        ///< smooth weighted round robin
  LeastConnections = 2,  ///< fewest calls in flight for the weight
  SourceHash = 3,        ///< by client address; weights are ignored
  UriHash = 4,           ///< by request path; weights are ignored
};

struct MemberSpec {
  std::string host{};
  std::uint16_t port = 0;    ///< 0: the channel's
  std::uint32_t weight = 1;  ///< 0 to 10000; 0 is never chosen by the weighted strategies
  bool is_enabled = true;
  bool is_backup = false;  ///< chosen only while no other member is usable
};

/// HTTP statuses from `first` to `last`.
struct StatusRange {
  std::uint16_t first = 0;
  std::uint16_t last = 0;
};

/// When a member counts as down or up again. Without it every member stays up.
struct HealthSpec {
  std::uint8_t passes_to_rise = 2;      ///< consecutive successes that make a member healthy
  std::uint8_t failures_to_fall = 5;    ///< consecutive failures that make it unhealthy
  std::vector<StatusRange> statuses{};  ///< of probes over HTTP that count as successes; none: any status
};

struct Spec {
  std::uint16_t port = 0;
  Strategy strategy = Strategy::RoundRobin;
  std::vector<MemberSpec> members{};
  std::optional<HealthSpec> health{};
};

enum class Problem : std::uint8_t { TooManyMembers, WeightTooLarge, StatusesIllegal, OutOfMemory };

inline constexpr std::size_t kMaxMembers = 200;

/// Reads a list such as `200,201-299`; statuses are 100 to 599.   Threads: any.   Errors: StatusesIllegal,
/// OutOfMemory.
Result<std::vector<StatusRange>, Problem> read_statuses(std::string_view list) noexcept;

/// Compiled: members, their weights, and the order in which round robin takes them.   Threads: any.
class Channel {
 public:
  struct Member {
    std::string host;
    std::uint64_t identity = 0;  // hash of host and port: the member's key in a State
    std::uint32_t weight = 0;
    std::uint16_t port = 0;
    bool is_enabled = true;
    bool is_backup = false;
  };

  std::span<const Member> members() const noexcept { return members_; }
  Strategy strategy() const noexcept { return strategy_; }
  const std::optional<HealthSpec>& health() const noexcept { return health_; }
  std::span<const std::uint8_t> sequence() const noexcept { return sequence_; }

 private:
  friend Result<Channel, Problem> compile(const Spec& spec) noexcept;
  std::vector<Member> members_;
  std::vector<std::uint8_t> sequence_;  // indices of members; empty for the hash strategies
  std::optional<HealthSpec> health_;
  Strategy strategy_ = Strategy::RoundRobin;
};

/// At most `kMaxMembers`.   Threads: any.
Result<Channel, Problem> compile(const Spec& spec) noexcept;

/// What changes while a channel serves: health and calls in flight of each member, and where round robin
/// stands. A new state knows every member as healthy and idle. Threads: any number, all functions that take
/// it.
class State {
 public:
  static constexpr std::size_t kSlots = 512;

 private:
  friend class Ledger;
  struct Slot {
    std::atomic<std::uint64_t> identity{0};
    std::atomic<std::uint64_t> word{0};
  };
  std::array<Slot, kSlots> slots_;
  std::atomic<std::uint64_t> cursor_{0};
  std::atomic<std::uint64_t> odd_turns_{0};
  std::atomic<std::uint32_t> down_{0};  // members that are, whichever channel they were in
};

/// What a choice looks at.
struct Call {
  std::string_view source = {};               ///< client address, for `SourceHash`
  std::string_view path = {};                 ///< request path without query, for `UriHash`
  std::span<const std::uint16_t> tried = {};  ///< members that failed this call before: not chosen again
};

/// A chosen member. `host` points into the channel.
struct Pick {
  std::uint16_t member = 0;  ///< index in `Channel::members()`
  std::uint16_t port = 0;
  std::string_view host;
};

/// Chooses a usable member and counts a call in flight there, until `finish` or `give_back`.
/// Cost:   constant for round robin while all are up, else linear in the members; no allocation, no lock.
/// Errors: MemberNoneUsable, BackendPortMissing.
Result<Pick, Reason> pick(const Channel& channel, State& state, const Call& call) noexcept;

/// The call ended; what became of it counts for the member's health.
void finish(const Channel& channel, State& state, std::uint16_t member, bool succeeded) noexcept;

/// The call was never made.
void give_back(const Channel& channel, State& state, std::uint16_t member) noexcept;

/// True where a probe that was answered with this status is a success.   Threads: any.
bool passes(const Channel& channel, std::uint16_t status) noexcept;

/// The result of a probe that the host ran: over TCP whether it connected, over HTTP what `passes` says.
void report(const Channel& channel, State& state, std::uint16_t member, bool succeeded) noexcept;

bool is_healthy(const Channel& channel, const State& state, std::uint16_t member) noexcept;

/// Members that a choice could take now: enabled and healthy, backups only when there is no other.
std::uint32_t usable_count(const Channel& channel, const State& state) noexcept;

}  // namespace sluice::channel
