#include "inbound.hpp"

#include "declared.hpp"

using namespace sluice;
using namespace sluice::capi;

bool KnownFacts::read(const sluice_facts* from) {
  if (from == nullptr) return true;
  sluice_facts known;
  sluice_facts_init(&known);
  if (!read_sized(from, known)) return false;
  for (const sluice_text& text : {known.source_ip, known.stage, known.api_id, known.api_name, known.app_id,
                                  known.app_name, known.request_id, known.server_addr, known.server_name})
    if (!is_text(text)) return false;
  if (!frontend_.read(known.frontend, known.frontend_count)) return false;
  if (!backend_.read(known.backend, known.backend_count)) return false;
  facts_ = {.source_ip = view(known.source_ip),
            .stage = view(known.stage),
            .api_id = view(known.api_id),
            .api_name = view(known.api_name),
            .app_id = view(known.app_id),
            .app_name = view(known.app_name),
            .request_id = view(known.request_id),
            .server_addr = view(known.server_addr),
            .server_name = view(known.server_name),
            .received_ms = known.received_ms,
            .frontend = frontend_.all(),
            .backend = backend_.all()};
  return true;
}

bool KnownInbound::read(const sluice_inbound* from) {
  sluice_inbound known;
  sluice_inbound_init(&known);
  if (!read_sized(from, known) || known.mode > SLUICE_PATH_RAW) return false;
  if (!is_text(known.path) || !is_text(known.remainder)) return false;
  if (!read_request(known.request, request_, fields_) || !facts_.read(known.facts)) return false;
  inbound_.path = view(known.path);
  inbound_.remainder = view(known.remainder);
  inbound_.mode = static_cast<PathMode>(known.mode);
  return read_values(known.values, inbound_.values);
}

void sluice_facts_init(sluice_facts* facts) {
  if (facts == nullptr) return;
  *facts = {};
  facts->size = sizeof *facts;
}

void sluice_inbound_init(sluice_inbound* inbound) {
  if (inbound == nullptr) return;
  *inbound = {};
  inbound->size = sizeof *inbound;
}
