#include "config/pattern.hpp"

#include <new>

#include "config/row_of.hpp"
#include "regex/pattern.hpp"

namespace sluice::config {

void check_pattern(Report& report, std::string_view field, std::string_view pattern) {
  const auto compiled = regex::Pattern::compile(pattern);
  if (compiled) return;
  switch (compiled.error()) {
    case regex::Problem::TooLong:
      return report.error(row_of(2006), field, quote(pattern) + " is longer than 2048 bytes");
    case regex::Problem::OutOfMemory:
      throw std::bad_alloc();
    case regex::Problem::Unsupported:
      return report.error(row_of(3458), field, quote(pattern) + ": this build has no pattern engine");
    default:
      return report.error(row_of(2011), field, quote(pattern) + " is no pattern");
  }
}

}  // namespace sluice::config
