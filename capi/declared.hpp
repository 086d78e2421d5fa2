// Declared parameters, as the check and the mapping read them, out of the same C structs.
#pragma once

#include <vector>

#include "convert.hpp"
#include "sluice/backend.hpp"
#include "sluice/params.hpp"

namespace sluice::capi {

/// What a C declaration says to either stage.
struct DeclaredLists {
  std::vector<params::Spec> checks{};
  std::vector<backend::Declared> mapped{};
};

/// False where a declaration is impossible. May throw bad_alloc.
bool read_declared(const sluice_param* declared, std::size_t count, DeclaredLists& to);

/// The values of a request; false where they cannot be ours.
bool read_values(const sluice_values* from, std::span<const std::optional<std::string_view>>& to) noexcept;

}  // namespace sluice::capi
