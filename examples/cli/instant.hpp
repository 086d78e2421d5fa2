// Points in time as users write them: the signing date, or seconds since 1970 with an optional fraction.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "json_read.hpp"
#include "sluice/time.hpp"

namespace cli {

/// Reads `20210224T100000Z`, `1614160800`, `1614160800.25`, `1.6e9`; exact to the nanosecond, further digits
/// are rounded. Both clocks are set from it.
std::optional<sluice::Now> read_instant(std::string_view text);

/// The same of a member of the input, a string or a number. Throws `Fault` bad_value.
sluice::Now read_instant(const json::Value& value);

/// The machine's clock, both clocks from the wall clock, as `read_instant` has it.
sluice::Now machine_instant();

/// The steady clock of a run that is told nothing but the wall's time: it goes on by what the wall clock
/// gains from one call to the next, and stands where the wall clock goes back.
class SteadyClock {
 public:
  sluice::Now at(sluice::Now wall);

 private:
  std::uint64_t wall_ns_ = 0;    // of the last call; 0: none yet
  std::uint64_t steady_ns_ = 0;  // as `wall_ns_` until that goes back
};

}  // namespace cli
