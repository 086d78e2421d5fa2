// What a host brings from IAM and from the functions of authorizers.
#include "handles.hpp"

using namespace sluice;
using namespace sluice::capi;

static_assert(static_cast<int>(iam::Result::Down) == SLUICE_IAM_DOWN &&
              static_cast<int>(iam::Result::KeyLocked) == SLUICE_IAM_KEY_LOCKED);

namespace {

bool read_identity(const sluice_iam_identity* from, iam::Identity& to) noexcept {
  sluice_iam_identity known;
  sluice_iam_identity_init(&known);
  if (!read_sized(from, known) || known.result > SLUICE_IAM_DOWN) return false;
  for (const sluice_text& text :
       {known.user_id, known.user_name, known.account_id, known.account_name, known.project_id})
    if (!is_text(text)) return false;
  to = {static_cast<iam::Result>(known.result),
        view(known.user_id),
        view(known.user_name),
        view(known.account_id),
        view(known.account_name),
        view(known.project_id)};
  return true;
}

void tell(uint32_t* need, const sluice_transaction& transaction) noexcept {
  if (need != nullptr) *need = static_cast<std::uint32_t>(transaction.transaction.need());
}

}  // namespace

void sluice_iam_query_init(sluice_iam_query* query) {
  if (query == nullptr) return;
  *query = {};
  query->size = sizeof *query;
}

sluice_status sluice_transaction_wanted_identity(sluice_iam_query* query,
                                                 const sluice_transaction* transaction) {
  if (query == nullptr || !is_handle(transaction)) return SLUICE_INVALID;
  const iam::Query wanted = transaction->transaction.wanted_identity();
  if (wanted.token.empty() && wanted.access.empty()) return SLUICE_WRONG_TIME;
  sluice_iam_query read;
  sluice_iam_query_init(&read);
  read.token = text(wanted.token);
  read.access = text(wanted.access);
  read.project_id = text(wanted.project_id);
  read.domain_id = text(wanted.domain_id);
  read.security_token = text(wanted.security_token);
  return write_sized(query, read) ? SLUICE_OK : SLUICE_INVALID;
}

void sluice_iam_identity_init(sluice_iam_identity* identity) {
  if (identity == nullptr) return;
  *identity = {};
  identity->size = sizeof *identity;
}

sluice_status sluice_transaction_identity(uint32_t* need, sluice_transaction* transaction,
                                          const sluice_iam_identity* identity) {
  iam::Identity read;
  if (!is_handle(transaction) || !read_identity(identity, read)) return SLUICE_INVALID;
  if (transaction->transaction.need() != Need::Identity) return SLUICE_WRONG_TIME;
  transaction->transaction.bring_identity(read);
  tell(need, *transaction);
  return SLUICE_OK;
}

void sluice_authorizer_call_init(sluice_authorizer_call* call) {
  if (call == nullptr) return;
  *call = {};
  call->size = sizeof *call;
}

sluice_status sluice_transaction_wanted_authorizer(sluice_authorizer_call* call,
                                                   const sluice_transaction* transaction) {
  if (call == nullptr || !is_handle(transaction)) return SLUICE_INVALID;
  if (transaction->transaction.need() != Need::Authorizer) return SLUICE_WRONG_TIME;
  const AuthorizerCall wanted = transaction->transaction.wanted_authorizer();
  sluice_authorizer_call read;
  sluice_authorizer_call_init(&read);
  read.id = text(wanted.id);
  read.urn = text(wanted.urn);
  read.event = text(wanted.event);
  return write_sized(call, read) ? SLUICE_OK : SLUICE_INVALID;
}

sluice_status sluice_transaction_authorizer(uint32_t* need, sluice_transaction* transaction, int64_t status,
                                            sluice_text body) {
  if (!is_handle(transaction) || !is_text(body)) return SLUICE_INVALID;
  if (transaction->transaction.need() != Need::Authorizer) return SLUICE_WRONG_TIME;
  transaction->transaction.bring_authorizer(status, view(body));
  tell(need, *transaction);
  return SLUICE_OK;
}

sluice_status sluice_transaction_stream_body(int32_t* streams, sluice_transaction* transaction) {
  if (streams == nullptr || !is_handle(transaction)) return SLUICE_INVALID;
  if (transaction->transaction.need() != Need::Body) return SLUICE_WRONG_TIME;
  *streams = transaction->transaction.stream_body() ? 1 : 0;
  return SLUICE_OK;
}

sluice_status sluice_transaction_wants_whole_body(int32_t* whole, const sluice_transaction* transaction) {
  if (whole == nullptr || !is_handle(transaction)) return SLUICE_INVALID;
  if (transaction->transaction.need() != Need::Body) return SLUICE_WRONG_TIME;
  *whole = transaction->transaction.wants_whole_body() ? 1 : 0;
  return SLUICE_OK;
}
