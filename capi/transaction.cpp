#include "sluice/transaction.hpp"

#include <array>

#include "handles.hpp"

using namespace sluice;
using namespace sluice::capi;

namespace {

// Runs `step` if the transaction waits for `wanted`, and tells the next need.
template <class Step>
sluice_status bring(uint32_t* need, sluice_transaction* transaction, Need wanted, Step step) noexcept {
  if (!is_handle(transaction)) return SLUICE_INVALID;
  if (transaction->transaction.need() != wanted) return SLUICE_WRONG_TIME;
  return guard([&] {
    const sluice_status status = step(transaction->transaction);
    if (status == SLUICE_OK && need != nullptr)
      *need = static_cast<std::uint32_t>(transaction->transaction.need());
    return status;
  });
}

sluice_status start(uint32_t* need, sluice_transaction& transaction, const Plan* plan, sluice_state& state,
                    const sluice_request* request, const sluice_now* now) {
  Request read;
  Now at;
  if (!read_request(request, read, transaction.fields) || !read_now(now, at)) return SLUICE_INVALID;
  const Need first = transaction.transaction.start(plan, state.state, read, at);
  if (need != nullptr) *need = static_cast<std::uint32_t>(first);
  return SLUICE_OK;
}

}  // namespace

sluice_status sluice_transaction_create(sluice_transaction** transaction) {
  if (transaction == nullptr) return SLUICE_INVALID;
  return guard([&] {
    *transaction = new sluice_transaction;
    return SLUICE_OK;
  });
}

void sluice_transaction_free(sluice_transaction* transaction) {
  if (is_handle(transaction)) delete transaction;
}

sluice_status sluice_transaction_start(uint32_t* need, sluice_transaction* transaction,
                                       const sluice_plan* plan, sluice_state* state,
                                       const sluice_request* request, const sluice_now* now) {
  if (!is_handle(transaction) || !is_handle(state) || (plan != nullptr && !is_handle(plan)))
    return SLUICE_INVALID;
  return guard([&] {
    return start(need, *transaction, plan != nullptr ? plan->plan.get() : nullptr, *state, request, now);
  });
}

sluice_status sluice_transaction_start_with(uint32_t* need, sluice_transaction* transaction,
                                            sluice_gateway* gateway, size_t worker, sluice_state* state,
                                            const sluice_request* request, const sluice_now* now) {
  if (!is_handle(transaction) || !is_handle(gateway) || !is_handle(state) || worker >= gateway->workers)
    return SLUICE_INVALID;
  return guard([&] {
    transaction->transaction.abandon();  // gives back by the old plan what a decision took that is not done
    transaction->held.reset();
    transaction->held.emplace(gateway->gateway.hold(worker));
    return start(need, *transaction, transaction->held->get(), *state, request, now);
  });
}

sluice_status sluice_transaction_start_debug(uint32_t* need, sluice_transaction* transaction,
                                             const sluice_plan* plan, sluice_state* state, sluice_text api,
                                             const sluice_request* request, const sluice_now* now) {
  if (!is_handle(transaction) || !is_handle(plan) || !is_handle(state) || !is_text(api))
    return SLUICE_INVALID;
  return guard([&] {
    Request read;
    Now at;
    if (!read_request(request, read, transaction->fields) || !read_now(now, at)) return SLUICE_INVALID;
    const Need first = transaction->transaction.start_debug(*plan->plan, state->state, view(api), read, at);
    if (need != nullptr) *need = static_cast<std::uint32_t>(first);
    return SLUICE_OK;
  });
}

sluice_status sluice_transaction_release(sluice_transaction* transaction) {
  if (!is_handle(transaction)) return SLUICE_INVALID;
  transaction->transaction.abandon();
  transaction->held.reset();
  return SLUICE_OK;
}

sluice_status sluice_transaction_wanted(sluice_text* wanted, const sluice_transaction* transaction) {
  if (wanted == nullptr || !is_handle(transaction)) return SLUICE_INVALID;
  const Transaction& known = transaction->transaction;
  if (known.need() != Need::Secret && known.need() != Need::Address) return SLUICE_WRONG_TIME;
  *wanted = text(known.need() == Need::Secret ? known.wanted_access() : known.wanted_name());
  return SLUICE_OK;
}

