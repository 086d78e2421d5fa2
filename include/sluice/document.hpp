/// A configuration document and the specs that it stands for, without compiling: for tools that look at a
/// configuration, change it, or write one.
///
///     auto document = sluice::read_document(json);
///     if (document.ok) document.configuration.groups[0].apis.push_back(more);
///     auto text = sluice::write_document(document.configuration);
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sluice/configuration.hpp"
#include "sluice/diagnostic.hpp"
#include "sluice/plan.hpp"
#include "sluice/reason.hpp"
#include "sluice/result.hpp"

namespace sluice {

/// What a text says, and what is wrong with its form. Whether the fields hold together is for `compile`.
struct Document {
  bool ok = false;                ///< no error among the diagnostics
  Configuration configuration{};  ///< of use only where `ok`
  std::vector<Diagnostic> diagnostics{};
  bool out_of_memory = false;
};

/// Reads a document.   Cost: linear.   Threads: any.
Document read_document(std::string_view json, Strictness strictness = Strictness::Strict) noexcept;

/// Writes a document that reads as the same configuration; members that have their default are left out.
/// Errors: OutOfMemory.   Threads: any.
Result<std::string, Reason> write_document(const Configuration& configuration) noexcept;

}  // namespace sluice
