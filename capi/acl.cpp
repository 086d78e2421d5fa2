#include "sluice/acl.hpp"

#include <utility>

#include "guard.hpp"

using namespace sluice;
using namespace sluice::capi;

struct sluice_acl : Handle<0x736c7569'61636c00> {
  explicit sluice_acl(acl::List from) : list(std::move(from)) {}
  acl::List list;
};

sluice_status sluice_acl_compile(sluice_acl** acl, size_t* fault, uint32_t kind, sluice_text entries) {
  if (acl == nullptr || kind > SLUICE_ACL_DENY || !is_text(entries)) return SLUICE_INVALID;
  return guard([&] {
    auto list = acl::compile(kind == SLUICE_ACL_DENY ? acl::Deny : acl::Permit, view(entries));
    if (!list && list.error().is_out_of_memory) return SLUICE_OUT_OF_MEMORY;
    if (!list && fault != nullptr) *fault = list.error().all.front().index;
    if (!list) return SLUICE_REFUSED;
    *acl = new sluice_acl(std::move(*list));
    return SLUICE_OK;
  });
}

sluice_status sluice_acl_allows(int32_t* allows, const sluice_acl* acl, sluice_text address) {
  if (allows == nullptr || !is_handle(acl) || !is_text(address)) return SLUICE_INVALID;
  *allows = acl->list.allows(view(address)) ? 1 : 0;
  return SLUICE_OK;
}

void sluice_acl_free(sluice_acl* acl) {
  if (is_handle(acl)) delete acl;
}
