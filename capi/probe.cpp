#include "sluice/probe.hpp"

#include "handles.hpp"

using namespace sluice;
using namespace sluice::capi;

static_assert(static_cast<int>(Probe::Protocol::Https) == SLUICE_PROBE_HTTPS);

void sluice_probe_init(sluice_probe* probe) {
  if (probe == nullptr) return;
  *probe = {};
  probe->size = sizeof *probe;
}

sluice_status sluice_plan_probe(sluice_probe* probe, const sluice_plan* plan, size_t index) {
  if (probe == nullptr || !is_handle(plan)) return SLUICE_INVALID;
  if (index >= probe_count(*plan->plan)) return SLUICE_NOT_FOUND;
  const Probe found = sluice::probe(*plan->plan, index);
  sluice_probe read;
  sluice_probe_init(&read);
  read.protocol = static_cast<std::uint32_t>(found.protocol);
  read.channel = text(found.channel);
  read.host = text(found.host);
  read.port = found.port;
  read.method = text(found.method);
  read.path = text(found.path);
  read.timeout_seconds = found.timeout_seconds;
  read.interval_seconds = found.interval_seconds;
  return write_sized(probe, read) ? SLUICE_OK : SLUICE_INVALID;
}

sluice_status sluice_plan_report(const sluice_plan* plan, sluice_state* state, size_t index,
                                 const sluice_now* now, int32_t connected, uint32_t status) {
  Now at;
  if (!is_handle(plan) || !is_handle(state) || !read_now(now, at) || status > 999) return SLUICE_INVALID;
  if (index >= probe_count(*plan->plan)) return SLUICE_NOT_FOUND;
  report(*plan->plan, state->state, index, at, {connected != 0, static_cast<std::uint16_t>(status)});
  return SLUICE_OK;
}

sluice_status sluice_plan_healthy(int32_t* healthy, const sluice_plan* plan, sluice_state* state,
                                  size_t index, const sluice_now* now) {
  Now at;
  if (healthy == nullptr || !is_handle(plan) || !is_handle(state) || !read_now(now, at))
    return SLUICE_INVALID;
  if (index >= probe_count(*plan->plan)) return SLUICE_NOT_FOUND;
  *healthy = is_healthy(*plan->plan, state->state, index, at) ? 1 : 0;
  return SLUICE_OK;
}
