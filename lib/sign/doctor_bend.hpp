// The mistakes that clients make with one piece of text: how a path, a query, a header value or a body comes
// out when it is made canonical wrongly. The search tries them, the comparison recognises them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sluice/explain_signature.hpp"

namespace sluice::doctor {

/// One wrong form of a text, and which mistakes lead to it.
struct Bent {
  std::vector<Cause> causes;
  std::string text;
  bool is_rare = false;  ///< not tried together with two others
};

/// Wrong forms of the path line, from the raw path and the right line.
std::vector<Bent> bend_path(std::string_view raw, std::string_view right);
/// Wrong forms of the query line, from the raw query and the right line.
std::vector<Bent> bend_query(std::string_view raw, std::string_view right);
/// Wrong forms of a header's value, from the value as received and the right one.
std::vector<Bent> bend_value(std::string_view name, std::string_view raw, std::string_view right);
/// Other texts that a client may have hashed instead of the body.
std::vector<Bent> bend_body(std::string_view body);
/// Wrong forms of the secret. Secret text: to be wiped.
std::vector<Bent> bend_secret(std::string_view secret, std::string_view access);

}  // namespace sluice::doctor
