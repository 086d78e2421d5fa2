/// Several counters for one call, all or nothing: a token is taken from each only if every one admits, and a
/// refused call is counted nowhere.
///
///     const throttle::Counter counters[] = {...};
///     auto admission = throttle::admit(counters, now);
///     if (!admission.admitted) refuse(admission.refused_by()->dimension, admission.retry_after);
///     ...
///     throttle::undo(admission, now);   // the call turned out not to count
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "sluice/ledger.hpp"
#include "sluice/text.hpp"
#include "sluice/throttle.hpp"

namespace sluice::throttle {

inline constexpr std::size_t kMaxCounters = 8;

/// What a counter counts, in the order in which they are asked.
enum class Dimension : std::uint8_t { SubDomain, ApiAllEnv, Api, User, App, Address };

enum class Unit : std::uint8_t { Second, Minute, Hour, Day };

/// The length of `interval` units: exact for every interval up to 2147483647.
constexpr std::chrono::seconds period(std::uint32_t interval, Unit unit) noexcept {
  constexpr std::array<std::int64_t, 4> seconds{1, 60, 3600, 86400};
  return std::chrono::seconds(seconds[static_cast<std::size_t>(unit)] * interval);
}

/// Observe: counts, reports what it would have refused, refuses nothing.
enum class Mode : std::uint8_t { Enforce, Observe };

/// One counter that applies to a call. Its state is `cell`, or `key` in `ledger`; with neither it only
/// reports. Lifetime: what it points to must outlive the `Admission`, undo included.
struct Counter {
  Dimension dimension = Dimension::Api;
  Mode mode = Mode::Enforce;
  Unit unit = Unit::Second;    ///< for display
  std::uint32_t interval = 1;  ///< for display
  const Rate* rate = nullptr;  ///< never null
  Cell* cell = nullptr;
  Ledger* ledger = nullptr;
  Key key;
};

/// How a counter stands after the call.
struct Standing {
  Dimension dimension = Dimension::Api;
  Mode mode = Mode::Enforce;
  Unit unit = Unit::Second;
  bool refuses = false;    ///< it refused the call, or under Observe would have
  bool untracked = false;  ///< the ledger had no place for it
  bool degraded = false;   ///< shared between instances, and counted without their store
  std::uint32_t interval = 1;
  std::uint32_t limit = 0;
  std::uint32_t remain = 0;                 ///< whole calls left; 0 where it refuses
  std::chrono::nanoseconds retry_after{0};  ///< where it refuses: until it would admit
};

/// The answer of all counters, and the record by which `undo` gives back what was taken.
struct Admission {
  bool admitted = true;
  std::uint8_t count = 0;
  std::uint8_t first_refusal = 0;           ///< index of the first that refused; only when not admitted
  std::uint8_t taken = 0;                   ///< bit i: counter i holds a token of this call
  std::chrono::nanoseconds retry_after{0};  ///< until every counter would admit, as far as known now
  std::array<Standing, kMaxCounters> standings;
  std::array<Counter, kMaxCounters> counters;
  std::array<std::uint64_t, kMaxCounters> after;  ///< the words right after each take

  std::span<const Standing> all() const noexcept { return {standings.data(), count}; }
  const Standing* refused_by() const noexcept { return admitted ? nullptr : &standings[first_refusal]; }
};

/// Takes one call from every counter, in order, and gives back on the first refusal; the rest is looked at.
/// Concurrent calls may be refused for a token that is about to be given back, but never more are admitted
/// than any limit allows. At most `kMaxCounters` counters.
/// Cost: one take a counter, no allocation.   Threads: any.
Admission admit(std::span<const Counter> counters, const Now& now) noexcept;
/// The same for the counters that stand in `admission.counters`, the first `admission.count` of them: for
/// hosts that keep an admission and use it again. All that an earlier call left in it is overwritten.
void admit(Admission& admission, const Now& now) noexcept;

/// Gives back what `admission` took; a second time does nothing.
void undo(Admission& admission, const Now& now) noexcept;

/// `remain:9,limit:10,time:10 second`, the value of an X-Apig-RateLimit-* header; nothing where it does not
/// fit. Lifetime: points into `room`.
std::optional<std::string_view> debug_value(const Standing& standing, Room room) noexcept;
/// `X-Apig-RateLimit-api`, `-user`, `-app`, `-ip`, `-api-allenv`; empty for the sub-domain, which has none.
std::string_view debug_name(Dimension dimension) noexcept;

/// Whole seconds, rounded up and at least 1, for Retry-After.
std::uint64_t retry_after_seconds(std::chrono::nanoseconds wait) noexcept;

/// The values of RateLimit-Policy (`"api";q=10;w=60`) and RateLimit (`"api";r=9;t=6`), one list member a
/// standing; nothing where it does not fit.   Lifetime: points into `room`.
/// Source: draft-ietf-httpapi-ratelimit-headers-10, RateLimit header fields for HTTP.
std::optional<std::string_view> ratelimit_policy(std::span<const Standing> standings, Room room) noexcept;
std::optional<std::string_view> ratelimit(std::span<const Standing> standings, Room room) noexcept;

}  // namespace sluice::throttle
