// The text of an error row with what is wrong.
#pragma once

#include <string>
#include <string_view>

#include "sluice/error.hpp"

namespace sluice::swagger {

/// The row's message with the detail behind it; of row 3127 the detail takes the place of the number.
inline std::string wording(error::Row row, std::string_view detail) {
  const error::Entry& entry = error::row(row);
  const bool is_filled = row == error::Row::TooManyApisInImport;
  char room[4096];
  const auto made = error::message(
      entry, {is_filled ? std::string_view() : detail, is_filled ? detail : std::string_view()}, room);
  return std::string(made.value_or(entry.message));
}

}  // namespace sluice::swagger
