// The canonical path: decoded once, encoded again, and ended by a `/`.
#pragma once

#include <string_view>

#include "sign/sink.hpp"

namespace sluice::sign {

/// Writes the canonical form of a raw path; false at an escape that is no `%XX`. Nothing is normalised: dot
/// segments and empty segments stay.
/// Source: the signing guide, "canonical URI": encoded by RFC 3986, and ending with `/`.
bool write_path(std::string_view raw, Sink& sink) noexcept;

}  // namespace sluice::sign
