// The tree of routes for Graphviz. Every text stands in a quoted string, in which only quotes and backslashes
// mean something.
#include <map>
#include <string>
#include <string_view>

#include "escapes.hpp"
#include "route_set.hpp"

namespace cli {
namespace {

using sluice::Publication;

class Graph {
 public:
  Graph() {
    text_ =
        "digraph routes {\n  rankdir=LR;\n  node [shape=box, style=rounded, fontname=\"monospace\", "
        "fontsize=11];\n  edge [color=\"#8a94a3\", arrowsize=0.6];\n";
  }

  void add(const Publication& publication, const sluice::route::Problem* silence) {
    const std::string group(id_of(*publication.group));
    std::string key = group;
    std::size_t at =
        node(key, publication.group->name, "shape=folder, style=filled, fillcolor=\"#dbe6ff\"", 0);
    key.append(1, '\0').append(publication.environment);
    at = node(key, publication.environment, "shape=tab, style=filled, fillcolor=\"#eef1f5\"", at);
    std::string_view rest = publication.definition->req_uri;
    while (!rest.empty()) {
      const std::string_view segment = rest.substr(0, rest.find('/', 1));
      rest.remove_prefix(segment.size());
      key += segment;
      at = node(key, segment, segment.find('{') == segment.npos ? "" : "color=\"#8a3ffc\"", at);
    }
    leaf(publication, silence, at);
  }

  std::string finished() && { return std::move(text_) + "}\n"; }

 private:
  static std::string quoted(std::string_view value) {
    std::string shown, quoted = "\"";
    escape_controls(value, shown);
    for (const char c : shown) {
      if (c == '"' || c == '\\') quoted += '\\';
      quoted += c;
    }
    return quoted + '"';
  }

  /// The number of the node of that key; a new one hangs under `parent` (0: under none).
  std::size_t node(const std::string& key, std::string_view label, std::string_view looks,
                   std::size_t parent) {
    const auto [at, is_new] = nodes_.try_emplace(key, nodes_.size() + leaves_ + 1);
    if (is_new) write(at->second, quoted(label), looks, parent);
    return at->second;
  }

  void leaf(const Publication& publication, const sluice::route::Problem* silence, std::size_t parent) {
    const sluice::ApiSpec& api = *publication.definition;
    std::string label = api.req_method + (api.match_mode == "SWA" ? " prefix  " : "  ") + api.name;
    if (publication.api->id != "" && publication.api->id != api.name)
      label += " (" + publication.api->id + ")";
    if (!publication.version.empty()) label.append(" ").append(publication.version);
    if (silence != nullptr) label += "  never answers";
    ++leaves_;
    write(nodes_.size() + leaves_, quoted(label),
          silence != nullptr ? "style=\"dashed,rounded\", color=\"#c02626\", fontcolor=\"#c02626\""
                             : "style=\"filled,rounded\", fillcolor=\"#e9f7ef\"",
          parent);
  }

  void write(std::size_t number, const std::string& label, std::string_view looks, std::size_t parent) {
    text_.append("  n").append(std::to_string(number)).append(" [label=").append(label);
    if (!looks.empty()) text_.append(", ").append(looks);
    text_ += "];\n";
    if (parent == 0) return;
    text_.append("  n").append(std::to_string(parent)).append(" -> n").append(std::to_string(number)) +=
        ";\n";
  }

  std::string text_;
  std::map<std::string, std::size_t> nodes_;
  std::size_t leaves_ = 0;
};

}  // namespace

std::string dot_of(const RouteSet& routes) {
  Graph graph;
  for (std::size_t i = 0; i < routes.publications.all().size(); ++i)
    graph.add(routes.publications.all()[i], routes.silence(i));
  return std::move(graph).finished();
}

}  // namespace cli
