/// Optional sugar for many threads: one pointer to the plan in force, replaced while they decide.
///
/// Each worker announces the plan that it reads in a slot of its own (a hazard pointer), so reading takes no
/// lock and never waits; a plan that was replaced is freed when no slot names it.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include "sluice/diagnostic.hpp"
#include "sluice/plan.hpp"

namespace sluice {

class Gateway {
 public:
  /// `workers`: how many threads may hold a plan at the same time, numbered from 0.
  explicit Gateway(std::size_t workers);
  /// No plan may be held any more.
  ~Gateway();
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;

  /// The plan in force, kept alive while this object lives. Null before the first one was put in force.
  class Held {
   public:
    Held(Held&& other) noexcept : slot_(other.slot_), plan_(other.plan_) { other.slot_ = nullptr; }
    Held& operator=(Held&&) = delete;
    ~Held() {
      if (slot_ != nullptr) slot_->store(nullptr, std::memory_order_release);
    }
    const Plan* get() const noexcept { return plan_; }
    const Plan& operator*() const noexcept { return *plan_; }
    const Plan* operator->() const noexcept { return plan_; }
    explicit operator bool() const noexcept { return plan_ != nullptr; }

   private:
    friend class Gateway;
    Held(std::atomic<const Plan*>* slot, const Plan* plan) noexcept : slot_(slot), plan_(plan) {}
    std::atomic<const Plan*>* slot_;
    const Plan* plan_;
  };

  /// Holds the plan in force for worker `worker`. A worker holds at most one at a time.
  /// Cost: two loads and a store, no lock.   Threads: one per worker number.
  Held hold(std::size_t worker) noexcept;

  /// Puts `plan` in force and frees replaced plans that nobody holds.   Threads: any.
  void replace(std::unique_ptr<const Plan> plan) noexcept;

  /// What a reload did.
  struct Reloaded {
    bool is_in_force = false;  ///< the new plan is; otherwise nothing has changed
    bool out_of_memory = false;
    std::vector<Diagnostic> diagnostics{};  ///< warnings too
  };

  /// Compiles `json` and puts it in force if it has no error; a bad document changes nothing.
  Reloaded reload(std::string_view json, Strictness strictness = Strictness::Strict) noexcept;

  /// Frees replaced plans that nobody holds any more; gives how many are still held.   Threads: any.
  std::size_t collect() noexcept;

 private:
  struct alignas(64) Slot {
    std::atomic<const Plan*> plan{nullptr};
  };

  bool is_held(const Plan* plan) const noexcept;
  void free_unheld() noexcept;

  std::atomic<const Plan*> current_{nullptr};
  std::unique_ptr<Slot[]> slots_;
  std::size_t workers_;
  std::mutex replacing_;
  std::vector<std::unique_ptr<const Plan>> replaced_;  // guarded by replacing_
};

}  // namespace sluice
