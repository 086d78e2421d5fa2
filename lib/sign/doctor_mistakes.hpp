// Every mistake that could be made with one given request, as edits of its canonical lines.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "sign/doctor_lines.hpp"
#include "sluice/explain_signature.hpp"
#include "sluice/sign.hpp"

namespace sluice::doctor {

/// One or more mistakes: lines that come out otherwise, and perhaps another date in the text to sign.
struct Mistake {
  std::vector<Cause> causes;
  std::vector<std::pair<std::size_t, std::string>> edits;  // ascending by line
  std::string date;                                        // empty: the one that was sent
  bool is_rare = false;                                    // not tried together with two others

  /// The first line that it touches; `lines` if it touches none.
  std::size_t first_line(std::size_t lines) const noexcept {
    return edits.empty() ? lines : edits.front().first;
  }
};

/// The mistakes worth trying, ordered by their first line. Bounded: a request of many headers gets no more.
std::vector<Mistake> list_mistakes(const Case& given, const sign::Claim& claim, const Lines& right);

/// The lines as a client writes them that does not put header names in lower case.
Lines with_names_as_sent(const Case& given, const Lines& right);

/// The date of another second, in the date header's line and in the text to sign.
Mistake shift_date(const sign::Claim& claim, const Lines& right, std::int64_t seconds);

}  // namespace sluice::doctor
