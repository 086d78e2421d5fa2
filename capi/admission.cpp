// Several counters for one call.
#include "sluice/admission.hpp"

#include "rate.hpp"

using namespace sluice;
using namespace sluice::capi;

struct sluice_admission : Handle<0x736c7569'61646d69> {
  throttle::Admission admission;
};

namespace {

bool read_counter(const sluice_counter& from, throttle::Counter& to) noexcept {
  constexpr auto last_dimension = static_cast<std::uint32_t>(throttle::Dimension::Address);
  if (from.dimension > last_dimension || from.unit > 3 || !is_rate(from.rate)) return false;
  if (from.cell != nullptr && !is_cell(from.cell)) return false;
  if (from.ledger != nullptr && !is_handle(from.ledger)) return false;
  to = {.dimension = static_cast<throttle::Dimension>(from.dimension),
        .mode = from.observes != 0 ? throttle::Mode::Observe : throttle::Mode::Enforce,
        .unit = static_cast<throttle::Unit>(from.unit),
        .interval = from.interval,
        .rate = &rate_of(from.rate),
        .cell = from.cell != nullptr ? cell_of(from.cell) : nullptr,
        .ledger = from.ledger != nullptr ? &from.ledger->ledger : nullptr,
        .key = {from.key.place, from.key.tag}};
  return true;
}

}  // namespace

void sluice_counter_init(sluice_counter* counter) {
  if (counter == nullptr) return;
  *counter = {};
  counter->size = sizeof *counter;
  counter->dimension = static_cast<std::uint32_t>(throttle::Dimension::Api);
  counter->interval = 1;
}

sluice_status sluice_admission_create(sluice_admission** admission) {
  if (admission == nullptr) return SLUICE_INVALID;
  return guard([&] {
    *admission = new sluice_admission();
    return SLUICE_OK;
  });
}

sluice_status sluice_admission_take(int32_t* admitted, size_t* refused_by, int64_t* retry_after_ns,
                                    sluice_admission* admission, const sluice_counter* counters, size_t count,
                                    const sluice_now* now) {
  Now at;
  if (admitted == nullptr || !is_handle(admission) || count > throttle::kMaxCounters || !read_now(now, at))
    return SLUICE_INVALID;
  throttle::Admission& taken = admission->admission;
  taken.count = taken.taken = 0;
  const bool is_legal =
      for_each_sized(counters, count, sluice_counter_init,
                     [&](const sluice_counter& c, size_t i) { return read_counter(c, taken.counters[i]); });
  if (!is_legal) return SLUICE_INVALID;
  taken.count = static_cast<std::uint8_t>(count);
  throttle::admit(taken, at);
  *admitted = taken.admitted ? 1 : 0;
  tell(refused_by, taken.admitted ? count : taken.first_refusal);
  tell(retry_after_ns, taken.retry_after.count());
  return SLUICE_OK;
}

sluice_status sluice_admission_limit(sluice_limit_use* use, const sluice_admission* admission, size_t index) {
  if (use == nullptr || !is_handle(admission)) return SLUICE_INVALID;
  if (index >= admission->admission.count) return SLUICE_NOT_FOUND;
  return write_limit(use, admission->admission.standings[index], {}) ? SLUICE_OK : SLUICE_INVALID;
}

sluice_status sluice_admission_undo(sluice_admission* admission, const sluice_now* now) {
  Now at;
  if (!is_handle(admission) || !read_now(now, at)) return SLUICE_INVALID;
  throttle::undo(admission->admission, at);
  return SLUICE_OK;
}

void sluice_admission_free(sluice_admission* admission) {
  if (is_handle(admission)) delete admission;
}
