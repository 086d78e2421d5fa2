// The comparison of two canonical requests, line by line, each difference with its name.
#pragma once

#include <vector>

#include "sign/doctor_lines.hpp"
#include "sluice/explain_signature.hpp"

namespace sluice::doctor {

/// What the client's lines say otherwise than the right ones. Empty if nothing.
std::vector<Finding> compare(const Case& given, const Lines& client, const Lines& right);

/// A finding with the sentence of its cause.
Finding make_finding(Cause cause, std::string_view client_line, std::string_view right_line);

}  // namespace sluice::doctor
