/// What is wrong in a configuration, and where. `compile()` gives all of them, in document order within each
/// kind of object, so that one reading is enough to repair a document.
#pragma once

#include <cstdint>
#include <string>

#include "sluice/error.hpp"

namespace sluice {

/// An error prevents a plan; a warning tells of something that has no effect or an unusual one.
enum class Severity : std::uint8_t { Error, Warning };

/// One finding. Owns its text.
struct Diagnostic {
  Severity severity = Severity::Error;
  std::string pointer{};  ///< RFC 6901: `/groups/0/apis/1/req_uri`; empty: the whole text
  error::Row row = error::Row::ParameterError;  ///< the row of the published error table that it belongs to
  std::string message{};  ///< one line; text from the document is escaped and cut, and never a secret
  std::string other{};    ///< RFC 6901: what it collides with, or empty
};

/// One JSON object: `severity`, `pointer`, `error_code`, `status`, `message`, and `other` where there is one.
/// Throws std::bad_alloc.
std::string to_json(const Diagnostic& diagnostic);

}  // namespace sluice
