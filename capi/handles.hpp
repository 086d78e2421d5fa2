// The handles that more than one file of the C interface looks into.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "convert.hpp"
#include "sluice/gateway.hpp"
#include "sluice/plan.hpp"
#include "sluice/state.hpp"
#include "sluice/transaction.hpp"

struct sluice_plan : sluice::capi::Handle<0x736c7569'706c616e> {
  explicit sluice_plan(std::unique_ptr<const sluice::Plan> from) : plan(std::move(from)) {}
  std::unique_ptr<const sluice::Plan> plan;
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
