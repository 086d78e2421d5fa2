// A configuration in force, and one transaction over it. Tests of a group of documents derive from it what
// they ask.
#pragma once

#include <doctest/doctest.h>

#include <string_view>

#include "sluice/plan.hpp"
#include "sluice/state.hpp"
#include "sluice/transaction.hpp"

namespace sample {

struct World {
  sluice::Compiled compiled;
  sluice::State state{7};
  sluice::Transaction transaction;

  explicit World(std::string_view document) : compiled(sluice::compile(document)) {
    for (const sluice::Diagnostic& d : compiled.diagnostics) MESSAGE(d.pointer, " ", d.message);
    REQUIRE(compiled.plan);
  }
};

}  // namespace sample
