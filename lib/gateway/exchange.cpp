#include "sluice/exchange.hpp"

#include "config/tables.hpp"
#include "http/headers.hpp"

namespace sluice {

bool wants_log(const Plan& plan) noexcept { return plan.tables().keeps_log; }

std::span<const std::string_view> log_masks(const Plan& plan) noexcept { return plan.tables().log_masks; }

log::Record record_of(const Plan& plan, const Decision& decision, const Request& request,
                      const Now& received_at, const Exchange& exchange) noexcept {
  const Headers headers = request.headers;
  return {.request_id = decision.request_id,
          .api_id = decision.api,
          .caller = {decision.caller.address, decision.caller.user_id, decision.caller.app},
          .received_at = received_at,
          .utc_offset_seconds = plan.tables().utc_offset_seconds,
          .request = {.method = request.method,
                      .host = request.host.empty() ? http::value_of(headers, "Host") : request.host,
                      .target = request.target,
                      .protocol = exchange.protocol,
                      .user_agent = http::value_of(headers, "User-Agent"),
                      .forwarded_for = http::value_of(headers, "X-Forwarded-For"),
                      .bytes = exchange.request_bytes,
                      .fields = headers},
          .response = {.status = exchange.status != 0 ? exchange.status : decision.response.status,
                       .bytes = exchange.response_bytes,
                       .milliseconds = exchange.milliseconds},
          .upstream_uri = decision.backend.target,
          .attempts = exchange.attempts,
          .region_id = plan.tables().region_id};
}

}  // namespace sluice
