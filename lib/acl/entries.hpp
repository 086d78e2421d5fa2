// The entries of a list as text, and what is wrong with them.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "sluice/acl.hpp"

namespace sluice::acl {

/// A comma list cut into its entries; an empty list is one empty entry.
std::vector<std::string_view> split(std::string_view entries);

/// Reads every entry as a range; what is none is noted in `faults`.
std::vector<Range> read_ranges(std::string_view list, const std::vector<std::string_view>& entries,
                               std::vector<Fault>& faults);

/// Notes entries that hold the same addresses as one before them.
void check_repeated(std::string_view list, const std::vector<std::string_view>& entries,
                    const std::vector<Range>& ranges, std::vector<Fault>& faults);

/// Notes entries that are no account name or id.
void check_accounts(std::string_view list, const std::vector<std::string_view>& entries, Subject subject,
                    std::vector<Fault>& faults);

}  // namespace sluice::acl
