// The target of a backend call: its path, then the query.
#pragma once

#include "backend/action.hpp"
#include "base/scratch.hpp"
#include "sluice/result.hpp"

namespace sluice::backend {

/// `drops_key`: the query pair `apikey` stays behind.   Errors: MappingImpossible, ScratchExhausted.
Result<std::string_view, Reason> build_target(const Reader& reader, const Inbound& inbound, bool drops_key,
                                              Scratch& scratch) noexcept;

}  // namespace sluice::backend
