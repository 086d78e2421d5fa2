// What earlier stages know of a request, out of C structs.
#pragma once

#include "convert.hpp"
#include "sluice/backend.hpp"
#include "sluice/facts.hpp"

namespace sluice::capi {

/// Facts with the lists that they point to.
class KnownFacts {
 public:
  /// NULL: nothing is known. May throw bad_alloc.
  bool read(const sluice_facts* from);
  const Facts& get() const noexcept { return facts_; }

 private:
  Facts facts_{};
  NamedList frontend_, backend_;
};

/// A request with its facts and values.
class KnownInbound {
 public:
  /// May throw bad_alloc.
  bool read(const sluice_inbound* from);
  const backend::Inbound& get() const noexcept { return inbound_; }

 private:
  Request request_;
  HeaderList fields_;
  KnownFacts facts_;
  backend::Inbound inbound_{.request = request_, .facts = facts_.get()};
};

}  // namespace sluice::capi
