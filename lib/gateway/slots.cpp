#include "gateway/slots.hpp"

#include <new>
#include <utility>

namespace sluice::gateway {

Slots::Slots(throttle::Ledger addresses, throttle::Ledger accounts, authorizer::Cache verdicts,
             std::uint64_t seed)
    : addresses_(std::move(addresses)),
      accounts_(std::move(accounts)),
      leases_(seed),
      verdicts_(std::move(verdicts)),
      seed_(seed) {}

const Slots::Binding* Slots::bind_anew(const std::shared_ptr<SlotList>& list, const Now& now) noexcept {
  const std::lock_guard lock(binding_);
  for (const Binding& b : bindings_)
    if (b.list.load(std::memory_order_relaxed) == list.get()) return &b;
  try {
    Binding& binding = empty_binding();
    fill(binding, *list, now);
    binding.owner = list;
    binding.list.store(list.get(), std::memory_order_release);
    release_gone();  // only now: what both plans name keeps its content
    return &binding;
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

// An unused node, or a new one in front of the list. Readers may be walking over either: they look at `next`,
// which never changes once published, and at `list`, which stays null until the binding is whole.
Slots::Binding& Slots::empty_binding() {
  for (Binding& b : bindings_)
    if (b.list.load(std::memory_order_relaxed) == nullptr) return b;
  Binding& fresh = bindings_.emplace_back();
  fresh.next = first_.load(std::memory_order_relaxed);
  first_.store(&fresh, std::memory_order_release);
  return fresh;
}

std::shared_ptr<throttle::Cell> Slots::cell_of(const SlotKey& key, const throttle::Limit& limit,
                                               const Now& now) {
  Counter& known = counters_[key];
  if (!known.cell) {
    known = {std::make_shared<throttle::Cell>(), limit};
  } else if (known.limit != limit) {
    const throttle::Rate from(known.limit), to(limit);
    known = {std::make_shared<throttle::Cell>(throttle::rescale(known.cell->word(), from, to, now)), limit};
  }
  return known.cell;
}

void Slots::fill(Binding& binding, const SlotList& list, const Now& now) {
  binding.counters.clear();
  binding.channels.clear();
  binding.counters.reserve(list.counters.size());
  binding.channels.reserve(list.channels.size());
  for (const SlotList::Counter& wanted : list.counters)
    binding.counters.push_back(cell_of(wanted.key, list.rules[wanted.rule].limit, now));
  for (const SlotKey& wanted : list.channels) {
    auto& known = channels_[wanted];
    if (!known) known = std::make_shared<channel::State>();
    binding.channels.push_back(known);
  }
  fill_shared(binding, list);
}

void Slots::fill_shared(Binding& binding, const SlotList& list) {
  binding.limits.clear();
  binding.tables.clear();
  for (std::size_t i = 0; i < list.counters.size(); ++i) {
    const SlotList::Counter& wanted = list.counters[i];
    const auto& sharing = list.rules[wanted.rule].sharing;
    if (!sharing) continue;
    binding.limits.resize(list.counters.size());
    binding.limits[i] = leases_.limit(wanted.key, *sharing);
  }
  for (const SlotList::SharedTable& wanted : list.shared_tables)
    binding.tables.push_back(leases_.table(wanted));
}

void Slots::release_gone() noexcept {
  for (Binding& b : bindings_)
    if (b.owner && b.owner->is_plan_gone.load(std::memory_order_acquire)) release(b);
  leases_.release_unused();
}

// The plan is gone, so no decision uses this binding or looks for its address any more. What no other binding
// names is forgotten.
void Slots::release(Binding& binding) noexcept {
  binding.list.store(nullptr, std::memory_order_release);
  binding.counters.clear();
  binding.channels.clear();
  binding.limits.clear();
  binding.tables.clear();
  for (const SlotList::Counter& held : binding.owner->counters) {
    const auto found = counters_.find(held.key);
    if (found != counters_.end() && found->second.cell.use_count() == 1) counters_.erase(found);
  }
  for (const SlotKey& held : binding.owner->channels) {
    const auto found = channels_.find(held);
    if (found != channels_.end() && found->second.use_count() == 1) channels_.erase(found);
  }
  binding.owner.reset();
}

}  // namespace sluice::gateway
