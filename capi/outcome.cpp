// After a decision: attempts, their end, the host's own veto, the record for the log.
#include "handles.hpp"
#include "sluice/exchange.hpp"

using namespace sluice;
using namespace sluice::capi;

namespace {

std::optional<std::uint64_t> time_of(std::int64_t milliseconds) noexcept {
  return milliseconds < 0 ? std::nullopt : std::optional(static_cast<std::uint64_t>(milliseconds));
}

bool read_outcome(const sluice_outcome* from, Outcome& to) noexcept {
  sluice_outcome known;
  sluice_outcome_init(&known);
  if (!read_sized(from, known) || known.result > SLUICE_OUTCOME_ERROR || known.status > 999) return false;
  to = {static_cast<Outcome::Result>(known.result), static_cast<std::uint16_t>(known.status),
        time_of(known.latency_ms), time_of(known.upstream_ms)};
  return true;
}

void fill(sluice_log_record& to, const log::Record& from) noexcept {
  to.request_id = text(from.request_id);
  to.api_id = text(from.api_id);
  to.client_address = text(from.caller.address);
  to.user_id = text(from.caller.user_id);
  to.app_id = text(from.caller.app_id);
  to.received_at = {from.received_at.seconds, from.received_at.nanoseconds, from.received_at.steady_ns};
  to.utc_offset_seconds = from.utc_offset_seconds;
  to.method = text(from.request.method);
  to.host = text(from.request.host);
  to.target = text(from.request.target);
  to.protocol = text(from.request.protocol);
  to.user_agent = text(from.request.user_agent);
  to.forwarded_for = text(from.request.forwarded_for);
  to.status = from.response.status;
  to.upstream_uri = text(from.upstream_uri);
  to.region_id = text(from.region_id);
}

}  // namespace

void sluice_outcome_init(sluice_outcome* outcome) {
  if (outcome == nullptr) return;
  *outcome = {};
  outcome->size = sizeof *outcome;
  outcome->latency_ms = outcome->upstream_ms = -1;
}

sluice_status sluice_transaction_finish_with(sluice_transaction* transaction, const sluice_outcome* outcome) {
  Outcome read;
  if (!is_handle(transaction) || !read_outcome(outcome, read)) return SLUICE_INVALID;
  if (!has_decision(*transaction)) return SLUICE_WRONG_TIME;
  transaction->transaction.finish(read);
  return SLUICE_OK;
}

sluice_status sluice_transaction_retry(int32_t* again, sluice_transaction* transaction,
                                       const sluice_outcome* failed) {
  Outcome read;
  if (again == nullptr || !is_handle(transaction) || !read_outcome(failed, read)) return SLUICE_INVALID;
  if (transaction->transaction.need() != Need::Done) return SLUICE_WRONG_TIME;
  *again = transaction->transaction.retry(read) ? 1 : 0;
  return SLUICE_OK;
}

sluice_status sluice_transaction_veto(uint32_t* need, sluice_transaction* transaction, sluice_text why) {
  if (!is_handle(transaction) || !is_text(why)) return SLUICE_INVALID;
  const Need next = transaction->transaction.veto(view(why));
  if (need != nullptr) *need = static_cast<std::uint32_t>(next);
  return SLUICE_OK;
}

sluice_status sluice_decision_log_record(sluice_log_record* record, const sluice_transaction* transaction,
                                         const sluice_plan* plan, const sluice_request* request,
                                         const sluice_now* received_at) {
  if (!is_handle(transaction) || !is_handle(plan)) return SLUICE_INVALID;
  if (transaction->transaction.need() != Need::Done) return SLUICE_WRONG_TIME;
  return guard([&] {
    sluice_log_record known;
    sluice_log_record_init(&known);
    Request read;
    HeaderList fields;
    Now at;
    if (!read_sized(record, known) || !read_request(request, read, fields) || !read_now(received_at, at))
      return SLUICE_INVALID;
    fill(known, record_of(*plan->plan, transaction->transaction.decision(), read, at, {}));
    sluice_request given;
    sluice_request_init(&given);
    read_sized(request, given);  // as large as the caller's; it was read before
    known.headers = given.headers;
    known.header_count = given.header_count;
    return write_sized(record, known) ? SLUICE_OK : SLUICE_INVALID;
  });
}

sluice_status sluice_plan_log_mask(sluice_text* name, const sluice_plan* plan, size_t index) {
  if (name == nullptr || !is_handle(plan)) return SLUICE_INVALID;
  const auto masks = log_masks(*plan->plan);
  if (index >= masks.size()) return SLUICE_NOT_FOUND;
  *name = text(masks[index]);
  return SLUICE_OK;
}

sluice_status sluice_cors_yields(int32_t* yields, const sluice_header* field, const sluice_header* answer,
                                 size_t count) {
  if (yields == nullptr || field == nullptr || !is_text(field->name) || !is_text(field->value))
    return SLUICE_INVALID;
  return guard([&] {
    HeaderList fields;
    if (!fields.read(answer, count)) return SLUICE_INVALID;
    *yields = sluice::yields({view(field->name), view(field->value)}, fields.all()) ? 1 : 0;
    return SLUICE_OK;
  });
}
