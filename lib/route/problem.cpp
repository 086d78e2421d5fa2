// What problems are called, and the row of the published table that each belongs to.
#include "sluice/route_problem.hpp"

namespace sluice::route {

error::Row row(const Problem& problem) noexcept {
  switch (problem.kind) {
    case ProblemKind::PatternIllegal:
      return row(problem.fault);
    case ProblemKind::MethodIllegal:
      return error::Row::InvalidParameterValue;
    case ProblemKind::Identical:
      return error::Row::ApiExists;
    case ProblemKind::DomainIllegal:
      return error::Row::InvalidDomain;
    case ProblemKind::DomainRepeated:
      return error::Row::DomainExists;
    case ProblemKind::DomainOfSystem:
      return error::Row::DomainInAddressBlacklist;
    case ProblemKind::Shadowed:
    case ProblemKind::Unreachable:
      break;
  }
  return error::Row::ParameterError;
}

}  // namespace sluice::route
