// Why a line of input has no answer.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "json_write.hpp"

namespace cli {

/// Thrown where it is found, caught where the line is answered.
struct Fault {
  std::string code;                       ///< stable, for programs: `unknown_member`
  std::string message;                    ///< for people; never holds a secret
  std::string member = {};                ///< RFC 6901: where in the input; empty: the whole
  std::optional<std::size_t> position{};  ///< of a syntax error: byte of the line, from 0
};

/// `{"error":{"code":...,"message":...}}`, with `member` and `position` where they are known.
void write(const Fault& fault, json::Writer& out);
/// The member `error` alone, in an object that is open.

void write_members(const Fault& fault, json::Writer& out);

}  // namespace cli
