#include "sluice/decision.hpp"

#include "handles.hpp"

using namespace sluice;
using namespace sluice::capi;

static_assert(static_cast<int>(Verdict::Pass) == SLUICE_PASS &&
              static_cast<int>(Verdict::Reject) == SLUICE_REJECT);
static_assert(static_cast<int>(Need::Body) == SLUICE_NEED_BODY &&
              static_cast<int>(Need::Tokens) == SLUICE_NEED_TOKENS);
static_assert(static_cast<int>(Tls::V1_3) == SLUICE_TLS_1_3 &&
              static_cast<int>(Scheme::Wss) == SLUICE_SCHEME_WSS);
static_assert(static_cast<int>(throttle::Dimension::SubDomain) == 0 &&
              static_cast<int>(throttle::Dimension::Address) == 5 &&
              static_cast<int>(throttle::Unit::Day) == 3);
static_assert(static_cast<int>(Outcome::Result::Error) == SLUICE_OUTCOME_ERROR);

namespace {

// The final decision; null while the transaction waits, or where there is no transaction.
const Decision* final_of(const sluice_transaction* transaction) noexcept {
  if (!is_handle(transaction) || !has_decision(*transaction)) return nullptr;
  return &transaction->transaction.decision();
}

sluice_status missing(const sluice_transaction* transaction) noexcept {
  return is_handle(transaction) ? SLUICE_WRONG_TIME : SLUICE_INVALID;
}

template <class List>
sluice_status item_of(sluice_header* item, const List& list, std::size_t index) noexcept {
  if (index >= list.size()) return SLUICE_NOT_FOUND;
  *item = {text(list[index].name), text(list[index].value)};
  return SLUICE_OK;
}

}  // namespace

void sluice_decision_init(sluice_decision* decision) {
  if (decision == nullptr) return;
  *decision = {};
  decision->size = sizeof *decision;
}

sluice_status sluice_decision_read(sluice_decision* decision, const sluice_transaction* transaction) {
  if (decision == nullptr) return SLUICE_INVALID;
  const Decision* d = final_of(transaction);
  if (d == nullptr) return missing(transaction);
  sluice_decision read;
  sluice_decision_init(&read);
  read.verdict = static_cast<std::uint32_t>(d->verdict);
  read.reason = static_cast<std::uint32_t>(d->reason);
  read.row = static_cast<std::uint32_t>(d->row);
  read.status = d->response.status;
  read.body = text(d->response.body);
  read.detail = text(d->detail);
  read.request_id = text(d->request_id);
  read.group = text(d->group);
  read.environment = text(d->environment);
  read.api = text(d->api);
  read.app = text(d->caller.app);
  read.access = text(d->caller.access);
  read.client_address = text(d->caller.address);
  read.backend_scheme = static_cast<std::uint32_t>(d->backend.scheme);
  read.backend_port = d->backend.port;
  read.backend_host = text(d->backend.host);
  read.backend_address = text(d->backend.address);
  read.backend_method = text(d->backend.method);
  read.backend_target = text(d->backend.target);
  read.backend_timeout_ms = d->backend.timeout_ms;
  read.backend_retries = d->backend.retries;
  read.allowed_methods = d->allowed_methods;
  read.backend_kind = static_cast<std::uint32_t>(d->backend.kind);
  read.function_urn = text(d->backend.function.urn);
  read.function_version = text(d->backend.function.version);
  read.function_is_async = d->backend.function.is_async ? 1 : 0;
  read.backend_policy = text(d->backend_policy);
  read.api_name = text(d->api_name);
  read.app_name = text(d->caller.app_name);
  read.user_id = text(d->caller.user_id);
  read.user_name = text(d->caller.user_name);
  read.account_id = text(d->caller.account_id);
  read.account_name = text(d->caller.account_name);
  read.project_id = text(d->caller.project_id);
  read.degraded = d->degraded ? 1 : 0;
  return write_sized(decision, read) ? SLUICE_OK : SLUICE_INVALID;
}

sluice_status sluice_decision_item(sluice_header* item, const sluice_transaction* transaction, uint32_t list,
                                   size_t index) {
  if (item == nullptr || list > SLUICE_LIST_RESPONSE_HEADERS) return SLUICE_INVALID;
  const Decision* d = final_of(transaction);
  if (d == nullptr) return missing(transaction);
  if (list == SLUICE_LIST_PATH_PARAMS) return item_of(item, d->path_params, index);
  if (list == SLUICE_LIST_BACKEND_HEADERS) return item_of(item, d->backend.headers, index);
  return item_of(item, list == SLUICE_LIST_ANSWER_HEADERS ? d->response.headers : d->response_headers, index);
}

void sluice_limit_use_init(sluice_limit_use* use) {
  if (use == nullptr) return;
  *use = {};
  use->size = sizeof *use;
}

sluice_status sluice_decision_limit(sluice_limit_use* use, const sluice_transaction* transaction,
                                    size_t index) {
  if (use == nullptr) return SLUICE_INVALID;
  const Decision* d = final_of(transaction);
  if (d == nullptr) return missing(transaction);
  if (index >= d->limits.size()) return SLUICE_NOT_FOUND;
  const LimitUse& limit = d->limits[index];
  return write_limit(use, limit.standing, limit.policy) ? SLUICE_OK : SLUICE_INVALID;
}

sluice_status sluice_decision_observed(sluice_text* kind, sluice_text* policy, uint32_t* reason,
                                       const sluice_transaction* transaction, size_t index) {
  if (kind == nullptr || policy == nullptr || reason == nullptr) return SLUICE_INVALID;
  const Decision* d = final_of(transaction);
  if (d == nullptr) return missing(transaction);
  if (index >= d->observed.size()) return SLUICE_NOT_FOUND;
  *kind = text(d->observed[index].kind);
  *policy = text(d->observed[index].policy);
  *reason = static_cast<std::uint32_t>(d->observed[index].reason);
  return SLUICE_OK;
}
