/// What `route::compile` finds wrong in a set of APIs, and a request that shows it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "sluice/error.hpp"
#include "sluice/pattern.hpp"

namespace sluice::route {

enum class ProblemKind : std::uint8_t {
  // Errors: there is no table.
  PatternIllegal = 1,  ///< see `fault` and `offset`
  MethodIllegal,       ///< none of the seven methods, nor ANY
  Identical,           ///< same group, environment, method, mode and pattern but for variables' names (3301)
  DomainIllegal,       ///< no domain name, or an IP address (2024)
  DomainRepeated,      ///< it leads to another group already, or is listed twice (3305)
  DomainOfSystem,      ///< a suffix, or a name under one (2022)
  // Warnings: the API never answers.
  Shadowed,     ///< every request that fits it goes to others; `other` is the one that takes `witness`
  Unreachable,  ///< no host leads to its group
};

/// One finding. Owns its text.
struct Problem {
  static constexpr std::uint32_t kNone = UINT32_MAX;

  ProblemKind kind = ProblemKind::PatternIllegal;
  std::uint32_t spec = kNone;    ///< place in the specs
  std::uint32_t other = kNone;   ///< place of the API that it collides with
  std::uint32_t domain = kNone;  ///< place in Domains::independent; specs with `host` give `spec`
  PatternFault fault{};          ///< of PatternIllegal
  std::size_t offset = 0;        ///< of PatternIllegal: byte of the pattern
  std::string witness{};         ///< a request that shows it: `GET /orders/x`
  std::string message{};         ///< one line, with the names (or ids) of both
};

/// True where the problem forbids a table.
constexpr bool is_error(ProblemKind kind) noexcept { return kind < ProblemKind::Shadowed; }

/// The row of the published table.
error::Row row(const Problem& problem) noexcept;

}  // namespace sluice::route
