#include "sluice/acl.hpp"

#include <initializer_list>
#include <utility>

#include "guard.hpp"

using namespace sluice;
using namespace sluice::capi;

struct sluice_acl : Handle<0x736c7569'61636c00> {
  explicit sluice_acl(acl::List from) : list(std::move(from)) {}
  acl::List list;
};

namespace {

sluice_status compile_into(sluice_acl** acl, size_t* fault, const acl::Spec& spec) noexcept {
  return guard([&] {
    auto list = acl::compile(spec);
    if (!list && list.error().is_out_of_memory) return SLUICE_OUT_OF_MEMORY;
    if (!list && fault != nullptr) *fault = list.error().all.front().index;
    if (!list) return SLUICE_REFUSED;
    *acl = new sluice_acl(std::move(*list));
    return SLUICE_OK;
  });
}

// A list that may be absent; false for a handle of another kind.
bool read_list(const sluice_acl* from, acl::Subject subject, const acl::List*& to) noexcept {
  if (from == nullptr) return true;
  if (!is_handle(from) || from->list.subject() != subject) return false;
  to = &from->list;
  return true;
}

sluice_acl_finding written(const acl::Finding& finding,
                           std::initializer_list<const sluice_acl*> lists) noexcept {
  sluice_acl_finding to{static_cast<uint32_t>(finding.reason), nullptr, finding.entry ? 1 : 0,
                        finding.entry.value_or(0), text(finding.text)};
  for (const sluice_acl* list : lists)
    if (list != nullptr && &list->list == finding.list) to.list = list;
  return to;
}

}  // namespace

sluice_status sluice_acl_compile(sluice_acl** acl, size_t* fault, uint32_t kind, sluice_text entries) {
  if (acl == nullptr || kind > SLUICE_ACL_DENY || !is_text(entries)) return SLUICE_INVALID;
  return compile_into(acl, fault, {.kind = static_cast<acl::Kind>(kind), .entries = view(entries)});
}

void sluice_acl_spec_init(sluice_acl_spec* spec) {
  if (spec == nullptr) return;
  *spec = {};
  spec->size = sizeof *spec;
}

sluice_status sluice_acl_compile_spec(sluice_acl** acl, size_t* fault, const sluice_acl_spec* spec) {
  sluice_acl_spec known;
  sluice_acl_spec_init(&known);
  if (acl == nullptr || !read_sized(spec, known) || !is_text(known.entries)) return SLUICE_INVALID;
  if (known.kind > SLUICE_ACL_DENY || known.subject > SLUICE_ACL_ACCOUNT_ID) return SLUICE_INVALID;
  return compile_into(acl, fault,
                      {.kind = static_cast<acl::Kind>(known.kind),
                       .entries = view(known.entries),
                       .subject = static_cast<acl::Subject>(known.subject),
                       .nat64 = known.nat64 != 0});
}

sluice_status sluice_acl_allows(int32_t* allows, const sluice_acl* acl, sluice_text address) {
  if (allows == nullptr || !is_handle(acl) || !is_text(address)) return SLUICE_INVALID;
  *allows = acl->list.allows(view(address)) ? 1 : 0;
  return SLUICE_OK;
}

sluice_status sluice_acl_ask(sluice_acl_verdict* verdict, const sluice_acl* acl, sluice_text subject) {
  if (verdict == nullptr || !is_handle(acl) || !is_text(subject)) return SLUICE_INVALID;
  const acl::Verdict said = acl->list.ask(view(subject));
  *verdict = {said.is_allowed ? 1 : 0, said.entry ? 1 : 0, said.entry.value_or(0), text(said.text)};
  return SLUICE_OK;
}

sluice_status sluice_acl_check_address(sluice_acl_finding* finding, const sluice_acl* addresses,
                                       sluice_text client) {
  acl::Bound bound;
  if (finding == nullptr || !is_text(client) || !read_list(addresses, acl::Subject::Address, bound.addresses))
    return SLUICE_INVALID;
  *finding = written(acl::check_address(bound, read_address(view(client))), {addresses});
  return SLUICE_OK;
}

sluice_status sluice_acl_check_account(sluice_acl_finding* finding, const sluice_acl* account_names,
                                       const sluice_acl* account_ids, sluice_text name, sluice_text id) {
  acl::Bound bound;
  if (finding == nullptr || !is_text(name) || !is_text(id)) return SLUICE_INVALID;
  if (!read_list(account_names, acl::Subject::AccountName, bound.account_names) ||
      !read_list(account_ids, acl::Subject::AccountId, bound.account_ids))
    return SLUICE_INVALID;
  *finding = written(acl::check_account(bound, view(name), view(id)), {account_names, account_ids});
  return SLUICE_OK;
}

void sluice_acl_free(sluice_acl* acl) {
  if (is_handle(acl)) delete acl;
}
