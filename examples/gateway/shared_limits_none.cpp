// Without the library that talks to the store.
#include "shared_limits.hpp"

namespace gateway {

struct SharedLimits::Session {};

SharedLimits::SharedLimits(Worker& worker) : worker_(worker) {}
SharedLimits::~SharedLimits() = default;

bool SharedLimits::open(const Store&, std::string& fault) {
  fault = "built without hiredis: --redis cannot be used";
  return false;
}

void SharedLimits::wait(Exchange&) { static_cast<void>(worker_); }
void SharedLimits::leave(Exchange&) {}
void SharedLimits::serve() {}
void SharedLimits::told() {}
void SharedLimits::close() {}

}  // namespace gateway
