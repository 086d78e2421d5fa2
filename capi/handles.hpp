// The handles that more than one file of the C interface looks into.
#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "convert.hpp"
#include "sluice/address.hpp"
#include "sluice/gateway.hpp"
#include "sluice/ledger.hpp"
#include "sluice/plan.hpp"
#include "sluice/state.hpp"
#include "sluice/transaction.hpp"

struct sluice_plan : sluice::capi::Handle<0x736c7569'706c616e> {
  explicit sluice_plan(std::unique_ptr<const sluice::Plan> from) : plan(std::move(from)) {}
  std::unique_ptr<const sluice::Plan> plan;
};

struct sluice_address_set : sluice::capi::Handle<0x736c7569'61736574> {
  explicit sluice_address_set(sluice::AddressSet from) noexcept : set(std::move(from)) {}
  sluice::AddressSet set;
};

struct sluice_ledger : sluice::capi::Handle<0x736c7569'6c656467> {
  explicit sluice_ledger(sluice::throttle::Ledger from) noexcept : ledger(std::move(from)) {}
  mutable sluice::throttle::Ledger ledger;  // counting is what it is for; its functions are for any thread
};

struct sluice_state : sluice::capi::Handle<0x736c7569'73746174> {
  explicit sluice_state(const sluice::State::Options& options) : state(options) {}
  sluice::State state;
};

struct sluice_gateway : sluice::capi::Handle<0x736c7569'67617465> {
  explicit sluice_gateway(std::size_t count) : gateway(count), workers(count) {}
  sluice::Gateway gateway;
  std::size_t workers;
};

struct sluice_transaction : sluice::capi::Handle<0x736c7569'7472616e> {
  std::optional<sluice::Gateway::Held> held;  // before the transaction, which looks into the plan to the last
  sluice::Transaction transaction;
  sluice::capi::HeaderList fields;  // of the request, until the decision was read
  std::vector<sluice::Address> addresses;
};

namespace sluice::capi {

/// Whether there is one to read: a final one, or that of a call that streams its body.
inline bool has_decision(const sluice_transaction& transaction) noexcept {
  return transaction.transaction.need() == Need::Done || transaction.transaction.is_streaming();
}

/// How a counter stands, as a C caller reads it.
inline bool write_limit(sluice_limit_use* use, const throttle::Standing& standing,
                        std::string_view policy) noexcept {
  sluice_limit_use read;
  sluice_limit_use_init(&read);
  read.dimension = static_cast<std::uint32_t>(standing.dimension);
  read.refuses = standing.refuses ? 1 : 0;
  read.policy = text(policy);
  read.limit = standing.limit;
  read.remain = standing.remain;
  read.interval = standing.interval;
  read.unit = static_cast<std::uint32_t>(standing.unit);
  read.retry_after_ns = standing.retry_after.count();
  read.degraded = standing.degraded ? 1 : 0;
  return write_sized(use, read);
}

}  // namespace sluice::capi
