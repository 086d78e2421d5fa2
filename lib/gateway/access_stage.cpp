// Stage 4: who the client is by address, and the access list of the API.
#include "gateway/work.hpp"
#include "sluice/forwarded.hpp"

namespace sluice::gateway {

namespace {

std::string_view id_of(const Work& work, const acl::List& list) noexcept {
  return work.tables->list_ids[static_cast<std::size_t>(&list - work.tables->lists.data())];
}

}  // namespace

void observe(Work& work, const acl::Finding& finding) noexcept {
  if (finding.reason == Reason::None || work.observed_count == work.observed.size()) return;
  work.observed[work.observed_count++] = {"acl", id_of(work, *finding.list), finding.reason};
  work.decision.observed = std::span(work.observed).first(work.observed_count);
}

std::string_view told(Work& work, const acl::Finding& finding, std::string_view who) noexcept {
  const std::string_view id = id_of(work, *finding.list);
  return finding.entry ? join(work, {who, " is on the list ", id, ": ", finding.text})
                       : join(work, {who, " is not on the list ", id});
}

namespace {

// An IPv4 address is only read where it stands as it is written, so a peer's text needs no writing.
std::string_view text_of_client(Work& work) noexcept {
  const bool is_peer = work.tables->client.source == http::ClientSource::Peer;
  const bool is_dotted = is_peer && work.request.peer.find(':') == std::string_view::npos;
  return is_dotted ? work.request.peer : write_address(*work.client, work.client_room);
}

}  // namespace

void read_client(Work& work) noexcept {
  work.peer = read_address(work.request.peer);
  work.client = http::client_address(work.peer, work.request.headers, work.tables->client);
  if (work.client) work.decision.caller.address = text_of_client(work);
}

Step check_address(Work& work) noexcept {
  read_client(work);
  const config::Tables& tables = *work.tables;
  if (work.api->access == config::kNone) return Step::Continue;
  const config::AccessLists& lists = tables.access_lists[work.api->access];
  observe(work, acl::check_address(lists.observed, work.client));
  const acl::Finding finding = acl::check_address(lists.enforced, work.client);
  if (finding.reason == Reason::None) return Step::Continue;
  const std::string_view who = work.client ? work.decision.caller.address : "an unknown address";
  return refuse(work, finding.reason, told(work, finding, who));
}

}  // namespace sluice::gateway
