/// What is left when a decision was carried out: the record for the access log.
///
///     auto record = sluice::record_of(plan, decision, request, received_at, {.status = 200, ...});
///     auto line = log::write(record, sluice::log_masks(plan), room);
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "sluice/access_log.hpp"
#include "sluice/decision.hpp"
#include "sluice/plan.hpp"
#include "sluice/request.hpp"
#include "sluice/time.hpp"

namespace sluice {

/// What the host measured of one call.
struct Exchange {
  std::string_view protocol = "HTTP/1.1";
  std::uint64_t request_bytes = 0;           ///< start line, header fields and body
  std::uint16_t status = 0;                  ///< of the answer as sent; 0: that of the decision's own answer
  std::uint64_t response_bytes = 0;          ///< status line, header fields and body
  std::uint64_t milliseconds = 0;            ///< from receipt to the end of the answer
  std::span<const log::Attempt> attempts{};  ///< at the backend, in order; none: nothing was asked
};

/// True where the configuration wants an access log.   Threads: any.
bool wants_log(const Plan& plan) noexcept;

/// The query parameters whose values the configuration masks, beside `apikey`.   Lifetime: the plan's.
std::span<const std::string_view> log_masks(const Plan& plan) noexcept;

/// The record of one call, from its decision (after `Transaction::finish`, where it was forwarded).
/// Lifetime: points into all arguments.   Cost: one pass over the header fields.   Threads: any.
log::Record record_of(const Plan& plan, const Decision& decision, const Request& request,
                      const Now& received_at, const Exchange& exchange) noexcept;

}  // namespace sluice
