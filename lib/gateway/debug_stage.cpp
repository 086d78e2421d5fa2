// Stages 2 and 3 of a debug call: the API is named, not matched. Its edited definition answers, published or
// not, in an environment of its own to which nothing is bound: no limits, no access lists, no signature key,
// and every app that proves itself may call.
// Source: published gateway's user guide, "Debugging an API".
#include <algorithm>

#include "gateway/work.hpp"

namespace sluice::gateway {
namespace {

constexpr std::string_view kEnvironment = "DEBUG";

const config::Api* draft_of(const config::Tables& tables, std::string_view id) noexcept {
  const auto id_of = [&](std::uint32_t index) { return tables.apis[index].id; };
  const auto end = tables.drafts.end();
  const auto first = std::ranges::lower_bound(tables.drafts, id, {}, id_of);
  if (first == end || id_of(*first) != id) return nullptr;
  const bool is_several = first + 1 != end && id_of(*(first + 1)) == id;
  return is_several ? nullptr : &tables.apis[*first];  // a name that several groups use names none
}

// A table of the one pattern, so that a path is read as the published gateway reads it.
bool match_draft(Work& work, const config::Api& draft) noexcept {
  const route::Spec spec{.id = 0,
                         .method = route::text(draft.method),
                         .path = draft.path,
                         .mode = draft.is_prefix ? route::Mode::Prefix : route::Mode::Normal};
  route::Compiled compiled = route::compile(std::span(&spec, 1));
  if (!compiled.table) return false;
  work.debug_routes.emplace(std::move(*compiled.table));
  const route::Scope scope = work.debug_routes->locate(work.host, "");
  work.match = work.debug_routes->find(scope, work.method, work.path);
  work.match.scope = scope;
  return true;
}

}  // namespace

Step find_draft(Work& work) noexcept {
  const config::Api* draft = draft_of(*work.tables, work.debug_api);
  if (draft == nullptr) return refuse(work, Reason::PathUnknown, join(work, {"no API ", work.debug_api}));
  work.draft = *draft;
  config::Api& api = work.draft;
  api.access = api.throttle = api.default_counter = api.signature = config::kNone;
  api.grants_count = 0;
  work.api = &api;
  Decision& decision = work.decision;
  decision.group = work.tables->groups[api.group].id;
  decision.environment = kEnvironment;
  decision.api = api.id;
  decision.api_name = api.name;
  if (api.has_variables) return refuse(work, Reason::BackendVariableUndefined);
  if (!match_draft(work, *draft)) return refuse(work, Reason::OutOfMemory);
  if (!work.match) {
    decision.allowed_methods = work.match.allowed;
    return refuse(work, work.match.reason);
  }
  return take_captures(work);
}

}  // namespace sluice::gateway
