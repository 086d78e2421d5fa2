// The plan pointer with hazard slots. A reader stores the pointer that it saw into its slot and looks again:
// if the pointer still stands, the writer, which looks at the slots only after it changed the pointer, will
// see the slot.
#include "sluice/gateway.hpp"

#include <cassert>
#include <utility>

namespace sluice {

// Every plan in replaced_ but the newest is held by a worker, so this room is enough for ever: replace()
// cannot fail.
Gateway::Gateway(std::size_t workers) : slots_(new Slot[workers]), workers_(workers) {
  replaced_.reserve(workers + 1);
}

Gateway::~Gateway() { delete current_.load(std::memory_order_relaxed); }

Gateway::Held Gateway::hold(std::size_t worker) noexcept {
  assert(worker < workers_);
  std::atomic<const Plan*>& slot = slots_[worker].plan;
  const Plan* seen = current_.load(std::memory_order_acquire);
  for (;;) {
    slot.store(seen, std::memory_order_seq_cst);
    const Plan* again = current_.load(std::memory_order_seq_cst);
    if (again == seen) return {&slot, seen};
    seen = again;
  }
}

bool Gateway::is_held(const Plan* plan) const noexcept {
  for (std::size_t i = 0; i < workers_; ++i)
    if (slots_[i].plan.load(std::memory_order_seq_cst) == plan) return true;
  return false;
}

void Gateway::replace(std::unique_ptr<const Plan> plan) noexcept {
  const std::lock_guard lock(replacing_);
  const Plan* old = current_.exchange(plan.release(), std::memory_order_seq_cst);
  if (old != nullptr) replaced_.emplace_back(old);
  free_unheld();
}

std::size_t Gateway::collect() noexcept {
  const std::lock_guard lock(replacing_);
  free_unheld();
  return replaced_.size();
}

void Gateway::free_unheld() noexcept {
  std::erase_if(replaced_, [this](const auto& plan) { return !is_held(plan.get()); });
}

Gateway::Reloaded Gateway::reload(std::string_view json, Strictness strictness) noexcept {
  Compiled compiled = compile(json, strictness);
  const bool is_in_force = compiled.plan != nullptr;
  if (is_in_force) replace(std::move(compiled.plan));
  return {is_in_force, compiled.out_of_memory, std::move(compiled.diagnostics)};
}

}  // namespace sluice
