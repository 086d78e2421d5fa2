// The value of one backend parameter for one request.
#pragma once

#include <optional>
#include <string_view>

#include "backend/action.hpp"
#include "base/scratch.hpp"

namespace sluice::backend {

/// Nothing where the parameter is absent. Text that had to be made (a time) goes into `scratch`.
std::optional<std::string_view> value_of(const Reader& reader, const Backend::Action& action,
                                         const Inbound& inbound, Scratch& scratch) noexcept;

}  // namespace sluice::backend
