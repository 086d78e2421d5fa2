/// Health checks of channel members: what to probe, and what came of it. The host runs the probes; sluice
/// keeps count of them and chooses no member that is down.
///
///     for (std::size_t i = 0; i < probe_count(plan); ++i)
///       if (is_due(probe(plan, i).interval_seconds)) report(plan, state, i, now, run(probe(plan, i)));
///
/// Source: published gateway's user guide, "VPC channels", health checks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sluice/plan.hpp"
#include "sluice/state.hpp"
#include "sluice/time.hpp"

namespace sluice {

/// One member to be probed. Text points into the plan.
struct Probe {
  enum class Protocol : std::uint8_t { Tcp, Http, Https };
  Protocol protocol = Protocol::Tcp;
  std::string_view channel{};  ///< id
  std::string_view host{};
  std::uint16_t port = 0;
  std::string_view method{};  ///< of HTTP: GET or HEAD
  std::string_view path{};
  std::uint32_t timeout_seconds = 5;
  std::uint32_t interval_seconds = 10;
};

/// What came of a probe.
struct ProbeResult {
  bool connected = false;
  std::uint16_t status = 0;  ///< of an answer over HTTP
};

/// How many members are to be probed: the enabled ones of channels with a health check.   Threads: any.
std::size_t probe_count(const Plan& plan) noexcept;
/// One of them.   Threads: any.
Probe probe(const Plan& plan, std::size_t index) noexcept;
/// Counts the result for the member's health.   Threads: any.
void report(const Plan& plan, State& state, std::size_t index, const Now& now,
            const ProbeResult& result) noexcept;
/// Whether calls go to that member.   Threads: any.
bool is_healthy(const Plan& plan, State& state, std::size_t index, const Now& now) noexcept;

}  // namespace sluice
