#include "route_set.hpp"

#include <new>
#include <utility>

namespace cli {
namespace {

template <class T>
T taken(sluice::Result<T, sluice::Reason> result) {
  if (!result) throw std::bad_alloc();  // the configuration compiles: nothing else fails
  return std::move(*result);
}

}  // namespace

RouteSet::RouteSet(const sluice::Configuration& configuration)
    : publications(taken(sluice::Publications::of(configuration))),
      problems_(taken(publications.problems())),
      silences_(publications.all().size()) {
  for (const sluice::route::Problem& problem : problems_)
    if (problem.spec < silences_.size() && !is_error(problem.kind)) silences_[problem.spec] = &problem;
}

}  // namespace cli
