#include "route_list.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "fault.hpp"

namespace cli {
namespace {

using sluice::route::Mode;
using sluice::route::Pattern;

/// Reads what routes are made of, and leaves all other members alone.
class Reading {
 public:
  explicit Reading(const json::Value& document) {
    json::Object members(document);
    for_each(members, "groups", [&](json::Object& group) { read_group(group); });
    for_each(members, "versions", [&](json::Object& version) { read_version(version); });
  }

  std::vector<Route> routes;

 private:
  struct Api {
    std::string_view group, id;
  };

  template <class Read>
  static void for_each(json::Object& members, std::string_view name, Read read) {
    const auto list = members.find(name);
    if (!list) return;
    for (const json::Value& element : list->elements()) {
      json::Object object(element);
      read(object);
    }
  }

  /// Where there is no id, the name is it.
  static std::string_view id_of(json::Object& object) {
    const auto id = object.text("id");
    return id && !id->empty() ? *id : object.required_text("name");
  }

  void read_group(json::Object& group) {
    const std::string_view id = id_of(group);
    for_each(group, "apis", [&](json::Object& api) {
      const Api place{id, id_of(api)};
      by_reference_.emplace(place.id, place);
      by_reference_.emplace(api.required_text("name"), place);
      publish(place, api, api, {});
    });
  }

  void read_version(json::Object& version) {
    const auto api = by_reference_.find(version.required_text("api"));
    const auto definition = version.find("definition");
    if (api == by_reference_.end() || !definition) throw Fault{"bad_value", "a version of no API"};
    json::Object members(*definition);
    publish(api->second, members, version, version.text("version_id").value_or(""));
  }

  /// `published` stands in `where`.
  void publish(const Api& api, json::Object& definition, json::Object& where, std::string_view version) {
    const auto published = where.find("published");
    if (!published) return;
    const bool is_prefix = definition.text("match_mode").value_or("NORMAL") == "SWA";
    const std::string_view uri = definition.required_text("req_uri");
    auto pattern = sluice::route::read_pattern(uri, is_prefix ? Mode::Prefix : Mode::Normal);
    if (!pattern) throw Fault{"bad_value", "a path that is no pattern"};
    for (const json::Value& environment : published->elements())
      routes.push_back({api.group, environment.text(), definition.required_text("req_method"), uri, api.id,
                        definition.required_text("name"), version, *pattern});
  }

  std::map<std::string_view, Api> by_reference_;
};

/// Segment by segment from the left, literal before `{p}` before `{p+}`; the texts only make it a total
/// order.
std::weak_ordering compare_segments(const Pattern& a, const Pattern& b) {
  const std::size_t common = std::min(a.segments.size(), b.segments.size());
  for (std::size_t i = 0; i < common; ++i) {
    const auto& [kind, text] = a.segments[i];
    const auto& [other_kind, other_text] = b.segments[i];
    if (kind != other_kind) return kind <=> other_kind;
    if (text != other_text) return text <=> other_text;
  }
  return a.segments.size() <=> b.segments.size();
}

/// Source: the published gateway's user guide, "Creating an API", request path and match mode.
bool comes_before(const Route& a, const Route& b) {
  const auto place = std::tie(a.group, a.environment) <=> std::tie(b.group, b.environment);
  if (place != 0) return place < 0;
  const Pattern& p = a.pattern;
  const Pattern& q = b.pattern;
  if (p.mode != q.mode) return p.mode == Mode::Normal;
  if (p.mode == Mode::Prefix && p.segments.size() != q.segments.size())
    return p.segments.size() > q.segments.size();
  if (const auto order = compare_segments(p, q); order != 0) return order < 0;
  if (p.ends_with_slash != q.ends_with_slash) return (p.mode == Mode::Prefix) == p.ends_with_slash;
  const bool is_any = a.method == "ANY";
  if (is_any != (b.method == "ANY")) return !is_any;
  return a.method < b.method;
}

}  // namespace

std::vector<Route> list_routes(const json::Value& document) {
  std::vector<Route> routes = Reading(document).routes;
  std::ranges::sort(routes, comes_before);
  return routes;
}

}  // namespace cli
