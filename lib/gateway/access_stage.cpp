// Stage 4: who the client is by address, and the access list of the API.
#include "gateway/work.hpp"
#include "sluice/forwarded.hpp"

namespace sluice::gateway {

void observe(Work& work, const acl::Finding& finding) noexcept {
  if (finding.reason == Reason::None || work.observed_count == work.observed.size()) return;
  const auto index = static_cast<std::size_t>(finding.list - work.tables->lists.data());
  work.observed[work.observed_count++] = {"acl", work.tables->list_ids[index], finding.reason};
  work.decision.observed = std::span(work.observed).first(work.observed_count);
}

Step check_address(Work& work) noexcept {
  const config::Tables& tables = *work.tables;
  work.peer = read_address(work.request.peer);
  work.client = http::client_address(work.peer, work.request.headers, tables.client);
  if (work.client) work.decision.caller.address = write_address(*work.client, work.client_room);
  if (work.api->access == config::kNone) return Step::Continue;
  const config::AccessLists& lists = tables.access_lists[work.api->access];
  observe(work, acl::check_address(lists.observed, work.client));
  const acl::Finding finding = acl::check_address(lists.enforced, work.client);
  if (finding.reason == Reason::None) return Step::Continue;
  return refuse(work, finding.reason,
                finding.text.empty()
                    ? join(work, {work.decision.caller.address, " is not on the list"})
                    : join(work, {work.decision.caller.address, " is on the list: ", finding.text}));
}

}  // namespace sluice::gateway