sluice_status sluice_transaction_secrets(uint32_t* need, sluice_transaction* transaction,
                                         const sluice_text* secrets, size_t count) {
  if (!is_span(secrets, count, sizeof *secrets)) return SLUICE_INVALID;
  return bring(need, transaction, Need::Secret, [&](Transaction& waiting) {
    std::array<std::string_view, 8> live;
    if (count > live.size()) return SLUICE_INVALID;
    for (std::size_t i = 0; i < count; ++i) {
      if (!is_text(secrets[i])) return SLUICE_INVALID;
      live[i] = view(secrets[i]);
    }
    waiting.bring_secrets({live.data(), count});
    return SLUICE_OK;
  });
}

sluice_status sluice_transaction_body(uint32_t* need, sluice_transaction* transaction, sluice_text slice) {
  if (!is_text(slice)) return SLUICE_INVALID;
  return bring(need, transaction, Need::Body, [&](Transaction& waiting) {
    waiting.bring_body(view(slice));
    return SLUICE_OK;
  });
}

sluice_status sluice_transaction_body_end(uint32_t* need, sluice_transaction* transaction) {
  return bring(need, transaction, Need::Body, [](Transaction& waiting) {
    waiting.end_body();
    return SLUICE_OK;
  });
}

sluice_status sluice_transaction_addresses(uint32_t* need, sluice_transaction* transaction,
                                           const sluice_text* addresses, size_t count) {
  if (!is_span(addresses, count, sizeof *addresses)) return SLUICE_INVALID;
  return bring(need, transaction, Need::Address, [&](Transaction& waiting) {
    transaction->addresses.clear();
    for (std::size_t i = 0; i < count; ++i) {
      const auto address = is_text(addresses[i]) ? read_address(view(addresses[i])) : std::nullopt;
      if (!address) return SLUICE_INVALID;
      transaction->addresses.push_back(*address);
    }
    waiting.bring_addresses(transaction->addresses);
    return SLUICE_OK;
  });
}

sluice_status sluice_transaction_decline(uint32_t* need, sluice_transaction* transaction) {
  if (!is_handle(transaction)) return SLUICE_INVALID;
  if (transaction->transaction.need() == Need::Done) return SLUICE_WRONG_TIME;
  const Need next = transaction->transaction.decline();
  if (need != nullptr) *need = static_cast<std::uint32_t>(next);
  return SLUICE_OK;
}

sluice_status sluice_transaction_may_wait(uint32_t* milliseconds, const sluice_transaction* transaction) {
  if (milliseconds == nullptr || !is_handle(transaction)) return SLUICE_INVALID;
  if (transaction->transaction.need() != Need::Tokens) return SLUICE_WRONG_TIME;
  *milliseconds = static_cast<std::uint32_t>(transaction->transaction.may_wait().count());
  return SLUICE_OK;
}

sluice_status sluice_transaction_tokens(uint32_t* need, sluice_transaction* transaction,
                                        const sluice_now* now) {
  Now at;
  if (!read_now(now, at)) return SLUICE_INVALID;
  return bring(need, transaction, Need::Tokens, [&](Transaction& waiting) {
    waiting.bring_tokens(at);
    return SLUICE_OK;
  });
}

sluice_status sluice_transaction_finish(sluice_transaction* transaction, uint32_t result, uint32_t status) {
  if (!is_handle(transaction) || result > SLUICE_OUTCOME_ERROR || status > 999) return SLUICE_INVALID;
  if (!has_decision(*transaction)) return SLUICE_WRONG_TIME;
  transaction->transaction.finish({static_cast<Outcome::Result>(result), static_cast<std::uint16_t>(status)});
  return SLUICE_OK;
}

sluice_status sluice_decide(sluice_transaction* transaction, const sluice_plan* plan, sluice_state* state,
                            const sluice_request* request, sluice_text body, const sluice_now* now) {
  if (!is_handle(transaction) || !is_handle(state) || (plan != nullptr && !is_handle(plan)) || !is_text(body))
    return SLUICE_INVALID;
  return guard([&] {
    Request read;
    Now at;
    if (!read_request(request, read, transaction->fields) || !read_now(now, at)) return SLUICE_INVALID;
    decide(plan != nullptr ? plan->plan.get() : nullptr, state->state, read, at, transaction->transaction,
           {.body = view(body)});
    return SLUICE_OK;
  });
}
