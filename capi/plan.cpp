#include "sluice/plan.hpp"

#include <string>

#include "handles.hpp"

using namespace sluice;
using namespace sluice::capi;

namespace {

Strictness strictness_of(int32_t is_lenient) noexcept {
  return is_lenient != 0 ? Strictness::Lenient : Strictness::Strict;
}

std::string lines_of(const std::vector<Diagnostic>& diagnostics) {
  std::string lines;
  for (const Diagnostic& diagnostic : diagnostics) lines += to_json(diagnostic) + '\n';
  return lines;
}

}  // namespace

sluice_status sluice_plan_compile(sluice_plan** plan, sluice_owned_text* diagnostics, sluice_text json,
                                  int32_t is_lenient) {
  if (plan == nullptr || !is_text(json)) return SLUICE_INVALID;
  return guard([&] {
    Compiled compiled = compile(view(json), strictness_of(is_lenient));
    if (compiled.out_of_memory) return SLUICE_OUT_OF_MEMORY;
    std::unique_ptr<sluice_plan> made;
    if (compiled.plan) made = std::make_unique<sluice_plan>(std::move(compiled.plan));
    give(diagnostics, lines_of(compiled.diagnostics));
    if (!made) return SLUICE_REFUSED;
    *plan = made.release();
    return SLUICE_OK;
  });
}

void sluice_plan_free(sluice_plan* plan) {
  if (is_handle(plan)) delete plan;
}

sluice_status sluice_state_create(sluice_state** state, uint64_t seed, size_t tracked_bytes) {
  if (state == nullptr || tracked_bytes > PTRDIFF_MAX) return SLUICE_INVALID;
  return guard([&] {
    State::Options options{.seed = seed};
    if (tracked_bytes != 0) options.tracked_bytes = tracked_bytes;
    auto made = std::make_unique<sluice_state>(options);
    if (!made->state) return SLUICE_OUT_OF_MEMORY;
    *state = made.release();
    return SLUICE_OK;
  });
}

void sluice_state_free(sluice_state* state) {
  if (is_handle(state)) delete state;
}

sluice_status sluice_gateway_create(sluice_gateway** gateway, size_t workers) {
  if (gateway == nullptr || workers == 0 || workers > 65536) return SLUICE_INVALID;
  return guard([&] {
    *gateway = new sluice_gateway(workers);
    return SLUICE_OK;
  });
}

sluice_status sluice_gateway_reload(sluice_gateway* gateway, sluice_owned_text* diagnostics, sluice_text json,
                                    int32_t is_lenient) {
  if (!is_handle(gateway) || !is_text(json)) return SLUICE_INVALID;
  return guard([&] {
    Compiled compiled = compile(view(json), strictness_of(is_lenient));
    if (compiled.out_of_memory) return SLUICE_OUT_OF_MEMORY;
    give(diagnostics, lines_of(compiled.diagnostics));  // before anything changes: it may run out of memory
    if (!compiled.plan) return SLUICE_REFUSED;
    gateway->gateway.replace(std::move(compiled.plan));
    return SLUICE_OK;
  });
}

void sluice_gateway_free(sluice_gateway* gateway) {
  if (is_handle(gateway)) delete gateway;
}
