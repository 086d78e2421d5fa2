// What templates and system parameters may name, as far as it is known.
#include <algorithm>
#include <new>

#include "gateway/work.hpp"

namespace sluice::gateway {

Facts facts_of(const Work& work) noexcept {
  const Decision& d = work.decision;
  Facts facts{.source_ip = d.caller.address,
              .stage = d.environment,
              .api_id = d.api,
              .api_name = d.api_name,
              .app_id = d.caller.app,
              .app_name = d.caller.app_name,
              .request_id = d.request_id,
              .received_ms = work.now.seconds * 1000 + work.now.nanoseconds / 1000000,
              .frontend = work.frontend_context,
              .backend = work.backend_context};
  if (work.tables == nullptr) return facts;
  facts.server_addr = work.tables->server_addr;
  facts.server_name = work.tables->server_name;
  return facts;
}

backend::Inbound inbound_of(const Work& work, const Facts& facts) noexcept {
  return {.request = work.request,
          .facts = facts,
          .path = work.path,
          .remainder = work.match.remainder(),
          .values = work.values,
          .mode = work.tables->path_mode};
}

// The blocks behind the first one are kept for the next decision, but for large ones.
bool grow(Work& work, std::size_t wanted) noexcept {
  if (work.more_used == work.more.size() || wanted > Work::kLargestBlock) return false;
  Work::Block& block = work.more[work.more_used];
  wanted = std::max(wanted, std::size_t{65536});
  if (block.bytes < wanted) {
    block.memory.reset(new (std::nothrow) char[wanted]);
    block.bytes = block.memory ? wanted : 0;
  }
  if (!block.memory) return false;
  ++work.more_used;
  work.scratch = Scratch({block.memory.get(), block.bytes});
  return true;
}

}  // namespace sluice::gateway
