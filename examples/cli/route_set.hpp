// What `sluice routes` shows in each of its forms.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/plan.hpp"
#include "sluice/publications.hpp"

namespace cli {

/// The APIs in effect, in the order of matching, and what keeps some from ever answering.
struct RouteSet {
  explicit RouteSet(const sluice::Configuration& configuration);

  /// The finding about `publications.all()[i]`; null for one that answers.
  const sluice::route::Problem* silence(std::size_t i) const { return silences_[i]; }

  sluice::Publications publications;
  std::string title;  ///< of a picture: the file's name

 private:
  std::vector<sluice::route::Problem> problems_;
  std::vector<const sluice::route::Problem*> silences_;
};

/// A graph in the language of Graphviz: groups, environments, path segments and APIs as one tree.
std::string dot_of(const RouteSet& routes);

/// A page that needs nothing but itself: the tree, to search and fold. No text of the configuration becomes
/// markup or script, and the page may load nothing.
std::string html_of(const RouteSet& routes);

}  // namespace cli
